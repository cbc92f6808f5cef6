//! What a server must be like for our data, found out by doing what the work does.

use engine::{
    place::ServerPlace,
    reach::{ReachProblem, ServerWord, Session},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::{copy::MAX_TEXT, report::MoveProblem, schema::sql};

/// The only one that holds every character that people type.
const ENCODING: &str = "UTF8";
/// Holds the largest of our rows, a log without a line break, with room for others.
const LEAST_PACKET: u64 = 1 << 20;

/// Refuses a server, or a database on it, in which something of ours would fail later.
pub(super) async fn require_fit(
    server: &ServerPlace,
    session: &mut Session,
    is_database_missing: bool,
) -> Result<(), MoveProblem> {
    match session {
        Session::Postgres(_) => {
            // One that is missing is made as it should be.
            if !is_database_missing {
                require_encoding(session).await?;
            }
            let database = (!is_database_missing).then_some(&*server.database);
            require_own_statements(server, database, session).await
        }
        Session::MySql(_) => require_large_packets(session).await,
        Session::Sqlite(_) => Ok(()),
    }
}

async fn require_encoding(session: &mut Session) -> Result<(), MoveProblem> {
    match session.texts("SHOW server_encoding").await?.first() {
        Some(encoding) if encoding != ENCODING => {
            Err(MoveProblem::WrongEncoding { encoding: ServerWord::new(encoding) })
        }
        _ => Ok(()),
    }
}

/// With a pooler that gives each transaction another connection, two sessions prepare their statements
/// in one and the same.
async fn require_own_statements(
    server: &ServerPlace,
    database: Option<&str>,
    session: &mut Session,
) -> Result<(), MoveProblem> {
    session.run_prepared("SELECT 1").await?;
    // The server may allow this user one connection and no more: then it is not shared.
    let Ok(mut other) = Session::open(server, database).await else { return Ok(()) };
    let ran = async {
        other.run_prepared("SELECT 2").await?;
        session.run_prepared("SELECT 1").await
    };
    let ran = ran.await;
    // Waited for: it counts as one of the user's until it has ended.
    let _ = other.close().await;
    Ok(ran?)
}

async fn require_large_packets(session: &mut Session) -> Result<(), MoveProblem> {
    let allowed = session.texts("SELECT CAST(@@max_allowed_packet AS CHAR)").await?;
    let allowed: Option<u64> = allowed.first().and_then(|bytes| bytes.parse().ok());
    match allowed {
        Some(bytes) if bytes < LEAST_PACKET => {
            let kib = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
            Err(MoveProblem::SmallPackets { kib })
        }
        Some(_) => Ok(()),
        None => Err(ReachProblem::Failed.into()),
    }
}

/// Of text, after which a statement takes no further row. A quarter of what a MySQL server takes: the
/// last row may be as large again, and numbers and lengths come on top.
pub(crate) async fn max_text(connection: &impl ConnectionTrait) -> Result<usize, DbErr> {
    if connection.get_database_backend() != DbBackend::MySql {
        return Ok(MAX_TEXT);
    }
    let query = sql(connection, "SELECT CAST(@@max_allowed_packet AS SIGNED) AS allowed");
    let row = connection.query_one_raw(query).await?;
    let allowed: Option<i64> = row.map(|row| row.try_get("", "allowed")).transpose()?;
    let allowed = allowed.and_then(|bytes| usize::try_from(bytes).ok());
    Ok(allowed.map_or(MAX_TEXT, |bytes| MAX_TEXT.min(bytes / 4)))
}
