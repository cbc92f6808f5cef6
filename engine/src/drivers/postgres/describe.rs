//! What the catalog says of a table.

use sqlx::{PgConnection, Row as _};

use super::{PgType, quoted_table, types::Catalog};
use crate::table::{ColumnShape, TableName, TableShape};

/// A domain is followed to what it is made of: its values travel as those of that type. The modifier is the
/// one that stands nearest to the column.
const COLUMNS: &str = "\
WITH RECURSIVE followed AS (
    SELECT a.attnum, a.atttypid AS type_id, a.atttypmod AS modifier
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = $1::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
    SELECT f.attnum, t.typbasetype, CASE WHEN f.modifier >= 0 THEN f.modifier ELSE t.typtypmod END
    FROM followed f JOIN pg_catalog.pg_type t ON t.oid = f.type_id
    WHERE t.typtype = 'd'
)
SELECT a.attname::text AS name, t.typname::text AS type_name, f.modifier,
    pg_catalog.format_type(f.type_id, f.modifier) AS full_name,
    t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AND t.typtype IN ('b', 'r') AS is_built_in,
    e.typname::text AS element,
    a.attnotnull AS is_required,
    a.attgenerated <> '' AS is_generated,
    pg_catalog.array_position(k.conkey, a.attnum) AS place_in_key
FROM followed f
JOIN pg_catalog.pg_type t ON t.oid = f.type_id AND t.typtype <> 'd'
JOIN pg_catalog.pg_attribute a ON a.attrelid = $1::pg_catalog.regclass AND a.attnum = f.attnum
LEFT JOIN pg_catalog.pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
ORDER BY a.attnum";

/// The columns and the primary key of a table; `None` where there is no such table.
pub async fn describe(
    connection: &mut PgConnection,
    table: &TableName,
) -> Result<Option<TableShape<PgType>>, sqlx::Error> {
    let is_there: bool = sqlx::query_scalar("SELECT pg_catalog.to_regclass($1) IS NOT NULL")
        .bind(quoted_table(table))
        .persistent(false)
        .fetch_one(&mut *connection)
        .await?;
    if !is_there {
        return Ok(None);
    }
    let rows = sqlx::query(COLUMNS)
        .bind(quoted_table(table))
        // Poolers do not keep what is prepared.
        .persistent(false)
        .fetch_all(connection)
        .await?;
    let mut columns = Vec::with_capacity(rows.len());
    let mut key = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let column_type = PgType::of(Catalog {
            name: row.try_get("type_name")?,
            full_name: row.try_get("full_name")?,
            modifier: row.try_get("modifier")?,
            is_built_in: row.try_get("is_built_in")?,
            element: row.try_get("element")?,
        });
        columns.push(ColumnShape {
            name: row.try_get("name")?,
            column_type,
            is_nullable: !row.try_get::<bool, _>("is_required")?,
            is_generated: row.try_get("is_generated")?,
        });
        if let Some(place_in_key) = row.try_get::<Option<i32>, _>("place_in_key")? {
            key.push((place_in_key, place));
        }
    }
    key.sort_unstable();
    let primary_key = key.into_iter().map(|(_, place)| place).collect();
    Ok(Some(TableShape { columns, primary_key }))
}
