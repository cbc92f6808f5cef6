//! Browsers in which somebody has signed in before, known by a cookie.
//!
//! They only have one right: guesses that strangers make at an account do not count for them. So
//! nobody can be locked out of the browser they use.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, JoinType},
};

use crate::{
    base::{
        clock::{CLOCK_TOLERANCE, Timestamp},
        failure::Error,
        names::UsernameKey,
        random,
        secret::Secret,
    },
    database::entities::{account, known_device},
    security::guess_limit::{self, Subject},
};

/// Since the last use. Browsers keep no cookie for longer.
pub(crate) const LIFETIME: Duration = Duration::from_hours(400 * 24);

/// More browsers than a person uses.
const MOST_PER_ACCOUNT: u64 = 20;

/// Whether somebody has signed in from this browser to the account of this username. Asked before
/// anything is looked up under the username alone; whoever has no such cookie learns nothing by it.
pub(crate) async fn is_known(
    db: &impl ConnectionTrait,
    token_hash: &str,
    username: &UsernameKey,
    now: Timestamp,
) -> Result<bool, Error> {
    let found = known_device::Entity::find()
        .join(JoinType::InnerJoin, known_device::Relation::Account.def())
        .filter(known_device::Column::TokenHash.eq(token_hash))
        .filter(known_device::Column::LastUsedAt.gt(now - LIFETIME))
        .filter(known_device::Column::LastUsedAt.lte(now + CLOCK_TOLERANCE))
        .filter(account::Column::UsernameKey.is_in(username.forms()))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Remembers a browser, by the token it `presented`, for an account. The answer is a token to hand to it, if it is new
/// to the account: one that somebody else has put there must not become known. It stays known to the
/// other accounts that are used in it.
pub(crate) async fn remember(
    tx: &impl ConnectionTrait,
    account_id: &str,
    presented: Option<&Secret>,
    now: Timestamp,
) -> Result<Option<Secret>, Error> {
    let presented = presented.map(Secret::sha256);
    if let Some(token_hash) = &presented {
        let noted = known_device::Entity::update_many()
            .col_expr(known_device::Column::LastUsedAt, Expr::value(now))
            .filter(known_device::Column::TokenHash.eq(token_hash))
            .filter(known_device::Column::AccountId.eq(account_id))
            .exec(tx)
            .await?;
        if noted.rows_affected == 1 {
            return Ok(None);
        }
    }
    let new = Secret::new(random::url_safe_secret());
    if let Some(token_hash) = &presented {
        rename(tx, token_hash, &new.sha256()).await?;
    }
    known_device::Entity::insert(known_device::ActiveModel {
        token_hash: Set(new.sha256()),
        account_id: Set(account_id.to_owned()),
        last_used_at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    forget_surplus(tx, account_id).await?;
    Ok(Some(new))
}

/// Gives a browser another token, for all accounts that are used in it. Guesses in it stay counted:
/// otherwise an account of one's own would be enough to begin anew at those of others.
async fn rename(tx: &impl ConnectionTrait, from: &str, to: &str) -> Result<(), Error> {
    let of_browser = || known_device::Column::TokenHash.eq(from);
    let known = known_device::Entity::find()
        .filter(of_browser())
        .find_also_related(account::Entity)
        .all(tx)
        .await?;
    known_device::Entity::update_many()
        .col_expr(known_device::Column::TokenHash, Expr::value(to))
        .filter(of_browser())
        .exec(tx)
        .await?;
    for account in known.into_iter().filter_map(|(_, account)| account) {
        let username = UsernameKey::from_database(&account.username_key);
        let id = &account.id;
        let counted = [
            (Subject::Device(from, &username), Subject::Device(to, &username)),
            (Subject::SecondFactorIn(from, id), Subject::SecondFactorIn(to, id)),
        ];
        guess_limit::carry_over(tx, &counted).await?;
    }
    Ok(())
}

/// Programs that keep no cookies are a new browser each time.
async fn forget_surplus(tx: &impl ConnectionTrait, account_id: &str) -> Result<(), Error> {
    let of_account = || known_device::Column::AccountId.eq(account_id);
    let oldest_kept = known_device::Entity::find()
        .filter(of_account())
        .order_by_desc(known_device::Column::LastUsedAt)
        .offset(MOST_PER_ACCOUNT - 1)
        .limit(1)
        .one(tx)
        .await?;
    if let Some(oldest_kept) = oldest_kept {
        known_device::Entity::delete_many()
            .filter(of_account())
            .filter(known_device::Column::LastUsedAt.lt(oldest_kept.last_used_at))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The hashes of the tokens of an account's browsers.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    account_id: &str,
) -> Result<Vec<String>, Error> {
    let known = known_device::Entity::find()
        .filter(known_device::Column::AccountId.eq(account_id))
        .all(db)
        .await?;
    Ok(known.into_iter().map(|device| device.token_hash).collect())
}

/// Forgets every browser of an account: one of them may be whose guess was right.
pub(crate) async fn forget_all(tx: &impl ConnectionTrait, account_id: &str) -> Result<(), Error> {
    known_device::Entity::delete_many()
        .filter(known_device::Column::AccountId.eq(account_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The same but for one, by its token.
pub(crate) async fn forget_others(
    tx: &impl ConnectionTrait,
    account_id: &str,
    kept: Option<&Secret>,
) -> Result<(), Error> {
    let mut others =
        known_device::Entity::delete_many().filter(known_device::Column::AccountId.eq(account_id));
    if let Some(kept) = kept {
        others = others.filter(known_device::Column::TokenHash.ne(kept.sha256()));
    }
    others.exec(tx).await?;
    Ok(())
}

/// Removes browsers that were not used for too long.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    known_device::Entity::delete_many()
        .filter(known_device::Column::LastUsedAt.lt(now - LIFETIME))
        .exec(tx)
        .await?;
    Ok(())
}
