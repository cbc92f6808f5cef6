//! The rule of signing in.

use crate::{
    accounts::{names::UsernameKey, sessions, store},
    database::{
        entities::account::{self, Role, Status},
        retry,
    },
    licenses::{self, license::Standing},
    security::{password_hash::StoredHash, secret::Secret},
    web::{
        failure::{Error, Refusal},
        request::Visitor,
        state::AppState,
    },
};

pub(crate) struct SignedIn {
    pub(crate) token: Secret,
    pub(crate) account: account::Model,
}

impl SignedIn {
    /// The administrator's first sign-in goes on with the setup.
    pub(crate) fn is_first_of_administrator(&self) -> bool {
        self.account.role == Role::Administrator && self.account.last_sign_in_at.is_none()
    }
}

/// Opens a session for whoever knows the password. The browser's earlier session ends.
pub(crate) async fn sign_in(
    state: &AppState,
    username: &str,
    password: &str,
    visitor: &Visitor,
) -> Result<SignedIn, Error> {
    let found = store::find_by_username(state.database.read(), &UsernameKey::of(username)).await?;
    let stored = found
        .as_ref()
        .and_then(|account| account.password_hash.clone())
        .map(StoredHash::from_database);
    let is_right = state.hasher.verify(password, stored).await?;
    let account = found
        .filter(|account| is_right && account.status == Status::Active)
        .ok_or(Refusal::WrongCredentials)?;
    require_license(state, &account).await?;

    let token = retry(|| open_session(state, &account, visitor)).await?;
    Ok(SignedIn { token, account })
}

async fn open_session(
    state: &AppState,
    account: &account::Model,
    visitor: &Visitor,
) -> Result<Secret, Error> {
    let now = state.clock.now();
    let tx = state.database.begin().await?;
    // The account first: two sign-ins that insert first would each wait for the other's row.
    store::note_sign_in(&*tx, &account.id, now).await?;
    if let Some(earlier) = &visitor.session {
        sessions::end(&*tx, earlier).await?;
    }
    let token = sessions::open(&*tx, &account.id, visitor, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// When a license has ended for good, only administrators get in, to enter a new serial number.
async fn require_license(state: &AppState, account: &account::Model) -> Result<(), Error> {
    if account.role == Role::Administrator {
        return Ok(());
    }
    let license = licenses::store::find(state.database.read(), &account.license_id).await?;
    let standing = license.map_or(Standing::Expired, |license| license.standing(state.clock.now()));
    if standing == Standing::Expired {
        return Err(Refusal::LicenseExpired.into());
    }
    Ok(())
}
