//! What a place holds at this moment: its schemas, tables, and the columns of a table.

use std::{sync::Arc, time::Duration};

use engine::{
    connect::problem_of,
    driver::{Connector, NativeType},
    drivers::DriverError,
    reach::{Deadline, ReachProblem},
    table::{ListedTable, TableName, TableShape},
};
use tokio::sync::Semaphore;

use super::form::NewConnection;

/// For a look, with the time that it waits for its turn.
const LIMIT: Duration = Duration::from_secs(30);
/// Looks at once, at all places together: whoever reloads a page does not fill a server with sessions.
const MOST_AT_ONCE: usize = 8;

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

    /// The columns of a table, `None` where there is no such table.
    pub(crate) async fn describe(
        &self,
        connection: &NewConnection,
        table: &TableName,
    ) -> Found<Option<TableShape<NativeType>>> {
        self.in_turn(async { connection.at_schema(None).source(None).await?.describe(table).await })
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
