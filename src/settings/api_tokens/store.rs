//! The rows of the table `api_token`.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::Error,
        random,
        secret::Secret,
    },
    database::{
        Database,
        entities::api_token::{self, Column},
    },
};

/// More than a company has programs that report. Without a bound, a script in a loop would fill the
/// table.
pub(super) const MOST_USABLE: usize = 100;
/// Of those that are expired or revoked, the ones that somebody may still wonder about.
const MOST_ENDED_SHOWN: u64 = 20;
/// By which scanners of source code recognise a token that was left there.
const PREFIX: &str = "dsk_";
/// Uses are noted this far apart: a program that reports every second does not write every second.
const NOTED_EVERY: Duration = Duration::from_mins(1);

/// A token that nobody has had before.
pub(super) fn mint() -> Secret {
    Secret::new(format!("{PREFIX}{}", random::url_safe_secret()))
}

/// The token that a program presents, unless it is revoked, expired or none of ours.
pub(crate) async fn find_usable(
    db: &impl ConnectionTrait,
    presented: &str,
    now: Timestamp,
) -> Result<Option<api_token::Model>, Error> {
    if !presented.starts_with(PREFIX) {
        return Ok(None);
    }
    let hash = Secret::new(presented).sha256();
    let found = api_token::Entity::find().filter(Column::Hash.eq(hash)).filter(is_usable(now));
    Ok(found.one(db).await?)
}

fn is_usable(now: Timestamp) -> Condition {
    // One that was made while the clock was ahead would end as much too late.
    let ends_in_time = Condition::all()
        .add(Column::ExpiresAt.gt(now))
        .add(Column::CreatedAt.lte(now + CLOCK_TOLERANCE));
    let is_not_over = Condition::any().add(Column::ExpiresAt.is_null()).add(ends_in_time);
    Condition::all().add(Column::RevokedAt.is_null()).add(is_not_over)
}

/// Notes that a token was used, at most once a minute.
pub(crate) async fn note_use(
    database: &Database,
    token: &api_token::Model,
    now: Timestamp,
) -> Result<(), Error> {
    let before = now - NOTED_EVERY;
    if token.last_used_at.is_some_and(|noted| noted > before && noted <= now + CLOCK_TOLERANCE) {
        return Ok(());
    }
    let is_due = Condition::any()
        .add(Column::LastUsedAt.is_null())
        .add(Column::LastUsedAt.lte(before))
        .add(Column::LastUsedAt.gt(now + CLOCK_TOLERANCE));
    let noted = api_token::Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(Some(now)))
        .filter(Column::Id.eq(&token.id))
        .filter(is_due);
    // During a move, nobody waits for this.
    database
        .write_if_open(async |tx| {
            noted.clone().exec(&*tx).await?;
            Ok(())
        })
        .await?;
    Ok(())
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<api_token::Model>, Error> {
    Ok(api_token::Entity::find_by_id(id).one(db).await?)
}

/// Those that open something, the newest first.
pub(super) async fn usable(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<api_token::Model>, Error> {
    let usable = api_token::Entity::find().filter(is_usable(now));
    Ok(usable.order_by_desc(Column::Id).all(db).await?)
}

/// The usable ones, then the newest of the others.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<Vec<api_token::Model>, Error> {
    let mut listed = usable(db, now).await?;
    let ended = api_token::Entity::find().filter(is_usable(now).not()).order_by_desc(Column::Id);
    listed.extend(ended.limit(MOST_ENDED_SHOWN).all(db).await?);
    Ok(listed)
}

pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    token: &api_token::Model,
) -> Result<(), Error> {
    let row = token.clone().into_active_model().reset_all();
    api_token::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends a token; the answer is whether nobody has before.
pub(super) async fn revoke(
    tx: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let revoked = api_token::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(Some(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}
