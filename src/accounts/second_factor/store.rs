//! Second factors and recovery codes in the database.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, sea_query::Expr,
};

use super::codes::{Code, STEPS_AHEAD, Typed};
use crate::{
    base::{clock::Timestamp, failure::Error, secret::Secret},
    database::entities::{recovery_code, second_factor},
};

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    account_id: &str,
) -> Result<Option<second_factor::Model>, Error> {
    Ok(second_factor::Entity::find_by_id(account_id).one(db).await?)
}

/// The one that signing in asks for.
pub(crate) async fn find_enabled(
    db: &impl ConnectionTrait,
    account_id: &str,
) -> Result<Option<second_factor::Model>, Error> {
    Ok(find(db, account_id).await?.filter(|factor| factor.enabled_at.is_some()))
}

pub(crate) async fn count_recovery_codes(
    db: &impl ConnectionTrait,
    account_id: &str,
) -> Result<u64, Error> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::AccountId.eq(account_id))
        .count(db)
        .await?)
}

/// Puts a new one, not switched on yet, in the place of another that was not either.
pub(super) async fn begin(
    tx: &impl ConnectionTrait,
    account_id: &str,
    sealed_secret: String,
    sealed_codes: String,
    now: Timestamp,
) -> Result<(), Error> {
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(account_id))
        .filter(second_factor::Column::EnabledAt.is_null())
        .exec(tx)
        .await?;
    second_factor::Entity::insert(second_factor::ActiveModel {
        account_id: Set(account_id.to_owned()),
        sealed_secret: Set(sealed_secret),
        sealed_codes: Set(Some(sealed_codes)),
        begun_at: Set(now),
        enabled_at: Set(None),
        last_step: Set(0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Switches on exactly the one whose code was shown; the answer is whether it was still there.
pub(super) async fn enable(
    tx: &impl ConnectionTrait,
    factor: &second_factor::Model,
    step: i64,
    recovery_codes: &Secret,
    now: Timestamp,
) -> Result<bool, Error> {
    let enabled = second_factor::Entity::update_many()
        .col_expr(second_factor::Column::EnabledAt, Expr::value(Some(now)))
        .col_expr(second_factor::Column::LastStep, Expr::value(step))
        .col_expr(second_factor::Column::SealedCodes, Expr::value(None::<String>))
        .filter(second_factor::Column::AccountId.eq(&factor.account_id))
        .filter(second_factor::Column::SealedSecret.eq(&factor.sealed_secret))
        .filter(second_factor::Column::EnabledAt.is_null())
        .exec(tx)
        .await?;
    if enabled.rows_affected != 1 {
        return Ok(false);
    }
    forget_recovery_codes(tx, &factor.account_id).await?;
    let hashes = recovery_codes.reveal().lines().filter_map(|code| match Typed::parse(code)? {
        Typed::Recovery(hash) => Some(hash),
        Typed::Digits(_) => None,
    });
    let rows = hashes.map(|hash| recovery_code::ActiveModel {
        hash: Set(hash),
        account_id: Set(factor.account_id.clone()),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(true)
}

/// Uses a code up; the answer is whether it could still be used.
pub(crate) async fn spend_code(
    tx: &impl ConnectionTrait,
    account_id: &str,
    code: &Code,
) -> Result<bool, Error> {
    let spent = match code {
        Code::OfStep(step) => {
            second_factor::Entity::update_many()
                .col_expr(second_factor::Column::LastStep, Expr::value(*step))
                .filter(second_factor::Column::AccountId.eq(account_id))
                .filter(second_factor::Column::EnabledAt.is_not_null())
                .filter(
                    Condition::any()
                        .add(second_factor::Column::LastStep.lt(*step))
                        // Of a time when the clock was ahead: it must not keep the owner out until then.
                        .add(second_factor::Column::LastStep.gt(*step + STEPS_AHEAD)),
                )
                .exec(tx)
                .await?
                .rows_affected
        }
        Code::Recovery(hash) => {
            recovery_code::Entity::delete_many()
                .filter(recovery_code::Column::Hash.eq(hash))
                .filter(recovery_code::Column::AccountId.eq(account_id))
                .exec(tx)
                .await?
                .rows_affected
        }
    };
    Ok(spent == 1)
}

/// Switches it off; the answer is whether it was on.
pub(super) async fn remove(tx: &impl ConnectionTrait, account_id: &str) -> Result<bool, Error> {
    forget_recovery_codes(tx, account_id).await?;
    let removed = second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(account_id))
        .filter(second_factor::Column::EnabledAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

async fn forget_recovery_codes(tx: &impl ConnectionTrait, account_id: &str) -> Result<(), Error> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(account_id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn list(db: &impl ConnectionTrait) -> Result<Vec<second_factor::Model>, Error> {
    Ok(second_factor::Entity::find().all(db).await?)
}

/// Puts the same secret, sealed anew, in the place of the old one.
pub(super) async fn replace_secret(
    tx: &impl ConnectionTrait,
    factor: &second_factor::Model,
    sealed_secret: String,
) -> Result<(), Error> {
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::SealedSecret, Expr::value(sealed_secret))
        .filter(second_factor::Column::AccountId.eq(&factor.account_id))
        .filter(second_factor::Column::SealedSecret.eq(&factor.sealed_secret))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes what somebody began to set up before `begun_before` and did not finish.
pub(super) async fn remove_unfinished(
    tx: &impl ConnectionTrait,
    begun_before: Timestamp,
) -> Result<(), Error> {
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::EnabledAt.is_null())
        .filter(second_factor::Column::BegunAt.lt(begun_before))
        .exec(tx)
        .await?;
    Ok(())
}
