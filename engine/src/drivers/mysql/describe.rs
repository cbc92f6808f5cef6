//! What `information_schema` says of a table.

use sqlx::{MySqlConnection, Row as _, mysql::MySqlRow};

use super::{MySqlType, types::Catalog};
use crate::table::{ColumnShape, TableName, TableShape};

/// Everything as text: the types of these columns differ between versions.
const COLUMNS: &str = "\
SELECT c.COLUMN_NAME, c.DATA_TYPE, c.COLUMN_TYPE, c.IS_NULLABLE, c.EXTRA,
    CAST(c.CHARACTER_MAXIMUM_LENGTH AS CHAR) AS length, CAST(c.NUMERIC_PRECISION AS CHAR) AS digits_in_all,
    CAST(c.NUMERIC_SCALE AS CHAR) AS scale, CAST(c.DATETIME_PRECISION AS CHAR) AS digits,
    CAST(k.ORDINAL_POSITION AS CHAR) AS place_in_key
FROM information_schema.COLUMNS c
LEFT JOIN information_schema.KEY_COLUMN_USAGE k
    ON k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME
    AND k.CONSTRAINT_NAME = 'PRIMARY'
WHERE c.TABLE_SCHEMA = COALESCE(?, DATABASE()) AND c.TABLE_NAME = ?
ORDER BY c.ORDINAL_POSITION";

/// The columns and the primary key of a table; `None` where there is no such table.
pub async fn describe(
    connection: &mut MySqlConnection,
    table: &TableName,
) -> Result<Option<TableShape<MySqlType>>, sqlx::Error> {
    let query = sqlx::query(COLUMNS).bind(&table.schema).bind(&table.name).persistent(false);
    let rows = query.fetch_all(connection).await?;
    let mut columns = Vec::with_capacity(rows.len());
    let mut key = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let column_type = MySqlType::of(Catalog {
            name: &text(row, 1)?.to_ascii_lowercase(),
            full_name: &text(row, 2)?,
            length: number(row, 5)?,
            precision: number(row, 6)?,
            scale: number(row, 7)?,
            digits: number(row, 8)?,
        });
        let extra = text(row, 4)?.to_ascii_uppercase();
        columns.push(ColumnShape {
            name: text(row, 0)?,
            column_type,
            is_nullable: text(row, 3)? == "YES",
            is_generated: extra.contains("VIRTUAL")
                || extra.contains("STORED")
                || extra.contains("PERSISTENT"),
        });
        if let Some(place_in_key) = number::<u32>(row, 9)? {
            key.push((place_in_key, place));
        }
    }
    key.sort_unstable();
    let primary_key = key.into_iter().map(|(_, place)| place).collect();
    Ok((!columns.is_empty()).then_some(TableShape { columns, primary_key }))
}

/// Some versions send text as bytes.
fn optional(row: &MySqlRow, place: usize) -> Result<Option<String>, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get_unchecked(place)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
}

fn text(row: &MySqlRow, place: usize) -> Result<String, sqlx::Error> {
    Ok(optional(row, place)?.unwrap_or_default())
}

/// `None` where it is missing or too large to matter.
fn number<T: std::str::FromStr>(row: &MySqlRow, place: usize) -> Result<Option<T>, sqlx::Error> {
    Ok(optional(row, place)?.and_then(|text| text.parse().ok()))
}
