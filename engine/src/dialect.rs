//! The statements that every destination understands, each in its engine's own words.

use crate::{
    driver::{Engine, NativeType},
    drivers::{mysql, postgres, sqlite},
    table::{CopiedColumn, TableName},
};

/// Which rows are staged for a publication, in a table that only this session sees.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Temporary {
    /// Whole rows to insert.
    Rows,
    /// Keys of rows to delete.
    Keys,
}

impl Temporary {
    const fn name(self) -> &'static str {
        match self {
            Self::Rows => "datasync_rows",
            Self::Keys => "datasync_keys",
        }
    }
}

impl Engine {
    /// An identifier as it is written in a statement, whatever its characters.
    pub fn quoted(self, name: &str) -> String {
        match self {
            Self::PostgreSql => postgres::quoted(name),
            Self::MySql => mysql::quoted(name),
            Self::Sqlite => sqlite::quoted(name),
        }
    }

    pub fn quoted_table(self, table: &TableName) -> String {
        match self {
            Self::PostgreSql => postgres::quoted_table(table),
            Self::MySql => mysql::quoted_table(table),
            Self::Sqlite => sqlite::quoted(&table.name),
        }
    }

    /// A text without NUL characters as it is written in a statement.
    pub(crate) fn quoted_text(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self {
            Self::MySql => format!("'{}'", text.replace('\\', "\\\\")),
            Self::PostgreSql | Self::Sqlite => format!("'{text}'"),
        }
    }

    /// The name of a schema or database as a text in a statement; without one, that of the session.
    pub(crate) fn schema_text(self, schema: Option<&str>) -> String {
        match (schema, self) {
            (Some(schema), _) => self.quoted_text(schema),
            (None, Self::PostgreSql) => "current_schema()".to_owned(),
            (None, Self::MySql) => "DATABASE()".to_owned(),
            (None, Self::Sqlite) => "'main'".to_owned(),
        }
    }

    /// Begins a transaction that is to write.
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            Self::PostgreSql => "BEGIN",
            Self::MySql => "START TRANSACTION",
            // Waits for other writers here, and not in the middle of the transaction.
            Self::Sqlite => "BEGIN IMMEDIATE",
        }
    }

    /// Holds rows until the transaction ends; SQLite's transaction holds the whole file.
    pub(crate) const fn holding(self) -> &'static str {
        match self {
            Self::PostgreSql | Self::MySql => " FOR UPDATE",
            Self::Sqlite => "",
        }
    }

    /// Gives a table another name in the same place.
    pub(crate) fn rename(self, from: &TableName, to: &TableName) -> String {
        let table = self.quoted_table(from);
        match self {
            Self::PostgreSql | Self::Sqlite => {
                format!("ALTER TABLE {table} RENAME TO {}", self.quoted(&to.name))
            }
            Self::MySql => format!("RENAME TABLE {table} TO {}", self.quoted_table(to)),
        }
    }

    pub(crate) fn temporary(self, temporary: Temporary) -> TableName {
        let schema = (self == Self::PostgreSql).then(|| "pg_temp".to_owned());
        TableName { schema, name: temporary.name().to_owned() }
    }

    /// Makes a temporary table, which is gone with the session at the latest.
    pub(crate) fn create_temporary(
        self,
        temporary: Temporary,
        columns: &[CopiedColumn<NativeType>],
    ) -> String {
        let (name, columns) = (self.quoted(temporary.name()), self.declared(columns).join(", "));
        match self {
            Self::PostgreSql => format!("CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP"),
            Self::MySql => {
                format!(
                    "CREATE TEMPORARY TABLE {name} ({columns}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC"
                )
            }
            Self::Sqlite => format!("CREATE TEMPORARY TABLE {name} ({columns})"),
        }
    }

    /// `None` where it goes with the transaction.
    pub(crate) fn drop_temporary(self, temporary: Temporary) -> Option<String> {
        let name = self.quoted(temporary.name());
        match self {
            Self::PostgreSql => None,
            Self::MySql => Some(format!("DROP TEMPORARY TABLE IF EXISTS {name}")),
            Self::Sqlite => Some(format!("DROP TABLE IF EXISTS temp.{name}")),
        }
    }

    /// Tells the planner how large a temporary table is, where it does not look for itself.
    pub(crate) fn analyze_temporary(self, temporary: Temporary) -> Option<String> {
        let table = self.quoted_table(&self.temporary(temporary));
        (self == Self::PostgreSql).then(|| format!("ANALYZE {table}"))
    }

    /// Deletes the rows whose keys are in [`Temporary::Keys`].
    pub(crate) fn delete_keys(
        self,
        table: &TableName,
        keys: &[CopiedColumn<NativeType>],
    ) -> String {
        let (table, staged) =
            (self.quoted_table(table), self.quoted_table(&self.temporary(Temporary::Keys)));
        let names: Vec<String> = keys.iter().map(|column| self.quoted(&column.name)).collect();
        let equal = |name: &String| format!("t.{name} = k.{name}");
        let equal = names.iter().map(equal).collect::<Vec<_>>().join(" AND ");
        match self {
            Self::PostgreSql => {
                format!("DELETE FROM ONLY {table} AS t USING {staged} AS k WHERE {equal}")
            }
            // From the few to the many, whatever the optimizer believes of their numbers.
            Self::MySql => {
                format!("DELETE t FROM {staged} AS k STRAIGHT_JOIN {table} AS t WHERE {equal}")
            }
            Self::Sqlite => {
                let names = names.join(", ");
                format!("DELETE FROM {table} WHERE ({names}) IN (SELECT {names} FROM {staged})")
            }
        }
    }

    /// Deletes all rows, and none of tables that somebody has made to inherit from this one.
    pub(crate) fn delete_all(self, table: &TableName) -> String {
        let only = if self == Self::PostgreSql { "ONLY " } else { "" };
        format!("DELETE FROM {only}{}", self.quoted_table(table))
    }

    /// Counts the rows of [`Temporary::Rows`] that are not in the table as they were staged, where the
    /// session that writes is not the one that reads.
    pub(crate) fn count_changed(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> Option<String> {
        if self != Self::MySql {
            return None;
        }
        let (table, staged) =
            (self.quoted_table(table), self.quoted_table(&self.temporary(Temporary::Rows)));
        let equal = |column: &CopiedColumn<NativeType>| {
            let name = self.quoted(&column.name);
            // By its value, and by its bytes, which the order of text may leave out.
            format!("t.{name} <=> r.{name} AND BINARY t.{name} <=> BINARY r.{name}")
        };
        let keys: Vec<String> = columns
            .iter()
            .filter(|column| column.is_key)
            .map(|column| format!("t.{0} = r.{0}", self.quoted(&column.name)))
            .collect();
        let all = columns.iter().map(equal).collect::<Vec<_>>().join(" AND ");
        (!keys.is_empty()).then(|| {
            format!(
                "SELECT COUNT(*) FROM {staged} AS r LEFT JOIN {table} AS t ON {} WHERE NOT ({all})",
                keys.join(" AND ")
            )
        })
    }

    /// Inserts what is in [`Temporary::Rows`].
    pub(crate) fn insert_rows(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> String {
        let (table, staged) =
            (self.quoted_table(table), self.quoted_table(&self.temporary(Temporary::Rows)));
        let names: Vec<String> = columns.iter().map(|column| self.quoted(&column.name)).collect();
        let names = names.join(", ");
        format!("INSERT INTO {table} ({names}) SELECT {names} FROM {staged}")
    }

    /// Finds a row for each trigger or rule of a table; `None` for MySQL, which shows them to few.
    pub(crate) fn triggers(self, table: &TableName) -> Option<String> {
        match self {
            Self::PostgreSql => {
                let table = self.quoted_text(&self.quoted_table(table));
                Some(format!(
                    "SELECT 1 FROM pg_catalog.pg_trigger WHERE tgrelid = {table}::pg_catalog.regclass AND NOT tgisinternal \
                     UNION ALL SELECT 1 FROM pg_catalog.pg_rewrite WHERE ev_class = {table}::pg_catalog.regclass"
                ))
            }
            Self::MySql => None,
            Self::Sqlite => Some(format!(
                "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = {} COLLATE NOCASE",
                self.quoted_text(&table.name)
            )),
        }
    }

    /// Finds table and name of each reference to a table by which the server would delete or change rows of
    /// another one.
    pub(crate) fn cascades(self, table: &TableName) -> String {
        match self {
            Self::PostgreSql => format!(
                "SELECT c.conrelid::pg_catalog.regclass::text, c.conname FROM pg_catalog.pg_constraint c \
                 WHERE c.contype = 'f' AND c.confrelid = {}::pg_catalog.regclass AND c.confdeltype IN ('c', 'n', 'd')",
                self.quoted_text(&self.quoted_table(table)),
            ),
            Self::MySql => format!(
                "SELECT TABLE_NAME, CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS \
                 WHERE UNIQUE_CONSTRAINT_SCHEMA = {} AND REFERENCED_TABLE_NAME = {} \
                 AND DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')",
                self.schema_text(table.schema.as_deref()),
                self.quoted_text(&table.name),
            ),
            Self::Sqlite => format!(
                "SELECT m.name, 'no. ' || f.id FROM sqlite_schema m, pragma_foreign_key_list(m.name) f \
                 WHERE m.type = 'table' AND f.\"table\" = {} COLLATE NOCASE \
                 AND f.on_delete IN ('CASCADE', 'SET NULL', 'SET DEFAULT')",
                self.quoted_text(&table.name),
            ),
        }
    }

    /// Finds the names of the tables beside `table` that begin with `prefix`.
    pub(crate) fn tables_with_prefix(self, table: &TableName, prefix: &str) -> String {
        let schema = self.schema_text(table.schema.as_deref());
        let (tables, name) = match self {
            Self::PostgreSql => {
                (format!("pg_catalog.pg_tables WHERE schemaname = {schema}"), "tablename")
            }
            Self::MySql => {
                (format!("information_schema.TABLES WHERE TABLE_SCHEMA = {schema}"), "TABLE_NAME")
            }
            Self::Sqlite => ("sqlite_schema WHERE type = 'table'".to_owned(), "name"),
        };
        let (length, prefix) = (prefix.len(), self.quoted_text(prefix));
        format!("SELECT {name} FROM {tables} AND substr({name}, 1, {length}) = {prefix}")
    }

    /// A column each as it stands between the brackets of `CREATE TABLE`.
    pub(crate) fn declared(self, columns: &[CopiedColumn<NativeType>]) -> Vec<String> {
        let column = |column: &CopiedColumn<NativeType>| {
            let (name, column_type) = (self.quoted(&column.name), column.column_type.name());
            let constraint = if column.is_key { " NOT NULL" } else { "" };
            format!("{name} {column_type}{constraint}")
        };
        columns.iter().map(column).collect()
    }

    /// `PRIMARY KEY (…)`; `None` where the table has no key.
    pub(crate) fn primary_key(self, columns: &[CopiedColumn<NativeType>]) -> Option<String> {
        let keys = columns.iter().filter(|column| column.is_key);
        let keys: Vec<String> = keys.map(|column| self.quoted(&column.name)).collect();
        (!keys.is_empty()).then(|| format!("PRIMARY KEY ({})", keys.join(", ")))
    }

    /// Makes a table. PostgreSQL gets its key when the rows are there: it sorts them once then.
    pub(crate) fn create_table(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> String {
        self.create(table, columns, None)
    }

    /// Makes a staging table that keeps its present name as its mark, also when it is renamed: see
    /// [`Engine::identity`].
    pub(crate) fn create_staging(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> String {
        self.create(table, columns, Some(&table.name))
    }

    fn create(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
        mark: Option<&str>,
    ) -> String {
        let (table, mut parts) = (self.quoted_table(table), self.declared(columns));
        if self != Self::PostgreSql {
            parts.extend(self.primary_key(columns));
        }
        let parts = parts.join(", ");
        match (self, mark) {
            (Self::Sqlite, Some(mark)) => format!("CREATE TABLE {table} (/* {mark} */ {parts})"),
            (Self::PostgreSql | Self::Sqlite, _) => format!("CREATE TABLE {table} ({parts})"),
            // What a server has set otherwise does not matter: rows of any width, and transactions.
            (Self::MySql, mark) => {
                let comment = mark.map(|mark| format!(" COMMENT = {}", self.quoted_text(mark)));
                format!(
                    "CREATE TABLE {table} ({parts}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC{}",
                    comment.unwrap_or_default()
                )
            }
        }
    }

    /// Finds what tells a table from another one of the same name: its number on PostgreSQL, elsewhere a text
    /// that holds the mark that it was made with. No row for what is no plain table, such as a view.
    pub(crate) fn identity(self, table: &TableName) -> String {
        match self {
            Self::PostgreSql => format!(
                "SELECT c.oid::text FROM pg_catalog.pg_class c \
                 WHERE c.oid = pg_catalog.to_regclass({}) AND c.relkind = 'r'",
                self.quoted_text(&self.quoted_table(table)),
            ),
            Self::MySql => format!(
                "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} \
                 AND TABLE_NAME = {} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                self.schema_text(table.schema.as_deref()),
                self.quoted_text(&table.name),
            ),
            Self::Sqlite => format!(
                "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = {} COLLATE NOCASE \
                 AND sql NOT LIKE 'CREATE VIRTUAL %'",
                self.quoted_text(&table.name),
            ),
        }
    }

    /// Gives a table that is filled its key, where it has none yet.
    pub(crate) fn add_key(
        self,
        table: &TableName,
        columns: &[CopiedColumn<NativeType>],
    ) -> Option<String> {
        let key = self.primary_key(columns).filter(|_| self == Self::PostgreSql)?;
        Some(format!("ALTER TABLE {} ADD {key}", self.quoted_table(table)))
    }

    /// Lets the planner count a table that has changed much.
    pub(crate) fn analyze(self, table: &TableName) -> String {
        let name = self.quoted_table(table);
        match self {
            Self::PostgreSql | Self::Sqlite => format!("ANALYZE {name}"),
            Self::MySql => format!("ANALYZE TABLE {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_where_it_should() {
        for (engine, text, expected) in [
            (Engine::PostgreSql, "it's \\", "'it''s \\'"),
            (Engine::Sqlite, "it's \\", "'it''s \\'"),
            (Engine::MySql, "it's \\' OR 1 -- ", "'it''s \\\\'' OR 1 -- '"),
        ] {
            assert_eq!(engine.quoted_text(text), expected, "{engine:?}");
        }
    }
}
