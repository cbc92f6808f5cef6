//! What a run wrote down while it ran, line by line, in the order in which it did.

use engine::receipt::TableReceipt;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use crate::{
    base::{clock::Timestamp, failure::Error, random},
    database::{
        entities::{
            job_run::{self, Column},
            run_line,
        },
        report::Table,
    },
    licenses::license::LicenseStatus,
};

/// Of the log of one run, in characters: a page shows all of it. What comes later is not kept.
pub(super) const MOST_KEPT: i32 = 1_000_000;
/// As which a shorter part counts.
const LEAST_COUNTED: i32 = 2_000;
/// How many parts that are at most, with the one that says that there is no more.
const MOST_PARTS: u64 = 501;

/// Closed words for what DataSync does itself, so that everybody reads them in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogLine {
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
    License(LicenseStatus),
    TableCopied(TableReceipt),
    /// So much of one report was left out before what follows.
    LeftOut {
        characters: u64,
    },
    /// There was no room for what a program reported from here on.
    CutOff,
}

/// What a part counts against [`MOST_KEPT`].
pub(super) fn size_of(line: &LogLine) -> i32 {
    let characters = match line {
        LogLine::Text(text) => i32::try_from(text.chars().count()).unwrap_or(MOST_KEPT),
        _ => LEAST_COUNTED,
    };
    Ord::max(characters, LEAST_COUNTED)
}

/// Adds what a program reported, as far as there is room; that there is none is said once.
pub(crate) async fn append_reported(
    tx: &impl ConnectionTrait,
    run_id: &str,
    line: LogLine,
    now: Timestamp,
) -> Result<(), Error> {
    let size = size_of(&line);
    let of_run = || job_run::Entity::update_many().filter(Column::Id.eq(run_id));
    let grown = of_run()
        .col_expr(Column::LogSize, Expr::col(Column::LogSize).add(size))
        .filter(Column::LogSize.lte(MOST_KEPT - size));
    if grown.exec(tx).await?.rows_affected == 1 {
        return append(tx, run_id, &line, now).await;
    }
    let full = MOST_KEPT + 1;
    let cut_off =
        of_run().col_expr(Column::LogSize, Expr::value(full)).filter(Column::LogSize.ne(full));
    if cut_off.exec(tx).await?.rows_affected == 1 {
        append(tx, run_id, &LogLine::CutOff, now).await?;
    }
    Ok(())
}

/// Adds a part.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    run_id: &str,
    line: &LogLine,
    now: Timestamp,
) -> Result<(), Error> {
    run_line::Entity::insert(row(run_id, line, now)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Adds several, each with the time at which it was said.
pub(super) async fn append_all(
    tx: &impl ConnectionTrait,
    run_id: &str,
    lines: &[(Timestamp, LogLine)],
) -> Result<(), Error> {
    let rows: Result<Vec<_>, _> = lines.iter().map(|(at, line)| row(run_id, line, *at)).collect();
    let rows = rows?;
    if !rows.is_empty() {
        run_line::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn row(run_id: &str, line: &LogLine, at: Timestamp) -> Result<run_line::ActiveModel, Error> {
    Ok(run_line::ActiveModel {
        id: Set(random::ordered_row_id(at)),
        run_id: Set(run_id.to_owned()),
        at: Set(at),
        line: Set(serde_json::to_string(line)?),
    })
}

/// The lines after the one with the id `after`, which may be empty, with their ids.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    run_id: &str,
    after: &str,
) -> Result<Vec<(String, Timestamp, LogLine)>, Error> {
    let rows = run_line::Entity::find()
        .filter(run_line::Column::RunId.eq(run_id))
        .filter(run_line::Column::Id.gt(after))
        .order_by_asc(run_line::Column::Id)
        .limit(MOST_PARTS)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, row.at, serde_json::from_str(&row.line)?))).collect()
}
