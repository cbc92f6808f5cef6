//! What is to be done with one table, as data: which columns are read as what, written as what, and what
//! tells one row from another.

use crate::{
    compare::Identity,
    driver::{Engine, NativeType},
    drivers::mysql::MySqlType,
    table::{CopiedColumn, TableName, TableShape},
    types::{LogicalType, Verdict},
};

/// Of 65,535, with room for lengths and what tells NULL.
const MAX_MYSQL_ROW_BYTES: u64 = 60_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePlan {
    pub source: TableName,
    pub destination: TableName,
    pub columns: Vec<PlannedColumn>,
}

/// A column on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedColumn {
    pub name: String,
    pub source_type: NativeType,
    pub destination_type: NativeType,
    /// The type in which both sides agree.
    pub agreed: LogicalType,
    /// Whether it is one of those that tell one row from another.
    pub is_key: bool,
    /// What becomes of its values.
    pub verdict: Verdict,
}

impl TablePlan {
    /// All columns of a table of `shape`, told apart by its primary key.
    pub fn new(
        source: TableName,
        destination: TableName,
        shape: TableShape<NativeType>,
        to: Engine,
    ) -> Self {
        let agreed = |column_type: &NativeType| column_type.agreed_with(to);
        let columns = shape.copied(agreed);
        let keys: Vec<LogicalType> =
            columns.iter().filter(|column| column.is_key).map(|key| as_key(&key.agreed)).collect();
        let mut key_types = to.types_for_key(&keys).into_iter();
        let column = |column: CopiedColumn<NativeType>| {
            let key_type = if column.is_key { key_types.next() } else { None };
            let (destination_type, verdict) =
                key_type.unwrap_or_else(|| column.column_type.becomes(to));
            PlannedColumn {
                name: column.name,
                source_type: column.column_type,
                destination_type,
                agreed: if column.is_key { as_key(&column.agreed) } else { column.agreed },
                is_key: column.is_key,
                verdict,
            }
        };
        let mut columns: Vec<PlannedColumn> = columns.into_iter().map(column).collect();
        narrow(&mut columns);
        Self { source, destination, columns }
    }

    /// Its columns as the source has them.
    pub fn read(&self) -> Vec<CopiedColumn<NativeType>> {
        self.columns.iter().map(|column| column.with_type(column.source_type.clone())).collect()
    }

    /// Its columns as the destination has them.
    pub fn written(&self) -> Vec<CopiedColumn<NativeType>> {
        let written = |column: &PlannedColumn| column.with_type(column.destination_type.clone());
        self.columns.iter().map(written).collect()
    }

    /// The places of the columns that tell one row from another.
    pub fn key(&self) -> Vec<usize> {
        let keys = self.columns.iter().enumerate().filter(|(_, column)| column.is_key);
        keys.map(|(place, _)| place).collect()
    }

    pub fn identity(&self) -> Identity {
        if self.columns.iter().any(|column| column.is_key) {
            Identity::Key
        } else {
            Identity::WholeRow
        }
    }
}

impl PlannedColumn {
    fn with_type(&self, column_type: NativeType) -> CopiedColumn<NativeType> {
        let Self { name, agreed, is_key, .. } = self;
        CopiedColumn { name: name.clone(), column_type, agreed: agreed.clone(), is_key: *is_key }
    }
}

/// A row of MySQL has a limit, which the text of its columns counts against, unless it is kept apart. The
/// widest columns are, until the others fit.
fn narrow(columns: &mut [PlannedColumn]) {
    let width = |column: &PlannedColumn| match &column.destination_type {
        NativeType::MySql(MySqlType::Varchar { limit }) => u64::from(*limit) * 4,
        NativeType::MySql(MySqlType::Varbinary { limit } | MySqlType::Binary { limit }) => {
            u64::from(*limit)
        }
        _ => 16,
    };
    while columns.iter().map(width).sum::<u64>() > MAX_MYSQL_ROW_BYTES {
        let wide = columns.iter_mut().filter(|column| {
            let is_text =
                matches!(column.destination_type, NativeType::MySql(MySqlType::Varchar { .. }));
            is_text && !column.is_key
        });
        let Some(widest) = wide.max_by_key(|column| width(column)) else { return };
        widest.destination_type = NativeType::MySql(MySqlType::Text("longtext".to_owned()));
    }
}

/// JSON has no order, and so is no key, in any engine but SQLite.
fn as_key(agreed: &LogicalType) -> LogicalType {
    match agreed {
        LogicalType::Json => LogicalType::Text { limit: None },
        other => other.clone(),
    }
}
