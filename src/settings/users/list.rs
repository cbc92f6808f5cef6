//! The users that a view asks for, a page of them. Whatever the number of accounts, it takes a few
//! looks into an index: the keys of the page first, then their rows.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{
        Expr, NullOrdering,
        extension::mysql::{IndexHintScope, MySqlSelectStatementExt},
    },
};

use super::view::{ShownStatus, Sort, UsersView};
use crate::{
    base::{clock::Timestamp, failure::Error, names::UsernameKey, random},
    database::{
        account_search, accounts,
        entities::{
            account::{self, Column, Status},
            audit::{self, Action, Outcome},
        },
    },
    security::guess_limit::{self, Subject},
};

/// Nobody leafs further. Counting stops here, too, so that no page costs more than the first.
const MOST_LISTED: u64 = 10_000;
/// Of what is searched for.
const MOST_FOUND: u64 = 500;
/// Accounts that are looked at for a pause.
const MOST_LOCKED: u64 = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) account: account::Model,
    /// Guesses at its password have to wait.
    pub(crate) is_locked: bool,
    /// Other accounts whose usernames look the same.
    pub(crate) look_alikes: Vec<account::Model>,
}

/// How many there are, as far as anybody counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) number: u64,
    /// There are more, which are not counted and not listed.
    pub(crate) is_cut: bool,
}

impl Count {
    fn of(number: u64, most: u64) -> Self {
        Self { number: number.min(most), is_cut: number > most }
    }
}

/// A page of the list, at most `size` users.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    view: &UsersView,
    size: u64,
    now: Timestamp,
) -> Result<(Vec<User>, Count), Error> {
    let first = view.page.saturating_mul(size);
    let (keys, count) = keys(db, view, first, size, now).await?;
    let accounts = account::Entity::find().filter(Column::UsernameKey.is_in(&keys)).all(db).await?;
    let mut users = with_look_alikes(db, with_locks(db, accounts, now).await?).await?;
    users.sort_by_key(|user| keys.iter().position(|key| *key == user.account.username_key));
    Ok((users, count))
}

/// The keys of at most `size` usernames from the one with the number `first`, and how many there are.
async fn keys(
    db: &impl ConnectionTrait,
    view: &UsersView,
    first: u64,
    size: u64,
    now: Timestamp,
) -> Result<(Vec<String>, Count), Error> {
    let Some(asked) = asked_for(db, view, now).await? else {
        return Ok((Vec::new(), Count::of(0, MOST_FOUND)));
    };
    if view.search.is_empty() {
        let rows = asked.accounts.clone().select_only().expr(Expr::cust("1"));
        let found = account_search::count(db, rows.limit(MOST_LISTED + 1).into_query()).await?;
        let count = Count::of(found, MOST_LISTED);
        let left = count.number.saturating_sub(first);
        let keys = match left {
            0 => Vec::new(),
            left => {
                in_order(db, asked.accounts, view)
                    .select_only()
                    .column(Column::UsernameKey)
                    .offset(first)
                    .limit(size.min(left))
                    .into_tuple()
                    .all(db)
                    .await?
            }
        };
        return Ok((keys, count));
    }
    // Finding them costs more than fetching their keys.
    let (mut keys, is_cut) = asked.walk(db, view).await?;
    let number = u64::try_from(keys.len())?;
    let found = Count::of(number, MOST_FOUND);
    let count = Count { is_cut: is_cut || found.is_cut, ..found };
    keys.truncate(usize::try_from(count.number)?);
    let page = keys.into_iter().skip(usize::try_from(first).unwrap_or(usize::MAX));
    Ok((page.take(usize::try_from(size)?).collect(), count))
}

/// Everybody whom a view asks for, by username, after the one with the key `after`: some at a time, for
/// files. With it comes the key from which to go on, if there are more.
pub(crate) async fn after(
    db: &impl ConnectionTrait,
    view: &UsersView,
    after: &str,
    limit: u64,
    now: Timestamp,
) -> Result<(Vec<account::Model>, Option<String>), Error> {
    let Some(asked) = asked_for(db, view, now).await? else { return Ok((Vec::new(), None)) };
    let mut accounts = asked
        .accounts
        .filter(Column::UsernameKey.gt(after))
        .order_by_asc(Column::UsernameKey)
        .limit(limit)
        .all(db)
        .await?;
    let is_last = accounts.len() < usize::try_from(limit)?;
    let next = accounts.last().filter(|_| !is_last).map(|account| account.username_key.clone());
    if let Some(words) = asked.words {
        accounts.retain(|account| words.has_common(account_search::texts_of(account)));
    }
    Ok((accounts, next))
}

/// One of them.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
    now: Timestamp,
) -> Result<Option<User>, Error> {
    let account = account::Entity::find_by_id(id).one(db).await?;
    let found = with_locks(db, account.into_iter().collect(), now).await?;
    Ok(with_look_alikes(db, found).await?.pop())
}

/// What a view asks for.
struct Asked {
    accounts: Select<account::Entity>,
    /// Of these, the common ones are still to be looked for.
    words: Option<account_search::Words>,
}

impl Asked {
    /// The keys of what is found, in order, and whether there may be more: a bounded number of rows is
    /// looked at.
    async fn walk(
        &self,
        db: &impl ConnectionTrait,
        view: &UsersView,
    ) -> Result<(Vec<String>, bool), Error> {
        let (mut found, mut first) = (Vec::new(), 0);
        while first < MOST_LISTED {
            let size = match &self.words {
                // They are picked out anew for each batch: rather all that are left at once.
                Some(words) if words.are_mixed() && first > 0 => account_search::MOST_OF_RARE_WORD,
                _ => MOST_FOUND + 1,
            };
            let batch: Vec<(String, String, String, String, String)> =
                in_order(db, self.accounts.clone(), view)
                    .select_only()
                    .columns([
                        Column::UsernameKey,
                        Column::Username,
                        Column::FirstName,
                        Column::LastName,
                        Column::Email,
                    ])
                    .offset(first)
                    .limit(size)
                    .into_tuple()
                    .all(db)
                    .await?;
            let is_last = u64::try_from(batch.len())? < size;
            let fits =
                |texts: [&str; 4]| self.words.as_ref().is_none_or(|words| words.has_common(texts));
            found.extend(batch.into_iter().filter_map(|(key, username, first, last, email)| {
                fits([&username, &first, &last, &email]).then_some(key)
            }));
            if is_last {
                return Ok((found, false));
            }
            if found.len() as u64 > MOST_FOUND {
                break;
            }
            first += size;
        }
        Ok((found, true))
    }
}

/// `None` where nobody can be found, since nothing was typed that a word begins with.
async fn asked_for(
    db: &impl ConnectionTrait,
    view: &UsersView,
    now: Timestamp,
) -> Result<Option<Asked>, Error> {
    let mut asked = Condition::all();
    let mut words = None;
    if !view.search.is_empty() {
        let Some(typed) = account_search::Words::of(db, &view.search).await? else {
            return Ok(None);
        };
        asked = asked.add(typed.rare.clone());
        words = Some(typed);
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
    Ok(Some(Asked { accounts: account::Entity::find().filter(asked), words }))
}

/// In an order in which every account has its place: the username decides between equals.
fn in_order(
    db: &impl ConnectionTrait,
    mut select: Select<account::Entity>,
    view: &UsersView,
) -> Select<account::Entity> {
    let (column, index) = match view.sort {
        Sort::Username => (Column::UsernameKey, "username_key"),
        Sort::Name => (Column::NameKey, "account_by_name"),
        Sort::Email => (Column::EmailKey, "account_by_email"),
        Sort::Role => (Column::Role, "account_by_role"),
        Sort::Status => (Column::Status, "account_by_status"),
        Sort::Notifications => (Column::EmailNotifications, "account_by_notifications"),
        Sort::LastSignIn => (Column::LastSignInAt, "account_by_last_sign_in"),
    };
    let (order, nulls) = if view.is_descending {
        (Order::Desc, NullOrdering::Last)
    } else {
        (Order::Asc, NullOrdering::First)
    };
    let engine = db.get_database_backend();
    if engine == DbBackend::MySql {
        // Else it sorts all of a long list for a page far down.
        QuerySelect::query(&mut select).force_index(index, IndexHintScope::OrderBy);
    }
    let select = match view.sort {
        Sort::Username => select,
        // Whoever never signed in stands where the others have them, and the index has them.
        Sort::LastSignIn if engine == DbBackend::Postgres => {
            select.order_by_with_nulls(column, order.clone(), nulls)
        }
        _ => select.order_by(column, order.clone()),
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
        .map(|(account, is_locked)| User { account, is_locked, look_alikes: Vec::new() })
        .collect())
}

async fn with_look_alikes(
    db: &impl ConnectionTrait,
    mut users: Vec<User>,
) -> Result<Vec<User>, Error> {
    let skeletons = users.iter().map(|user| user.account.username_skeleton.as_str());
    let found = accounts::list_look_alikes(db, skeletons).await?;
    for user in &mut users {
        let account = &user.account;
        let is_another = |other: &&account::Model| {
            other.username_skeleton == account.username_skeleton && other.id != account.id
        };
        user.look_alikes = found.iter().filter(is_another).cloned().collect();
    }
    Ok(users)
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
