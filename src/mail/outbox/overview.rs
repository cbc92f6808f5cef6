//! The outbox as administrators see it, and what they do with a message in it.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, sea_query::Expr,
};

use crate::{
    base::{
        clock::Timestamp,
        days::{self, Day},
        failure::Error,
    },
    database::{
        entities::{
            account,
            outbox::{self, Message, State},
        },
        queue,
    },
    mail::report::SendFailure,
};

/// Lets a failed, waiting or sent message go out now; the answer is whether there was one.
pub(crate) async fn send_again(
    tx: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Waiting))
        .col_expr(outbox::Column::DueAt, Expr::value(now))
        .col_expr(outbox::Column::Pauses, Expr::value(0))
        .col_expr(outbox::Column::DoneAt, Expr::value(None::<Timestamp>))
        .filter(outbox::Column::Id.eq(id))
        // Only its owner asks for that, with the password.
        .filter(outbox::Column::Message.ne(Message::EmailChange))
        .filter(outbox::Column::State.ne(State::Dropped))
        .filter(queue::is_unleased::<outbox::Entity>(now))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Gives a message up that has not gone out.
pub(crate) async fn discard(
    tx: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(State::Dropped))
        .col_expr(outbox::Column::DoneAt, Expr::value(Some(now)))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.is_in([State::Waiting, State::Failed]))
        .filter(queue::is_unleased::<outbox::Entity>(now))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Messages that did not go out and should have.
fn is_in_trouble() -> Condition {
    Condition::any().add(outbox::Column::State.eq(State::Failed)).add(
        Condition::all()
            .add(outbox::Column::State.eq(State::Waiting))
            .add(outbox::Column::Failure.is_not_null()),
    )
}

pub(crate) async fn count_in_trouble(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(outbox::Entity::find().filter(is_in_trouble()).count(db).await?)
}

/// What a list of messages shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailFilter {
    All,
    Sent,
    Waiting,
    Failed,
}

impl MailFilter {
    pub(crate) const ALL: [Self; 4] = [Self::All, Self::Waiting, Self::Failed, Self::Sent];

    fn condition(self) -> Condition {
        let state = match self {
            Self::All => return Condition::all().add(outbox::Column::State.ne(State::Dropped)),
            Self::Sent => State::Sent,
            Self::Waiting => State::Waiting,
            Self::Failed => State::Failed,
        };
        Condition::all().add(outbox::Column::State.eq(state))
    }
}

/// A message with the name of whom it is for.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct ListedMail {
    pub(crate) id: String,
    pub(crate) message: Message,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) tries: i32,
    pub(crate) address: Option<String>,
    pub(crate) failure: Option<String>,
    pub(crate) done_at: Option<Timestamp>,
    /// What was typed, where nobody has looked yet whose it is.
    pub(crate) username_key: Option<String>,
    pub(crate) username: Option<String>,
}

impl ListedMail {
    pub(crate) fn failure(&self) -> Option<SendFailure> {
        serde_json::from_str(self.failure.as_deref()?).ok()
    }
}

/// The newest first, one page of them, and how many there are in all.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    shown: MailFilter,
    page: u64,
    page_size: u64,
) -> Result<(Vec<ListedMail>, u64), Error> {
    let rows = outbox::Entity::find()
        .join(sea_orm::JoinType::LeftJoin, RelationTrait::def(&outbox::Relation::Account))
        .column_as(account::Column::Username, "username")
        .filter(shown.condition())
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .offset(page * page_size)
        .limit(page_size)
        .into_model::<ListedMail>()
        .all(db)
        .await?;
    let count = outbox::Entity::find().filter(shown.condition()).count(db).await?;
    Ok((rows, count))
}

/// How many messages of each of the last days went out, and how many failed; the last day is today, in
/// the zone of the server.
pub(crate) async fn by_day(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Day>, Error> {
    let quarter = days::quarter(db, "created_at");
    let counts: Vec<(i64, State, i64)> = outbox::Entity::find()
        .select_only()
        .column_as(quarter.clone(), "quarter")
        .column(outbox::Column::State)
        .column_as(outbox::Column::Id.count(), "count")
        .filter(outbox::Column::State.is_in([State::Sent, State::Failed]))
        .filter(outbox::Column::CreatedAt.gt(days::since(now)))
        .group_by(quarter)
        .group_by(outbox::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let counts = counts.into_iter().map(|(at, state, n)| (at, state != State::Failed, n));
    Ok(days::days(counts, now))
}
