//! The audit as administrators ask for it.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    base::{clock::Timestamp, failure::Error, names::UsernameKey, random},
    database::{
        accounts,
        entities::audit::{self, Action, Outcome},
    },
};

/// Which rows are asked for; everything that is `None` is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) action: Option<Action>,
    pub(crate) outcome: Option<Outcome>,
    /// A username: who did it, or whose account it was about.
    pub(crate) person: Option<String>,
    /// Days in the server's time zone, both included.
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// The newest first, at most `limit`, older than the row `before`.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    before: Option<&str>,
    limit: u64,
) -> Result<Vec<audit::Model>, Error> {
    let mut asked = Condition::all();
    if let Some(action) = filter.action {
        asked = asked.add(audit::Column::Action.eq(action));
    }
    if let Some(outcome) = filter.outcome {
        asked = asked.add(audit::Column::Outcome.eq(outcome));
    }
    if let Some(person) = &filter.person {
        asked = asked.add(is_about(db, person).await?);
    }
    // The ids begin with the time, so that one index serves the order and the days.
    if let Some(from) = filter.from.and_then(midnight) {
        asked = asked.add(audit::Column::Id.gte(random::first_row_id_at(from)));
    }
    let day_after = filter.to.and_then(|day| day.checked_add(1.day()).ok());
    if let Some(end) = day_after.and_then(midnight) {
        asked = asked.add(audit::Column::Id.lt(random::first_row_id_at(end)));
    }
    if let Some(before) = before {
        asked = asked.add(audit::Column::Id.lt(before));
    }
    Ok(audit::Entity::find()
        .filter(asked)
        .order_by_desc(audit::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// By the id of the account, also under an earlier name; by the name, if the account is gone.
async fn is_about(db: &impl ConnectionTrait, person: &str) -> Result<Condition, Error> {
    let account = accounts::find_by_username(db, &UsernameKey::of(person)).await?;
    let condition = Condition::any();
    Ok(match account {
        Some(account) => condition
            .add(audit::Column::ActorId.eq(&account.id))
            .add(audit::Column::SubjectId.eq(&account.id)),
        None => condition
            .add(audit::Column::Actor.eq(person.trim()))
            .add(audit::Column::Subject.eq(person.trim())),
    })
}

fn midnight(day: Date) -> Option<Timestamp> {
    let instant = day.to_zoned(TimeZone::system()).ok()?.timestamp();
    Some(Timestamp::from_unix_millis(instant.as_millisecond()))
}
