//! Who may see what runs say. Those of an extraction name tables, quote keys of rows and sentences of servers: where
//! one of its connections is for administrators only, they are, too.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    base::failure::Error,
    database::entities::{
        account::{self, Role},
        connection::{self, Audience},
        extraction,
        job::{self, Kind},
        job_run::{self, State},
    },
    mail::reason::Reason,
};

/// Whether everybody who is signed in may.
pub(super) async fn is_open(db: &impl ConnectionTrait, job: &job::Model) -> Result<bool, Error> {
    let (Kind::Extraction, Some(id)) = (job.kind, &job.subject) else { return Ok(true) };
    let Some(extraction) = extraction::Entity::find_by_id(id).one(db).await? else {
        return Ok(false);
    };
    let ends = [extraction.source_id, extraction.destination_id];
    let closed = connection::Entity::find()
        .filter(connection::Column::Id.is_in(ends))
        .filter(connection::Column::Audience.ne(Audience::Everybody));
    Ok(closed.count(db).await? == 0)
}

pub(super) async fn may_see(
    db: &impl ConnectionTrait,
    job: &job::Model,
    person: &account::Model,
) -> Result<bool, Error> {
    Ok(person.role == Role::Administrator || is_open(db, job).await?)
}

/// A run as others see it: how it ended, and when.
pub(super) fn withheld(run: job_run::Model) -> job_run::Model {
    let reason = match run.state {
        State::Failed => serde_json::to_string(&Reason::Withheld).ok(),
        _ => run.reason,
    };
    job_run::Model { reason, result: None, doing: None, ..run }
}
