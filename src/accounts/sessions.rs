//! Signed-in browsers. The cookie holds 256 random bits, the database their SHA-256: a copy of the
//! database opens nothing.

use std::time::Duration;

use cookie::{Cookie, SameSite};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr,
};

use crate::{
    database::{
        Database,
        entities::{
            account::{self, Status},
            session,
        },
    },
    paths::ServerUrl,
    security::{
        clock::{Clock, Timestamp},
        random,
        secret::Secret,
    },
    web::{failure::Error, request::Visitor},
};

/// A browser left alone over night is signed out.
const IDLE_LIFETIME: Duration = Duration::from_hours(12);
/// Once a week everybody proves again who they are.
const ABSOLUTE_LIFETIME: Duration = Duration::from_hours(7 * 24);
/// The last use is noted to the minute: not every request writes.
const NOTE_USE_EVERY: Duration = Duration::from_mins(1);

/// The session of a request, with whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) account: account::Model,
    token_hash: String,
}

/// `__Host-` makes browsers refuse the cookie from anything but this very host over https; over
/// plain http they would refuse it altogether.
pub(crate) fn cookie_name(url: &ServerUrl) -> &'static str {
    if url.is_https() { "__Host-session" } else { "session" }
}

/// Opens a session and returns its token.
pub(crate) async fn open(
    tx: &impl ConnectionTrait,
    account_id: &str,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Secret, Error> {
    let token = Secret::new(random::url_safe_secret());
    session::Entity::insert(session::ActiveModel {
        token_hash: Set(token.sha256()),
        account_id: Set(account_id.to_owned()),
        created_at: Set(now),
        last_used_at: Set(now),
        proven_at: Set(now),
        address: Set(visitor.address.to_string()),
        user_agent: Set(visitor.user_agent.clone()),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(token)
}

/// The session behind a cookie, if it is still good and its account still active.
pub(crate) async fn find(
    database: &Database,
    clock: &Clock,
    token: &str,
) -> Result<Option<Session>, Error> {
    let now = clock.now();
    let found = session::Entity::find_by_id(Secret::new(token).sha256())
        .filter(session::Column::CreatedAt.gt(now - ABSOLUTE_LIFETIME))
        .filter(session::Column::LastUsedAt.gt(now - IDLE_LIFETIME))
        .find_also_related(account::Entity)
        .one(database.read())
        .await?;
    let Some((session, Some(account))) = found else { return Ok(None) };
    if account.status != Status::Active {
        return Ok(None);
    }
    if session.last_used_at < now - NOTE_USE_EVERY {
        note_use(database, &session.token_hash, now).await?;
    }
    Ok(Some(Session { account, token_hash: session.token_hash }))
}

async fn note_use(database: &Database, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    let tx = database.begin().await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(&*tx)
        .await?;
    tx.commit().await
}

/// Ends a session for good.
pub(crate) async fn end(tx: &impl ConnectionTrait, session: &Session) -> Result<(), Error> {
    session::Entity::delete_by_id(&session.token_hash).exec(tx).await?;
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

/// Hands a token to the browser.
pub(crate) fn cookie(url: &ServerUrl, token: &Secret) -> Cookie<'static> {
    Cookie::build((cookie_name(url), token.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(url.is_https())
        .same_site(SameSite::Lax)
        .build()
}

/// Makes the browser forget.
pub(crate) fn removal_cookie(url: &ServerUrl) -> Cookie<'static> {
    let mut cookie = cookie(url, &Secret::new(""));
    cookie.make_removal();
    cookie
}
