//! Signed-in browsers. The cookie holds 256 random bits, the database their SHA-256: a copy of the
//! database opens nothing.
//!
//! 1. [`open`] stores a new one at each sign-in; [`find`] knows it again at every request.
//! 2. A changed password ends all of an account.

use std::{net::IpAddr, time::Duration};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::{Error, Refusal},
        random,
        secret::Secret,
    },
    configuration::server_settings::SessionLimits,
    database::{
        Database,
        entities::{
            account::{self, Status},
            session,
        },
        hold_rows,
    },
};

/// The last use is noted to the minute: not every request writes.
const NOTE_USE_EVERY: Duration = Duration::from_mins(1);
const MOST_LISTED: u64 = 100;

/// Where a session is opened from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Browser<'a> {
    pub(crate) address: IpAddr,
    pub(crate) user_agent: &'a str,
}

/// The session of a request, with whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) account: account::Model,
    /// When the password was last typed.
    pub(crate) proven_at: Timestamp,
    token_hash: String,
}

impl Session {
    /// Tells it apart from others.
    pub(crate) fn id(&self) -> &str {
        &self.token_hash
    }

    /// Holds it until the end of the transaction; refuses if it has ended. A request may have been
    /// under way for a while when it comes to what it changes: ask first in each transaction that
    /// acts for whoever is signed in.
    pub(crate) async fn hold(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        let hash = session::Column::TokenHash;
        let held = hold_rows::<session::Entity>(tx, hash, hash.eq(&self.token_hash)).await?;
        if held == 1 { Ok(()) } else { Err(Refusal::NotSignedIn.into()) }
    }

    pub(crate) fn is(&self, other: &session::Model) -> bool {
        self.token_hash == other.token_hash
    }
}

/// Opens a session and returns its token.
pub(crate) async fn open(
    tx: &impl ConnectionTrait,
    account_id: &str,
    browser: Browser<'_>,
    now: Timestamp,
) -> Result<Secret, Error> {
    let token = Secret::new(random::url_safe_secret());
    session::Entity::insert(session::ActiveModel {
        token_hash: Set(token.sha256()),
        account_id: Set(account_id.to_owned()),
        created_at: Set(now),
        last_used_at: Set(now),
        proven_at: Set(now),
        address: Set(browser.address.to_string()),
        user_agent: Set(browser.user_agent.to_owned()),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(token)
}

/// The session behind a cookie, if it is still good and its account still active.
pub(crate) async fn find(
    database: &Database,
    limits: SessionLimits,
    token: &Secret,
    now: Timestamp,
) -> Result<Option<Session>, Error> {
    let found = session::Entity::find_by_id(token.sha256())
        .filter(is_alive(limits, now))
        .find_also_related(account::Entity)
        .one(&database.read())
        .await?;
    let Some((session, Some(account))) = found else { return Ok(None) };
    if account.status != Status::Active {
        return Ok(None);
    }
    if session.last_used_at < now - NOTE_USE_EVERY {
        note_use(database, &session.token_hash, now).await?;
    }
    Ok(Some(Session { account, proven_at: session.proven_at, token_hash: session.token_hash }))
}

fn is_alive(limits: SessionLimits, now: Timestamp) -> Condition {
    Condition::all()
        .add(session::Column::CreatedAt.gt(now - limits.absolute))
        .add(session::Column::CreatedAt.lte(now + CLOCK_TOLERANCE))
        .add(session::Column::LastUsedAt.gt(now - limits.idle))
        .add(session::Column::LastUsedAt.lte(now + CLOCK_TOLERANCE))
}

async fn note_use(database: &Database, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    let noted = session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(token_hash));
    // During a move, nobody waits for this.
    database
        .write_if_open(async |tx| {
            noted.clone().exec(&*tx).await?;
            Ok(())
        })
        .await?;
    Ok(())
}

/// The password was typed once more.
pub(crate) async fn note_proof(
    tx: &impl ConnectionTrait,
    session: &Session,
    now: Timestamp,
) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::ProvenAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(&session.token_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// The living sessions of an account, the one used last first, not more than anybody reads.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    account_id: &str,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Vec<session::Model>, Error> {
    Ok(session::Entity::find()
        .filter(session::Column::AccountId.eq(account_id))
        .filter(is_alive(limits, now))
        .order_by_desc(session::Column::LastUsedAt)
        .limit(MOST_LISTED)
        .all(db)
        .await?)
}

/// Every session of an account that is kept, over or not.
pub(crate) async fn of_account(
    db: &impl ConnectionTrait,
    account_id: &str,
) -> Result<Vec<session::Model>, Error> {
    let all = session::Entity::find().filter(session::Column::AccountId.eq(account_id));
    Ok(all.all(db).await?)
}

/// Ends a session for good.
pub(crate) async fn end(tx: &impl ConnectionTrait, session: &Session) -> Result<(), Error> {
    session::Entity::delete_by_id(&session.token_hash).exec(tx).await?;
    Ok(())
}

/// Ends one session of an account, by the hash of its token; the answer is whether there was one.
pub(crate) async fn end_one(
    tx: &impl ConnectionTrait,
    account_id: &str,
    token_hash: &str,
) -> Result<bool, Error> {
    let ended = session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends every session of the account except this one.
pub(crate) async fn end_others(tx: &impl ConnectionTrait, session: &Session) -> Result<(), Error> {
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(&session.account.id))
        .filter(session::Column::TokenHash.ne(&session.token_hash))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends every session of an account.
pub(crate) async fn end_all(tx: &impl ConnectionTrait, account_id: &str) -> Result<(), Error> {
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(account_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes sessions that are too old. Those that seem to be of a time to come stay: a clock that is
/// behind for a minute would end everybody's.
pub(crate) async fn tidy(
    tx: &impl ConnectionTrait,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<(), Error> {
    let is_over = Condition::any()
        .add(session::Column::CreatedAt.lte(now - limits.absolute))
        .add(session::Column::LastUsedAt.lte(now - limits.idle));
    session::Entity::delete_many().filter(is_over).exec(tx).await?;
    Ok(())
}
