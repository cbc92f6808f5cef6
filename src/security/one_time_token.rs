//! What works once: the links of mails, and the step between a right password and a second factor.
//!
//! 1. The worker [`mint`]s a token just before the mail goes out; the newest one wins.
//! 2. The database keeps its hash, its purpose and the address it was sent to.
//! 3. Opening a link only [`find`]s it, so mail scanners and previews break nothing.
//! 4. Posting [`spend`]s it: one conditional UPDATE, and the number of rows is the answer.
//!    Used, expired, replaced, foreign and sent-to-an-old-address all look the same: nothing spent.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::Error,
        random,
        secret::Secret,
    },
    database::entities::{
        account,
        one_time_token::{self, Purpose},
    },
};

/// 72 hours: a registration on Friday evening is still good on Monday morning.
pub(crate) const ACTIVATION_LIFETIME: Duration = Duration::from_hours(72);

/// 30 minutes: long enough for a slow mailbox, short enough to be of no use to whoever finds it later.
pub(crate) const RESET_LIFETIME: Duration = Duration::from_mins(30);

/// A day: people look into a new mailbox later than into the one they live in.
pub(crate) const EMAIL_CHANGE_LIFETIME: Duration = Duration::from_hours(24);

/// 10 minutes: time to find the telephone, and to wait for the next code.
pub(crate) const SECOND_FACTOR_LIFETIME: Duration = Duration::from_mins(10);

impl Purpose {
    pub(crate) const fn lifetime(self) -> Duration {
        match self {
            Self::Activation => ACTIVATION_LIFETIME,
            Self::PasswordReset => RESET_LIFETIME,
            Self::EmailChange => EMAIL_CHANGE_LIFETIME,
            Self::SecondFactor => SECOND_FACTOR_LIFETIME,
        }
    }
}

/// Makes a new token for an account. It voids older ones of the same purpose, so that the newest
/// link wins; two people may be at the second factor of one account at once.
pub(crate) async fn mint(
    tx: &impl ConnectionTrait,
    account: &account::Model,
    purpose: Purpose,
    new_email: Option<&str>,
    now: Timestamp,
) -> Result<Secret, Error> {
    if purpose != Purpose::SecondFactor {
        one_time_token::Entity::delete_many()
            .filter(one_time_token::Column::AccountId.eq(&account.id))
            .filter(one_time_token::Column::Purpose.eq(purpose))
            .exec(tx)
            .await?;
    }
    let token = Secret::new(random::url_safe_secret());
    one_time_token::Entity::insert(one_time_token::ActiveModel {
        hash: Set(token.sha256()),
        purpose: Set(purpose),
        account_id: Set(account.id.clone()),
        sent_to: Set(account.email_key.clone()),
        expires_at: Set(now + purpose.lifetime()),
        spent_at: Set(None),
        new_email: Set(new_email.map(str::to_owned)),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(token)
}

/// Does the work of [`mint`] and leaves nothing: where somebody asked for a link for a name that nobody
/// has, whoever waits for the database meanwhile must not tell it from a name that somebody has.
pub(crate) async fn mint_for_nobody(
    tx: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(anybody) = account::Entity::find().one(tx).await? else { return Ok(()) };
    // Of the one purpose that an account may have several tokens for: it voids nobody's link.
    let token = mint(tx, &anybody, Purpose::SecondFactor, None, now).await?;
    one_time_token::Entity::delete_by_id(token.sha256()).exec(tx).await?;
    Ok(())
}

/// Whose token it is, and what it was made for.
#[derive(Debug, Clone)]
pub(crate) struct Usable {
    pub(crate) account: account::Model,
    /// The address that it makes the account's.
    pub(crate) new_email: Option<String>,
    pub(crate) expires_at: Timestamp,
}

/// A token that can be spent now. Changes nothing.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    token: &Secret,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<Usable>, Error> {
    let found = one_time_token::Entity::find()
        .filter(one_time_token::Column::Hash.eq(token.sha256()))
        .filter(is_usable(purpose, now))
        .find_also_related(account::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(token, account)| {
        let account = account.filter(|account| account.email_key == token.sent_to)?;
        Some(Usable { account, new_email: token.new_email, expires_at: token.expires_at })
    }))
}

/// Spends a token and tells what it was; `None` if there was nothing to spend.
/// Call it in the transaction of what it is spent on, so that a refusal later gives it back.
pub(crate) async fn spend(
    tx: &impl ConnectionTrait,
    token: &Secret,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<Usable>, Error> {
    let hash = token.sha256();
    let current_address =
        account::Entity::find().select_only().column(account::Column::EmailKey).filter(
            Expr::col((account::Entity, account::Column::Id))
                .equals((one_time_token::Entity, one_time_token::Column::AccountId)),
        );
    let spent = one_time_token::Entity::update_many()
        .col_expr(one_time_token::Column::SpentAt, Expr::value(Some(now)))
        .filter(one_time_token::Column::Hash.eq(&hash))
        .filter(is_usable(purpose, now))
        .filter(
            one_time_token::Column::SentTo
                .in_subquery(sea_orm::QuerySelect::query(&mut { current_address }).clone()),
        )
        .exec(tx)
        .await?;
    if spent.rows_affected != 1 {
        return Ok(None);
    }
    let token =
        one_time_token::Entity::find_by_id(hash).find_also_related(account::Entity).one(tx).await?;
    Ok(token.and_then(|(token, account)| {
        let (new_email, expires_at) = (token.new_email, token.expires_at);
        Some(Usable { account: account?, new_email, expires_at })
    }))
}

/// Voids everything that was made for an account: with its password changed, nobody gets on with
/// what was asked for under the old one.
pub(crate) async fn void_all(tx: &impl ConnectionTrait, account_id: &str) -> Result<(), Error> {
    one_time_token::Entity::delete_many()
        .filter(one_time_token::Column::AccountId.eq(account_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes what has expired. What ends too late stays, though it cannot be spent: it may be the clock
/// that is behind.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    one_time_token::Entity::delete_many()
        .filter(one_time_token::Column::ExpiresAt.lt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// Of what was made until now. What ends later was made while the clock was ahead.
fn latest_end(purpose: Purpose, now: Timestamp) -> Timestamp {
    now + purpose.lifetime() + CLOCK_TOLERANCE
}

fn is_usable(purpose: Purpose, now: Timestamp) -> Condition {
    Condition::all()
        .add(one_time_token::Column::Purpose.eq(purpose))
        .add(one_time_token::Column::SpentAt.is_null())
        .add(one_time_token::Column::ExpiresAt.gt(now))
        .add(one_time_token::Column::ExpiresAt.lte(latest_end(purpose, now)))
}
