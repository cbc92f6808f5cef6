//! What `information_schema` says of a table.

use sqlx::{AssertSqlSafe, MySqlConnection, Row as _, mysql::MySqlRow};

use super::{MySqlType, types::Catalog};

use crate::{
    driver::Engine,
    table::{ColumnShape, TableName, TableShape},
};

/// Everything as text: the types of these columns differ between versions.
const COLUMNS: &str = "\
SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, EXTRA,
    CAST(CHARACTER_MAXIMUM_LENGTH AS CHAR) AS length, CAST(NUMERIC_PRECISION AS CHAR) AS digits_in_all,
    CAST(NUMERIC_SCALE AS CHAR) AS scale, CAST(DATETIME_PRECISION AS CHAR) AS digits
FROM information_schema.COLUMNS";

const KEY: &str = "SELECT COLUMN_NAME, SEQ_IN_INDEX FROM information_schema.STATISTICS";

/// The columns and the primary key of a table; `None` where there is no such table.
pub async fn describe(
    connection: &mut MySqlConnection,
    table: &TableName,
) -> Result<Option<TableShape<MySqlType>>, sqlx::Error> {
    // Names as constants: with parameters, or with two tables joined, the server opens every table of every
    // database.
    let database = Engine::MySql.schema_text(table.schema.as_deref());
    let name = Engine::MySql.quoted_text(&table.name);
    let of_table = format!("TABLE_SCHEMA = {database} AND TABLE_NAME = {name}");
    let columns = format!("{COLUMNS} WHERE {of_table} ORDER BY ORDINAL_POSITION");
    let rows = sqlx::raw_sql(AssertSqlSafe(columns)).fetch_all(&mut *connection).await?;
    let mut columns = Vec::with_capacity(rows.len());
    for row in &rows {
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
    }
    let mut primary_key = Vec::new();
    let key = format!("{KEY} WHERE {of_table} AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX");
    for row in sqlx::raw_sql(AssertSqlSafe(key)).fetch_all(connection).await? {
        let name = text(&row, 0)?;
        primary_key.extend(columns.iter().position(|column| column.name == name));
    }
    Ok((!columns.is_empty()).then_some(TableShape { columns, primary_key }))
}

/// Some versions send text as bytes.
fn optional(row: &MySqlRow, place: usize) -> Result<Option<String>, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get_unchecked(place)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()))
}

pub(super) fn text(row: &MySqlRow, place: usize) -> Result<String, sqlx::Error> {
    Ok(optional(row, place)?.unwrap_or_default())
}

/// `None` where it is missing or too large to matter.
pub(super) fn number<T: std::str::FromStr>(
    row: &MySqlRow,
    place: usize,
) -> Result<Option<T>, sqlx::Error> {
    Ok(optional(row, place)?.and_then(|text| text.parse().ok()))
}
