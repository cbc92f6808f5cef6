//! The rules of signing in.

use crate::{
    accounts::{
        second_factor::{self, codes::Code},
        store,
    },
    base::{
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
        names::UsernameKey,
        secret::Secret,
    },
    database::{
        WriteTransaction, accounts,
        entities::{
            account::{self, Role, Status},
            audit::Action,
            one_time_token::Purpose,
        },
    },
    licenses::{self, license::LicenseStatus},
    security::{
        audit::Event,
        devices,
        guess_limit::{self, Guess, Subject},
        one_time_token,
        password_hash::{HashingPermit, StoredHash, Verdict},
        sessions,
    },
    site::{context::Context, request::Visitor},
};

/// How far a right password leads.
pub(crate) enum Entered {
    /// All the way.
    SignedIn(SignedIn),
    /// To the question for a code, with a token that stands for the password.
    CodeNeeded(Secret),
}

pub(crate) struct SignedIn {
    pub(crate) token: Secret,
    /// For a browser that has none yet.
    pub(crate) device: Option<Secret>,
    /// Goes on with the setup.
    pub(crate) is_first_of_administrator: bool,
}

/// Lets in whoever knows the password. Limits come before any look-up, and both happen when it is
/// this sign-in's turn to hash, so that a crowd cannot get past a limit that it is just reaching.
pub(crate) async fn sign_in(
    state: &Context,
    username: &str,
    password: &str,
    visitor: &Visitor,
) -> Result<Entered, Error> {
    let username = UsernameKey::of(username);
    let device = known_device(state, &username, visitor).await?;
    let stranger = Subject::Username(&username);
    let subjects = counted_for(device.as_deref(), &username, visitor, stranger);
    guess_limit::refuse_in_pause(&state.database, &state.clock, &subjects).await?;
    let permit = state.hasher.acquire_permit().await?;
    let guess = guess_limit::admit(&state.database, &state.clock, &subjects).await?;
    let found = accounts::find_by_username(&state.database.read(), &username).await?;
    let stored = found.as_ref().and_then(|account| account.password_hash.clone());
    let verdict = permit.verify(password, stored.map(StoredHash::from_database)).await?;
    let is_right = verdict != Verdict::Wrong;
    let Some(mut account) = found.clone().filter(|a| is_right && a.status == Status::Active) else {
        let event = Event::new(Action::SignedIn, visitor.actor());
        let event = match &found {
            Some(account) => event.about(account),
            None => event,
        };
        note_wrong_guess(state, &guess, event).await?;
        return Err(Refusal::WrongCredentials.into());
    };
    if verdict == Verdict::RightButOutdated {
        account.password_hash = Some(strengthen_hash(state, &permit, &account, password).await?);
    }
    drop(permit);
    require_license(state, &account).await?;

    if second_factor::store::find_enabled(&state.database.read(), &account.id).await?.is_some() {
        return Ok(Entered::CodeNeeded(ask_for_code(state, &account, &guess).await?));
    }
    let signed_in =
        state.database.write(|tx| open_session(tx, state, &account, visitor, &guess, None)).await?;
    Ok(Entered::SignedIn(signed_in))
}

/// Lets in whoever has shown the password and now shows a code.
pub(crate) async fn enter_code(
    state: &Context,
    token: &Secret,
    typed: &str,
    visitor: &Visitor,
) -> Result<SignedIn, Error> {
    let (db, now) = (&state.database.read(), state.clock.now());
    let found = one_time_token::find(db, token, Purpose::SecondFactor, now).await?;
    let account = found.map(|usable| usable.account).filter(|a| a.status == Status::Active);
    let account = account.ok_or(Refusal::SignInAgain)?;
    if typed.trim().is_empty() {
        return Err(Error::field(AccountField::Code, FieldError::Required));
    }
    let username = UsernameKey::from_database(&account.username_key);
    let device = known_device(state, &username, visitor).await?;
    let stranger = Subject::SecondFactor(&account.id);
    let subjects = counted_for(device.as_deref(), &username, visitor, stranger);
    let guess = guess_limit::admit_counted(&state.database, &state.clock, &subjects).await?;
    if let Some(code) = second_factor::service::judge(state, &account, typed).await? {
        let shown = Some((token, &code));
        let opened =
            state.database.write(|tx| open_session(tx, state, &account, visitor, &guess, shown));
        match opened.await {
            // It was right, and is used.
            Err(Error::Form(_)) => {}
            outcome => return outcome,
        }
    }
    let event = Event::new(Action::SignedIn, visitor.actor())
        .about(&account)
        .with_fields([AccountField::Code]);
    note_wrong_guess(state, &guess, event).await?;
    Err(Error::field(AccountField::Code, FieldError::WrongCode))
}

/// A browser that the owner has used is counted for itself, whatever strangers guess elsewhere.
fn counted_for<'a>(
    device: Option<&'a str>,
    username: &'a UsernameKey,
    visitor: &Visitor,
    stranger: Subject<'a>,
) -> Vec<Subject<'a>> {
    match device {
        Some(device) => vec![Subject::Device(device, username)],
        None => vec![Subject::Address(visitor.address), stranger],
    }
}

/// The visitor's browser, if the owner of this username has signed in from it.
async fn known_device(
    state: &Context,
    username: &UsernameKey,
    visitor: &Visitor,
) -> Result<Option<String>, Error> {
    let Some(device) = visitor.device.as_ref().map(Secret::sha256) else { return Ok(None) };
    let (db, now) = (&state.database.read(), state.clock.now());
    Ok(devices::is_known(db, &device, username, now).await?.then_some(device))
}

async fn note_wrong_guess(state: &Context, guess: &Guess, event: Event<'_>) -> Result<(), Error> {
    let noted = state
        .database
        .write(async |tx| guess.record_wrong(&*tx, event.clone(), state.clock.now()).await);
    noted.await
}

/// Only after a right password: a wrong one must not take longer for old accounts.
async fn strengthen_hash(
    state: &Context,
    permit: &HashingPermit,
    account: &account::Model,
    password: &str,
) -> Result<String, Error> {
    let hash = permit.hash(password).await?.into_string();
    let old = account.password_hash.as_deref().unwrap_or_default();
    state
        .database
        .write(async |tx| store::strengthen_hash(&*tx, &account.id, old, &hash).await)
        .await?;
    Ok(hash)
}

async fn ask_for_code(
    state: &Context,
    account: &account::Model,
    guess: &Guess,
) -> Result<Secret, Error> {
    state
        .database
        .write(async |tx| {
            let hash = account.password_hash.as_deref().unwrap_or_default();
            if !store::hold_with_password(&*tx, &account.id, hash).await? {
                return Err(Refusal::WrongCredentials.into());
            }
            guess.was_right(&*tx).await?;
            let now = state.clock.now();
            one_time_token::mint(&*tx, account, Purpose::SecondFactor, None, now).await
        })
        .await
}

/// The browser's earlier session ends. With a code, it and the token for the password are spent.
async fn open_session(
    tx: WriteTransaction,
    state: &Context,
    account: &account::Model,
    visitor: &Visitor,
    guess: &Guess,
    shown: Option<(&Secret, &Code)>,
) -> Result<SignedIn, Error> {
    let now = state.clock.now();
    let mut event = Event::new(Action::SignedIn, visitor.actor()).by(account);
    // The account first: two sign-ins that insert first would each wait for the other's row.
    let hash = account.password_hash.as_deref().unwrap_or_default();
    if !store::note_sign_in(&*tx, &account.id, hash, now).await? {
        // Changed while it was being compared.
        return Err(Refusal::WrongCredentials.into());
    }
    if let Some((token, code)) = shown {
        one_time_token::spend(&*tx, token, Purpose::SecondFactor, now)
            .await?
            .ok_or(Refusal::SignInAgain)?;
        if !second_factor::store::spend_code(&*tx, &account.id, code).await? {
            return Err(Error::field(AccountField::Code, FieldError::WrongCode));
        }
        event = event.with_fields([AccountField::Code]);
        if matches!(code, Code::Recovery(_)) {
            Event::new(Action::UsedRecoveryCode, visitor.actor())
                .by(account)
                .record(&*tx, now)
                .await?;
        }
    }
    if let Some(earlier) = &visitor.session {
        sessions::end(&*tx, earlier).await?;
    }
    guess.was_right(&*tx).await?;
    let device = devices::remember(&*tx, &account.id, visitor.device.as_ref(), now).await?;
    let token = sessions::open(&*tx, &account.id, visitor.browser(), now).await?;
    event.record(&*tx, now).await?;
    let is_first = account.last_sign_in_at.is_none();
    let is_first_of_administrator = is_first && account.role == Role::Administrator;
    Ok(SignedIn { token, device, is_first_of_administrator })
}

/// When a license has ended for good, only administrators get in, to enter a new serial number.
async fn require_license(state: &Context, account: &account::Model) -> Result<(), Error> {
    if account.role == Role::Administrator {
        return Ok(());
    }
    let license = licenses::store::find(&state.database.read(), &account.license_id).await?;
    let standing =
        license.map_or(LicenseStatus::Expired, |license| license.standing(state.clock.now()));
    if standing == LicenseStatus::Expired {
        return Err(Refusal::LicenseExpired.into());
    }
    Ok(())
}
