//! Links that work once: activation now, password reset alike.
//!
//! 1. The worker [`mint`]s a token just before the mail goes out; the newest one wins.
//! 2. The database keeps its hash, its purpose and the address it was sent to.
//! 3. Opening a link only [`find`]s it, so mail scanners and previews break nothing.
//! 4. Posting [`spend`]s it: one conditional UPDATE, and the number of rows is the answer.
//!    Used, expired, replaced, foreign and sent-to-an-old-address all look the same: nothing spent.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DeriveActiveEnum, EntityTrait, EnumIter, QueryFilter,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{clock::Timestamp, random, secret::Secret};
use crate::{
    database::entities::{account, one_time_token},
    web::failure::Error,
};

/// 72 hours: a registration on Friday evening is still good on Monday morning.
pub(crate) const ACTIVATION_LIFETIME: Duration = Duration::from_hours(72);

/// 30 minutes: long enough for a slow mailbox, short enough to be of no use to whoever finds it later.
pub(crate) const RESET_LIFETIME: Duration = Duration::from_mins(30);

/// What a token may be spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Purpose {
    #[sea_orm(string_value = "activation")]
    Activation,
    #[sea_orm(string_value = "password_reset")]
    PasswordReset,
}

impl Purpose {
    pub(crate) const fn lifetime(self) -> Duration {
        match self {
            Self::Activation => ACTIVATION_LIFETIME,
            Self::PasswordReset => RESET_LIFETIME,
        }
    }
}

/// Makes a new token for an account and voids all older ones of the same purpose.
pub(crate) async fn mint(
    tx: &impl ConnectionTrait,
    account: &account::Model,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Secret, Error> {
    one_time_token::Entity::delete_many()
        .filter(one_time_token::Column::AccountId.eq(&account.id))
        .filter(one_time_token::Column::Purpose.eq(purpose))
        .exec(tx)
        .await?;
    let token = Secret::new(random::url_safe_secret());
    one_time_token::Entity::insert(one_time_token::ActiveModel {
        hash: Set(token.sha256()),
        purpose: Set(purpose),
        account_id: Set(account.id.clone()),
        sent_to: Set(account.email_key.clone()),
        expires_at: Set(now + purpose.lifetime()),
        spent_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(token)
}

/// The account that a usable token belongs to. Changes nothing.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    token: &Secret,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<account::Model>, Error> {
    let found = one_time_token::Entity::find()
        .filter(one_time_token::Column::Hash.eq(token.sha256()))
        .filter(is_usable(purpose, now))
        .find_also_related(account::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(token, account)| account.filter(|a| a.email_key == token.sent_to)))
}

/// Spends a token and tells whose it was; `None` if there was nothing to spend.
/// Call it in the transaction of what it is spent on, so that a refusal later gives it back.
pub(crate) async fn spend(
    tx: &impl ConnectionTrait,
    token: &Secret,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<account::Model>, Error> {
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
    Ok(token.and_then(|(_, account)| account))
}

fn is_usable(purpose: Purpose, now: Timestamp) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(one_time_token::Column::Purpose.eq(purpose))
        .add(one_time_token::Column::SpentAt.is_null())
        .add(one_time_token::Column::ExpiresAt.gt(now))
}
