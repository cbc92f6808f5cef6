//! Mails that tell the owner of a sign-in: from a browser that is new to the account, or one where the
//! password was right and no code followed.
//!
//! The second waits for as long as a code may be entered. A right code takes it back, so that nobody
//! is alarmed by signing in; codes that were wrong too often send it at once.

use std::net::IpAddr;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, LikeExpr},
};
use serde::{Deserialize, Serialize};

use super::waiting;
use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::outbox::{self, Message, State},
};

/// What such a mail tells, as it stands in its row.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// By the hash of the token that stands for the password meanwhile. First, so that the row can be
    /// found by its beginning.
    question: Option<String>,
    pub(crate) address: IpAddr,
}

/// Promises to tell of a sign-in from a new browser.
pub(crate) async fn tell_of_new_browser(
    tx: &impl ConnectionTrait,
    account_id: &str,
    address: IpAddr,
    now: Timestamp,
) -> Result<(), Error> {
    let about = SignIn { question: None, address };
    promise(tx, Message::NewBrowser, account_id, &about, now, now).await
}

/// Promises to tell of a right password from `due_at` on, unless its question for a code is answered
/// before.
pub(crate) async fn tell_of_missing_code(
    tx: &impl ConnectionTrait,
    account_id: &str,
    question: String,
    address: IpAddr,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let about = SignIn { question: Some(question), address };
    promise(tx, Message::CodeMissing, account_id, &about, due_at, now).await
}

async fn promise(
    tx: &impl ConnectionTrait,
    message: Message,
    account_id: &str,
    about: &SignIn,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let row = outbox::ActiveModel {
        due_at: Set(due_at),
        about: Set(Some(serde_json::to_string(about)?)),
        ..waiting(message, Some(account_id), None, None, now)
    };
    outbox::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The code was right: there is nothing to tell.
pub(crate) async fn take_back(
    tx: &impl ConnectionTrait,
    account_id: &str,
    question: &str,
    now: Timestamp,
) -> Result<(), Error> {
    outbox::Entity::delete_many()
        .filter(waits_for_code(account_id, question, now))
        .exec(tx)
        .await?;
    Ok(())
}

/// The codes were wrong too often: the owner hears of it now, and a right code does not take it back.
pub(crate) async fn tell_at_once(
    tx: &impl ConnectionTrait,
    account_id: &str,
    question: &str,
    now: Timestamp,
) -> Result<(), Error> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, Expr::value(now))
        .filter(waits_for_code(account_id, question, now))
        .exec(tx)
        .await?;
    Ok(())
}

fn waits_for_code(account_id: &str, question: &str, now: Timestamp) -> Condition {
    let question = question.replace('!', "!!").replace('_', "!_").replace('%', "!%");
    let begins = LikeExpr::new(format!("{{\"question\":\"{question}\"%")).escape('!');
    Condition::all()
        .add(outbox::Column::AccountId.eq(account_id))
        .add(outbox::Column::Message.eq(Message::CodeMissing))
        .add(outbox::Column::State.eq(State::Waiting))
        .add(outbox::Column::Tries.eq(0))
        .add(outbox::Column::DueAt.gt(now))
        .add(Expr::col(outbox::Column::About).like(begins))
}
