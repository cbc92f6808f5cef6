//! What a place holds at this moment: its schemas and tables, the columns of a table and its first rows.

use std::{sync::Arc, time::Duration};

use engine::{
    batch::{Column, Value},
    connect::problem_of,
    driver::{Connector, NativeType, Source},
    drivers::{DriverError, ReadError},
    reach::{Deadline, ReachProblem},
    table::{ListedTable, RowProblem, TableName, TableShape},
    text,
};
use tokio::sync::{Semaphore, mpsc};

use super::form::NewConnection;

/// For a look, with the time that it waits for its turn.
const LIMIT: Duration = Duration::from_secs(30);
/// Looks at once, at all places together: whoever reloads a page does not fill a server with sessions.
const MOST_AT_ONCE: usize = 8;
/// Of a table.
const MOST_ROWS: usize = 50;

/// What a look found, or why it found nothing.
pub(crate) type Found<T> = Result<T, ReachProblem>;

/// The tables of one schema.
#[derive(Debug, Clone)]
pub(crate) struct Inventory {
    /// All that there are; none where the engine has no schemas.
    pub(crate) schemas: Vec<String>,
    /// The one that was looked into.
    pub(crate) schema: Option<String>,
    pub(crate) tables: Vec<ListedTable>,
}

/// Rows with their values as people read them, NULL as `None`; or why one of them cannot be read.
pub(crate) type Sample = Result<Vec<Vec<Option<String>>>, RowProblem>;

/// What a table is made of, and its first rows.
#[derive(Debug, Clone)]
pub(crate) struct LookedTable {
    pub(crate) shape: TableShape<NativeType>,
    pub(crate) sample: Sample,
}

/// Looks into places, a few at once.
#[derive(Debug, Clone)]
pub(crate) struct Browser(Arc<Semaphore>);

impl Default for Browser {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_AT_ONCE)))
    }
}

impl Browser {
    /// The tables of a schema; without one, of `public` or the first there is.
    pub(crate) async fn inventory(
        &self,
        connection: &NewConnection,
        schema: Option<String>,
    ) -> Found<Inventory> {
        self.in_turn(async {
            let mut source = connection.at_schema(None).source(None).await?;
            let schemas = source.schemas().await?;
            let is_there = |wanted: &String| schemas.contains(wanted);
            let schema = schema
                .filter(is_there)
                .or_else(|| Some("public".to_owned()).filter(is_there))
                .or_else(|| schemas.first().cloned());
            let tables = source.tables(schema.as_deref()).await?;
            Ok(Inventory { schemas, schema, tables })
        })
        .await
    }

    /// A table with its first rows, `None` where there is no such table.
    pub(crate) async fn table(
        &self,
        connection: &NewConnection,
        table: &TableName,
    ) -> Found<Option<LookedTable>> {
        self.in_turn(async {
            let mut source = connection.at_schema(None).source(None).await?;
            let Some(shape) = source.describe(table).await? else { return Ok(None) };
            let sample = sample(source, table, shape.clone()).await?;
            Ok(Some(LookedTable { shape, sample }))
        })
        .await
    }

    async fn in_turn<T>(&self, look: impl Future<Output = Result<T, DriverError>>) -> Found<T> {
        let look = async {
            // Never closed.
            let _turn = self.0.acquire().await;
            look.await.map_err(|error| problem_of(&error))
        };
        Deadline::after(LIMIT).meet(look).await
    }
}

/// The first rows that come, read as a copy would read them. The connection goes with them: whatever it would
/// go on to read, nobody wants.
async fn sample(
    mut source: Box<dyn Source>,
    table: &TableName,
    shape: TableShape<NativeType>,
) -> Result<Sample, DriverError> {
    let engine = source.engine();
    let columns = shape.copied(|column_type| column_type.agreed_with(engine));
    let (to, mut from) = mpsc::channel(1);
    let read = source.read(table, &columns, to);
    let first = tokio::select! {
        biased;
        first = from.recv() => first,
        ended = read => match ended {
            Ok(_) => from.recv().await,
            Err(ReadError::Server(error)) => return Err(error),
            Err(ReadError::Row(problem)) => return Ok(Err(problem)),
            Err(ReadError::Malformed | ReadError::Stopped) => return Err("no rows came".into()),
        },
    };
    let Some(batch) = first else { return Ok(Ok(Vec::new())) };
    let value = |column: &Column, row| match column.get(row) {
        Value::Null => None,
        value => Some(text::shown(value)),
    };
    let row = |row| batch.columns().iter().map(|column| value(column, row)).collect();
    Ok(Ok((0..batch.rows().min(MOST_ROWS)).map(row).collect()))
}
