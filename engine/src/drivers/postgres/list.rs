//! The schemas of a database, and their tables.

use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use crate::{
    driver::Engine,
    table::{Access, ListedTable, TableName},
};

/// The parts of a partitioned table are in that one. Estimates are −1 before the first ANALYZE.
const TABLES: &str = "\
SELECT c.relname::text, c.relkind IN ('v', 'm', 'f') AS is_view, c.reltuples::int8,
    CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_total_relation_size(c.oid) END,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND (pg_catalog.has_table_privilege(c.oid, 'SELECT') OR NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT'))),
    c.relrowsecurity AND pg_catalog.row_security_active(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
    AND c.relname <> 'datasync_register' AND c.relname NOT LIKE 'datasync\\_staging\\_%'";

/// The schemas that this user may look into.
const SCHEMAS: &str = "\
SELECT nspname::text FROM pg_catalog.pg_namespace
WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    AND pg_catalog.has_schema_privilege(oid, 'USAGE')
ORDER BY nspname";

pub(super) async fn schemas(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(SCHEMAS).persistent(false).fetch_all(connection).await
}

/// All tables and views of a schema; without one, of the first in the search path.
pub(super) async fn list(
    connection: &mut PgConnection,
    schema: Option<&str>,
) -> Result<Vec<ListedTable>, sqlx::Error> {
    let of = Engine::PostgreSql.schema_text(schema);
    let query = format!("{TABLES} AND n.nspname = {of} ORDER BY c.relname");
    // Not as text: sizes and estimates are numbers.
    let rows = sqlx::query(AssertSqlSafe(query)).persistent(false).fetch_all(connection).await?;
    let table = |row: &sqlx::postgres::PgRow| {
        let number = |place| -> Result<Option<u64>, sqlx::Error> {
            Ok(row.try_get::<Option<i64>, _>(place)?.and_then(|number| u64::try_from(number).ok()))
        };
        Ok(ListedTable {
            name: TableName { schema: schema.map(str::to_owned), name: row.try_get(0)? },
            is_view: row.try_get(1)?,
            rows: number(2)?,
            bytes: number(3)?,
            access: match (row.try_get(4)?, row.try_get(5)?) {
                (false, _) => Access::Denied,
                (true, true) => Access::RowsHidden,
                (true, false) => Access::Full,
            },
        })
    };
    rows.iter().map(table).collect()
}
