//! Messages that are promised, in the order in which they are due.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DeriveActiveEnum, EntityTrait, EnumIter, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    accounts::names::UsernameKey,
    database::{Database, entities::outbox, retry},
    security::{clock::Timestamp, random},
    web::failure::Error,
};

/// How long a worker may take with one message before another one may try.
const LEASE: Duration = Duration::from_mins(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Message {
    /// The link with which a person sets the first password.
    #[sea_orm(string_value = "activation")]
    Activation,
    /// Somebody typed a username under "Forgot your password?". Whether there is such an account is
    /// found out by the worker, never by the request: so no answer and no delay can tell.
    #[sea_orm(string_value = "password_forgotten")]
    PasswordForgotten,
}

/// Whom a message is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Recipient<'a> {
    /// An account, by its id.
    Account(&'a str),
    /// Whoever has this username, if anybody has.
    Username(&'a UsernameKey),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Not needed any more when its turn came.
    #[sea_orm(string_value = "dropped")]
    Dropped,
}

/// Promises a message, in the transaction of what it is about.
pub(crate) async fn promise(
    tx: &impl ConnectionTrait,
    message: Message,
    recipient: Recipient<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let (account_id, username_key) = match recipient {
        Recipient::Account(id) => (Some(id.to_owned()), None),
        Recipient::Username(key) => (None, Some(key.as_str().to_owned())),
    };
    outbox::Entity::insert(outbox::ActiveModel {
        id: Set(random::row_id()),
        message: Set(message),
        account_id: Set(account_id),
        username_key: Set(username_key),
        state: Set(State::Waiting),
        created_at: Set(now),
        due_at: Set(now),
        tries: Set(0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Takes the message that is due longest, for the time of a lease. Of several workers that reach
/// for the same one, one gets it.
pub(crate) async fn take_due(
    database: &Database,
    now: Timestamp,
) -> Result<Option<outbox::Model>, Error> {
    loop {
        let due = outbox::Entity::find()
            .filter(outbox::Column::State.eq(State::Waiting))
            .filter(outbox::Column::DueAt.lte(now))
            .order_by_asc(outbox::Column::DueAt)
            .one(database.read())
            .await?;
        let Some(row) = due else { return Ok(None) };
        if retry(|| take(database, &row, now)).await? {
            return Ok(Some(row));
        }
    }
}

async fn take(database: &Database, row: &outbox::Model, now: Timestamp) -> Result<bool, Error> {
    let tx = database.begin().await?;
    let taken = outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, Expr::value(now + LEASE))
        .col_expr(outbox::Column::Tries, Expr::col(outbox::Column::Tries).add(1))
        .filter(outbox::Column::Id.eq(&row.id))
        .filter(outbox::Column::State.eq(State::Waiting))
        .filter(outbox::Column::DueAt.eq(row.due_at))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(taken.rows_affected == 1)
}

/// Ends a message.
pub(crate) async fn finish(database: &Database, id: &str, state: State) -> Result<(), Error> {
    retry(async || {
        let tx = database.begin().await?;
        outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value(state))
            .filter(outbox::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        tx.commit().await
    })
    .await
}
