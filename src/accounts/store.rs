//! Accounts in the database.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::Expr,
};

use super::{
    email_address::EmailAddress,
    names::{PersonName, Username, UsernameKey},
};
use crate::{
    database::entities::account::{self, Role, Status},
    error::FieldError,
    i18n::Language,
    security::{clock::Timestamp, password_hash::StoredHash, random},
    web::{failure::Error, form::Field},
};

/// A person who registered.
#[derive(Debug, Clone)]
pub(crate) struct NewAccount {
    pub(crate) username: Username,
    pub(crate) email: EmailAddress,
    pub(crate) first_name: PersonName,
    pub(crate) last_name: PersonName,
    pub(crate) language: Language,
}

/// Adds a pending account and returns it. A taken username is an error of that field.
pub(crate) async fn add_pending(
    tx: &impl ConnectionTrait,
    new: &NewAccount,
    role: Role,
    license_id: &str,
    now: Timestamp,
) -> Result<account::Model, Error> {
    let account = account::Model {
        id: random::row_id(),
        username: new.username.as_str().to_owned(),
        username_key: new.username.key().as_str().to_owned(),
        email: new.email.as_str().to_owned(),
        email_key: new.email.key(),
        first_name: new.first_name.as_str().to_owned(),
        last_name: new.last_name.as_str().to_owned(),
        role,
        status: Status::Pending,
        language: new.language,
        email_notifications: false,
        password_hash: None,
        license_id: license_id.to_owned(),
        created_at: now,
        activated_at: None,
        last_sign_in_at: None,
    };
    let row = account.clone().into_active_model().reset_all();
    match account::Entity::insert(row).exec_without_returning(tx).await {
        Ok(_) => Ok(account),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Error::field(Field::Username, FieldError::UsernameTaken))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn find_by_username(
    db: &impl ConnectionTrait,
    key: &UsernameKey,
) -> Result<Option<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::UsernameKey.eq(key.as_str()))
        .one(db)
        .await?)
}

/// Makes a pending account active; the answer is whether it was still pending.
pub(crate) async fn activate(
    tx: &impl ConnectionTrait,
    id: &str,
    password_hash: StoredHash,
    now: Timestamp,
) -> Result<bool, Error> {
    let activated = account::Entity::update_many()
        .col_expr(account::Column::Status, Expr::value(Status::Active))
        .col_expr(account::Column::PasswordHash, Expr::value(password_hash.into_string()))
        .col_expr(account::Column::ActivatedAt, Expr::value(Some(now)))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Status.eq(Status::Pending))
        .exec(tx)
        .await?;
    Ok(activated.rows_affected == 1)
}

/// Changes the password of an active account; the answer is whether it was active.
pub(crate) async fn change_password(
    tx: &impl ConnectionTrait,
    id: &str,
    password_hash: StoredHash,
) -> Result<bool, Error> {
    let changed = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(password_hash.into_string()))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Status.eq(Status::Active))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Puts a stronger hash of the same password in the place of `old`, unless the password was changed
/// meanwhile.
pub(crate) async fn strengthen_hash(
    tx: &impl ConnectionTrait,
    id: &str,
    old: &str,
    new: &str,
) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(new))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::PasswordHash.eq(old))
        .exec(tx)
        .await?;
    Ok(())
}

/// Every account of an address that is not disabled, in the order of their usernames.
pub(crate) async fn list_by_email(
    db: &impl ConnectionTrait,
    email_key: &str,
) -> Result<Vec<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::EmailKey.eq(email_key))
        .filter(account::Column::Status.ne(Status::Disabled))
        .order_by_asc(account::Column::UsernameKey)
        .all(db)
        .await?)
}

/// What a person says about themselves.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) first_name: PersonName,
    pub(crate) last_name: PersonName,
    pub(crate) language: Language,
    pub(crate) email_notifications: bool,
}

pub(crate) async fn change_profile(
    tx: &impl ConnectionTrait,
    id: &str,
    new: &Profile,
) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::FirstName, Expr::value(new.first_name.as_str()))
        .col_expr(account::Column::LastName, Expr::value(new.last_name.as_str()))
        .col_expr(account::Column::Language, Expr::value(new.language))
        .col_expr(account::Column::EmailNotifications, Expr::value(new.email_notifications))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(crate) async fn change_email(
    tx: &impl ConnectionTrait,
    id: &str,
    new: &EmailAddress,
) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(new.as_str()))
        .col_expr(account::Column::EmailKey, Expr::value(new.key()))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes a sign-in; the answer is whether the account is still active and has still the password
/// whose hash was compared.
pub(crate) async fn note_sign_in(
    tx: &impl ConnectionTrait,
    id: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let noted = account::Entity::update_many()
        .col_expr(account::Column::LastSignInAt, Expr::value(Some(now)))
        .filter(is_active_with(id, password_hash))
        .exec(tx)
        .await?;
    Ok(noted.rows_affected == 1)
}

fn is_active_with(id: &str, password_hash: &str) -> Condition {
    Condition::all()
        .add(account::Column::Id.eq(id))
        .add(account::Column::Status.eq(Status::Active))
        .add(account::Column::PasswordHash.eq(password_hash))
}

/// Holds an account until the end of the transaction; the answer is as for [`note_sign_in`].
pub(crate) async fn hold_with_password(
    tx: &impl ConnectionTrait,
    id: &str,
    password_hash: &str,
) -> Result<bool, Error> {
    let held = account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::col(account::Column::PasswordHash))
        .filter(is_active_with(id, password_hash))
        .exec(tx)
        .await?;
    Ok(held.rows_affected == 1)
}

pub(crate) async fn set_language(
    tx: &impl ConnectionTrait,
    id: &str,
    language: Language,
) -> Result<(), Error> {
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value(language))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes the pending administrators of an installation that is not set up yet.
pub(crate) async fn remove_pending_administrators(tx: &impl ConnectionTrait) -> Result<(), Error> {
    account::Entity::delete_many()
        .filter(account::Column::Role.eq(Role::Administrator))
        .filter(account::Column::Status.eq(Status::Pending))
        .exec(tx)
        .await?;
    Ok(())
}

/// The first accounts in the order of their usernames, at most `limit`.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<account::Model>, Error> {
    Ok(account::Entity::find()
        .order_by_asc(account::Column::UsernameKey)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many accounts there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) all: i64,
    pub(crate) active: i64,
    pub(crate) pending: i64,
}

pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<Counts, Error> {
    let by_status: Vec<(Status, i64)> = account::Entity::find()
        .select_only()
        .column(account::Column::Status)
        .column_as(account::Column::Id.count(), "count")
        .group_by(account::Column::Status)
        .into_tuple()
        .all(db)
        .await?;
    let of = |wanted| by_status.iter().find(|(status, _)| *status == wanted).map_or(0, |(_, n)| *n);
    Ok(Counts {
        all: by_status.iter().map(|(_, n)| n).sum(),
        active: of(Status::Active),
        pending: of(Status::Pending),
    })
}
