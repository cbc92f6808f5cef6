//! Accounts in the database.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::Expr,
};

use super::new_account::NewAccount;
use crate::{
    base::{
        clock::Timestamp,
        email_address::EmailAddress,
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
        language::Language,
        names::{PersonName, Username, UsernameKey},
        skeleton::skeleton_of,
    },
    database::{
        account_search, accounts,
        entities::account::{self, Role, Status},
        hold_rows,
    },
    security::{installation, password_hash::StoredHash},
};

/// Adds an account. A taken username is an error of that field.
pub(crate) async fn add(tx: &impl ConnectionTrait, account: &account::Model) -> Result<(), Error> {
    refuse_taken(tx, &account.username, &account.id).await?;
    let row = account.clone().into_active_model().reset_all();
    account::Entity::insert(row).exec_without_returning(tx).await.map_err(username_taken)?;
    account_search::insert(tx, account_search::rows_of(account)).await?;
    Ok(())
}

/// Refuses a username that is that of another account than `id`, or looks like that of one that was
/// activated. Several that wait for their activation may look alike; the first to be activated keeps the
/// others out ([`refuse_look_alike`]).
pub(crate) async fn refuse_taken(
    tx: &impl ConnectionTrait,
    username: &str,
    id: &str,
) -> Result<(), Error> {
    let refused = |error| Err(Error::field(AccountField::Username, error));
    if accounts::is_formerly_taken(tx, username, id).await? {
        return refused(FieldError::UsernameTaken);
    }
    let (key, skeleton) = (UsernameKey::of(username), skeleton_of(username));
    let others = accounts::list_in_the_way(tx, key.as_str(), &skeleton, id).await?;
    if others.iter().any(|other| other.username_key == key.as_str()) {
        return refused(FieldError::UsernameTaken);
    }
    if others.is_empty() { Ok(()) } else { refused(FieldError::UsernameLooksTaken) }
}

/// Refuses to activate an account whose username looks like that of one that was activated before it.
/// The caller holds the row of the installation: two that look alike are not activated at once.
pub(crate) async fn refuse_look_alike(
    tx: &impl ConnectionTrait,
    account: &account::Model,
) -> Result<(), Error> {
    let (key, skeleton) = (&account.username_key, skeleton_of(&account.username));
    let others = accounts::list_in_the_way(tx, key, &skeleton, &account.id).await?;
    if others.is_empty() { Ok(()) } else { Err(Refusal::UsernameLooksTaken.into()) }
}

/// What the one unique column of an account means.
pub(crate) fn username_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::field(AccountField::Username, FieldError::UsernameTaken)
        }
        _ => error.into(),
    }
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

/// Makes an account that of this person; a taken username is an error of that field.
pub(crate) async fn change(
    tx: &impl ConnectionTrait,
    id: &str,
    new: &NewAccount,
    role: Role,
) -> Result<(), Error> {
    let before = account::Entity::find_by_id(id).one(tx).await?;
    if before.is_none_or(|before| before.username != new.username.as_str()) {
        refuse_taken(tx, new.username.as_str(), id).await?;
    }
    account::Entity::update_many()
        .col_expr(account::Column::Username, Expr::value(new.username.as_str()))
        .col_expr(account::Column::UsernameKey, Expr::value(new.username.key().as_str()))
        .col_expr(account::Column::UsernameSkeleton, skeleton(&new.username))
        .col_expr(account::Column::Email, Expr::value(new.email.as_str()))
        .col_expr(account::Column::EmailKey, Expr::value(new.email.key()))
        .col_expr(account::Column::FirstName, Expr::value(new.first_name.as_str()))
        .col_expr(account::Column::LastName, Expr::value(new.last_name.as_str()))
        .col_expr(account::Column::NameKey, name_key(&new.first_name, &new.last_name))
        .col_expr(account::Column::Role, Expr::value(role))
        .col_expr(account::Column::Language, Expr::value(new.language))
        .col_expr(account::Column::EmailNotifications, Expr::value(new.email_notifications))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await
        .map_err(username_taken)?;
    account_search::renew(tx, id).await
}

/// Changes the status of an account, unless it is another one than `from` by now; the answer is
/// whether it was that one.
pub(crate) async fn change_status(
    tx: &impl ConnectionTrait,
    id: &str,
    from: Status,
    to: Status,
) -> Result<bool, Error> {
    let changed = account::Entity::update_many()
        .col_expr(account::Column::Status, Expr::value(to))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Status.eq(from))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The accounts with these ids, as far as there are any, by username.
pub(crate) async fn find_all(
    db: &impl ConnectionTrait,
    ids: &[String],
) -> Result<Vec<account::Model>, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .order_by_asc(account::Column::UsernameKey)
        .all(db)
        .await?)
}

/// Removes an account and everything of it: sessions, links, mails on their way. The audit keeps its
/// name. The answer is whether it was still there, in this state.
pub(crate) async fn remove(
    tx: &impl ConnectionTrait,
    id: &str,
    status: Status,
) -> Result<bool, Error> {
    let removed = account::Entity::delete_many()
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Status.eq(status))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

/// Refuses what would leave nobody who may administer.
pub(crate) async fn require_administrator(tx: &impl ConnectionTrait) -> Result<(), Error> {
    let left = account::Entity::find().filter(accounts::is_active_administrator()).one(tx).await?;
    if left.is_some() { Ok(()) } else { Err(Refusal::LastAdministrator.into()) }
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
        .col_expr(account::Column::NameKey, name_key(&new.first_name, &new.last_name))
        .col_expr(account::Column::Language, Expr::value(new.language))
        .col_expr(account::Column::EmailNotifications, Expr::value(new.email_notifications))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    account_search::renew(tx, id).await
}

fn name_key(first_name: &PersonName, last_name: &PersonName) -> Expr {
    Expr::value(account_search::name_key(first_name.as_str(), last_name.as_str()))
}

fn skeleton(username: &Username) -> Expr {
    Expr::value(skeleton_of(username.as_str()))
}

/// Changes the address of an account, and its username, where `username` is one that changes with it.
pub(crate) async fn change_email(
    tx: &impl ConnectionTrait,
    id: &str,
    new: &EmailAddress,
    username: Option<&Username>,
) -> Result<(), Error> {
    let mut changed = account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(new.as_str()))
        .col_expr(account::Column::EmailKey, Expr::value(new.key()));
    if let Some(username) = username {
        changed = changed
            .col_expr(account::Column::Username, Expr::value(username.as_str()))
            .col_expr(account::Column::UsernameKey, Expr::value(username.key().as_str()))
            .col_expr(account::Column::UsernameSkeleton, skeleton(username));
    }
    changed.filter(account::Column::Id.eq(id)).exec(tx).await.map_err(username_taken)?;
    account_search::renew(tx, id).await
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
    let rows = is_active_with(id, password_hash);
    Ok(hold_rows::<account::Entity>(tx, account::Column::PasswordHash, rows).await? == 1)
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

/// Reserves an installation that is not set up yet for another administrator than those who have registered
/// before; the answer is whether it was open.
pub(crate) async fn reserve(tx: &impl ConnectionTrait) -> Result<bool, Error> {
    if !installation::reserve(tx).await? {
        return Ok(false);
    }
    account::Entity::delete_many()
        .filter(account::Column::Role.eq(Role::Administrator))
        .filter(account::Column::Status.eq(Status::Pending))
        .exec(tx)
        .await?;
    Ok(true)
}

/// How many accounts there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) active: i64,
    pub(crate) pending: i64,
    pub(crate) requested: i64,
}

/// Makes a user an administrator; the answer is whether there was such a user.
pub(crate) async fn promote(tx: &impl ConnectionTrait, id: &str) -> Result<bool, Error> {
    let promoted = account::Entity::update_many()
        .col_expr(account::Column::Role, Expr::value(Role::Administrator))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Role.eq(Role::User))
        .exec(tx)
        .await?;
    Ok(promoted.rows_affected == 1)
}

/// How many wait for an administrator's yes.
pub(crate) async fn count_requested(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(account::Entity::find()
        .filter(account::Column::Status.eq(Status::Requested))
        .count(db)
        .await?)
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
        active: of(Status::Active),
        pending: of(Status::Pending),
        requested: of(Status::Requested),
    })
}
