//! Messages that are promised, in the order in which they are due.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DeriveActiveEnum, EntityTrait, EnumIter,
    QueryFilter, QueryOrder, sea_query::{Expr, ExprTrait},
};

use crate::{
    database::{Database, entities::outbox},
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
    account_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    outbox::Entity::insert(outbox::ActiveModel {
        id: Set(random::row_id()),
        message: Set(message),
        account_id: Set(account_id.to_owned()),
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
pub(crate) async fn take_due(database: &Database, now: Timestamp) -> Result<Option<outbox::Model>, Error> {
    loop {
        let due = outbox::Entity::find()
            .filter(outbox::Column::State.eq(State::Waiting))
            .filter(outbox::Column::DueAt.lte(now))
            .order_by_asc(outbox::Column::DueAt)
            .one(database.read())
            .await?;
        let Some(row) = due else { return Ok(None) };
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
        if taken.rows_affected == 1 {
            return Ok(Some(row));
        }
    }
}

/// Ends a message.
pub(crate) async fn finish(database: &Database, id: &str, state: State) -> Result<(), Error> {
    let tx = database.begin().await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(state))
        .filter(outbox::Column::Id.eq(id))
        .exec(&*tx)
        .await?;
    tx.commit().await
}
