//! What a run wrote down while it ran, line by line, in the order in which it did.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use crate::{
    database::{entities::run_line, report::Table},
    licenses::license::Standing,
    security::{clock::Timestamp, random},
    web::failure::Error,
};

/// Parts of the log of one run. What comes later is not kept.
pub(crate) const MOST_PARTS: u64 = 500;

/// Closed words for what DataSync does itself, so that everybody reads them in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// One or more lines of the program that reported.
    Text(String),
    TableSaved {
        table: Table,
        rows: u64,
    },
    BackupWritten {
        file: String,
        rows: u64,
        bytes: u64,
    },
    OldBackupsRemoved {
        count: u64,
    },
    DatabaseAnswered {
        micros: u64,
    },
    NoMailServer,
    MailServerAnswered {
        millis: u64,
    },
    ServerUrlReached,
    ServerUrlNotSet,
    RunsRemoved {
        count: u64,
    },
    TidiedUp,
    License(Standing),
}

/// Whether the log of a run takes another part.
pub(crate) async fn has_room(db: &impl ConnectionTrait, run_id: &str) -> Result<bool, Error> {
    let parts = run_line::Entity::find().filter(run_line::Column::RunId.eq(run_id));
    Ok(parts.count(db).await? < MOST_PARTS)
}

/// Adds a part.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    run_id: &str,
    line: &Line,
    now: Timestamp,
) -> Result<(), Error> {
    run_line::Entity::insert(run_line::ActiveModel {
        id: Set(random::ordered_row_id(now)),
        run_id: Set(run_id.to_owned()),
        at: Set(now),
        line: Set(serde_json::to_string(line)?),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The lines after the one with the id `after`, which may be empty, with their ids.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    run_id: &str,
    after: &str,
) -> Result<Vec<(String, Timestamp, Line)>, Error> {
    let rows = run_line::Entity::find()
        .filter(run_line::Column::RunId.eq(run_id))
        .filter(run_line::Column::Id.gt(after))
        .order_by_asc(run_line::Column::Id)
        .limit(MOST_PARTS)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, row.at, serde_json::from_str(&row.line)?))).collect()
}
