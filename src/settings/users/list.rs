//! The users that a view asks for, a page of them. Whatever the number of accounts, it takes a few
//! looks into an index: the keys of the page first, then their rows.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, Func, NullOrdering, Query},
};

use super::view::{ShownStatus, Sort, View};
use crate::{
    accounts::{names::UsernameKey, search},
    database::entities::{
        account::{self, Column, Status},
        audit,
    },
    security::{
        audit::{Action, Outcome},
        clock::Timestamp,
        guess_limit::{self, Subject},
        random,
    },
    web::failure::Error,
};

/// Nobody leafs further. Counting stops here, too, so that no page costs more than the first.
const MOST_LISTED: u64 = 10_000;
/// Of what is searched for, since each one may have to be looked at.
const MOST_FOUND: u64 = 1_000;
/// Accounts that are looked at for a pause.
const MOST_LOCKED: u64 = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) account: account::Model,
    /// Guesses at its password have to wait.
    pub(crate) is_locked: bool,
}

/// How many there are, as far as anybody counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) number: u64,
    /// There are more, which are not counted and not listed.
    pub(crate) is_cut: bool,
}

/// A page of the list, at most `size` users.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    view: &View,
    size: u64,
    now: Timestamp,
) -> Result<(Vec<User>, Count), Error> {
    let (asked, most) = asked_for(db, view, now).await?;
    let asked = account::Entity::find().filter(asked);
    let count = count(db, &asked, most).await?;
    let first = view.page.saturating_mul(size);
    if first >= count.number {
        return Ok((Vec::new(), count));
    }
    let keys: Vec<String> = in_order(db, asked.clone(), view)
        .select_only()
        .column(Column::UsernameKey)
        .offset(first)
        .limit(size.min(count.number - first))
        .into_tuple()
        .all(db)
        .await?;
    let accounts = account::Entity::find().filter(Column::UsernameKey.is_in(&keys)).all(db).await?;
    let mut users = with_locks(db, accounts, now).await?;
    users.sort_by_key(|user| keys.iter().position(|key| *key == user.account.username_key));
    Ok((users, count))
}

/// Everybody whom a view asks for, by username, after the one with the key `after`: for files.
pub(crate) async fn after(
    db: &impl ConnectionTrait,
    view: &View,
    after: &str,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<account::Model>, Error> {
    let (asked, _) = asked_for(db, view, now).await?;
    Ok(account::Entity::find()
        .filter(asked)
        .filter(Column::UsernameKey.gt(after))
        .order_by_asc(Column::UsernameKey)
        .limit(limit)
        .all(db)
        .await?)
}

/// One of them.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<Option<User>, Error> {
    let account = account::Entity::find_by_id(id).one(db).await?;
    Ok(with_locks(db, account.into_iter().collect(), now).await?.pop())
}

/// What a view asks for, and how many of those are listed at most.
async fn asked_for(
    db: &impl ConnectionTrait,
    view: &View,
    now: Timestamp,
) -> Result<(Condition, u64), Error> {
    let mut asked = Condition::all();
    let mut most = MOST_LISTED;
    if !view.search.is_empty() {
        // Nothing is found by signs alone.
        let nobody = || Condition::all().add(Expr::cust("1 = 0"));
        asked = asked.add(search::matching(db, &view.search).await?.unwrap_or_else(nobody));
        most = MOST_FOUND;
    }
    if let Some(status) = view.status {
        asked = asked.add(match status {
            ShownStatus::Requested => Column::Status.eq(Status::Requested),
            ShownStatus::Pending => Column::Status.eq(Status::Pending),
            ShownStatus::Active => Column::Status.eq(Status::Active),
            ShownStatus::Disabled => Column::Status.eq(Status::Disabled),
            ShownStatus::Locked => Column::Id.is_in(locked(db, now).await?),
        });
    }
    if let Some(role) = view.role {
        asked = asked.add(Column::Role.eq(role));
    }
    if let Some(is_on) = view.email_notifications {
        asked = asked.add(Column::EmailNotifications.eq(is_on));
    }
    Ok((asked, most))
}

async fn count(
    db: &impl ConnectionTrait,
    asked: &Select<account::Entity>,
    most: u64,
) -> Result<Count, Error> {
    let found = asked.clone().select_only().column(Column::UsernameKey).limit(most + 1);
    let counting = Query::select()
        .expr(Func::count(Expr::cust("*")))
        .from_subquery(found.into_query(), Alias::new("found"))
        .take();
    let row = db.query_one(&counting).await?;
    let number: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    let number = u64::try_from(number)?;
    Ok(Count { number: number.min(most), is_cut: number > most })
}

/// In an order in which every account has its place: the username decides between equals.
fn in_order(
    db: &impl ConnectionTrait,
    select: Select<account::Entity>,
    view: &View,
) -> Select<account::Entity> {
    let order = if view.is_descending { Order::Desc } else { Order::Asc };
    let select = match view.sort {
        Sort::Username => select,
        Sort::LastSignIn if db.get_database_backend() == DbBackend::Postgres => {
            // Whoever never signed in stands where the others have them, and the index has them.
            let nulls = if view.is_descending { NullOrdering::Last } else { NullOrdering::First };
            select.order_by_with_nulls(Column::LastSignInAt, order.clone(), nulls)
        }
        Sort::Name => select.order_by(Column::NameKey, order.clone()),
        Sort::Email => select.order_by(Column::EmailKey, order.clone()),
        Sort::Role => select.order_by(Column::Role, order.clone()),
        Sort::Status => select.order_by(Column::Status, order.clone()),
        Sort::Notifications => select.order_by(Column::EmailNotifications, order.clone()),
        Sort::LastSignIn => select.order_by(Column::LastSignInAt, order.clone()),
    };
    select.order_by(Column::UsernameKey, order)
}

async fn with_locks(
    db: &impl ConnectionTrait,
    accounts: Vec<account::Model>,
    now: Timestamp,
) -> Result<Vec<User>, Error> {
    let keys: Vec<_> =
        accounts.iter().map(|a| UsernameKey::from_database(&a.username_key)).collect();
    let subjects: Vec<_> = keys.iter().map(Subject::Username).collect();
    let blocked = guess_limit::blocked(db, &subjects, now).await?;
    Ok(accounts
        .into_iter()
        .zip(blocked)
        .map(|(account, is_locked)| User { account, is_locked })
        .collect())
}

/// The ids of accounts that are locked. Limits are kept under a hash of the username, so the audit has
/// to say whose they may be: a pause is never longer ago than the guess that began it.
async fn locked(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<String>, Error> {
    let since = now - guess_limit::LONGEST_PAUSE;
    let ids: Vec<Option<String>> = audit::Entity::find()
        .select_only()
        .column(audit::Column::SubjectId)
        .distinct()
        .filter(audit::Column::Id.gte(random::first_row_id_at(since)))
        .filter(audit::Column::Action.eq(Action::SignedIn))
        .filter(audit::Column::Outcome.ne(Outcome::Done))
        .filter(audit::Column::SubjectId.is_not_null())
        .limit(MOST_LOCKED)
        .into_tuple()
        .all(db)
        .await?;
    let guessed_at = Column::Id.is_in(ids.into_iter().flatten());
    let accounts = account::Entity::find().filter(guessed_at).all(db).await?;
    let users = with_locks(db, accounts, now).await?;
    Ok(users.into_iter().filter(|user| user.is_locked).map(|user| user.account.id).collect())
}
