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
    mail::outbox::sign_ins,
    security::{
        audit::Event,
        devices,
        guess_limit::{self, Guess, Subject},
        one_time_token::{self, SECOND_FACTOR_LIFETIME},
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
    context: &Context,
    username: &str,
    password: &str,
    visitor: &Visitor,
) -> Result<Entered, Error> {
    let username = UsernameKey::of(username);
    let device = known_device(context, &username, visitor).await?;
    let stranger = Subject::Username(&username);
    let subjects = counted_for(device.as_deref(), &username, visitor, stranger);
    guess_limit::refuse_in_pause(&context.database, &context.clock, &subjects).await?;
    let permit = context.hasher.acquire_permit().await?;
    let guess = guess_limit::admit(&context.database, &context.clock, &subjects).await?;
    let found = accounts::find_by_username(&context.database.read(), &username).await?;
    let stored = found.as_ref().and_then(|account| account.password_hash.clone());
    let verdict = permit.verify(password, stored.map(StoredHash::from_database)).await?;
    let is_right = verdict != Verdict::Wrong;
    let Some(mut account) = found.clone().filter(|a| is_right && a.status == Status::Active) else {
        let event = Event::new(Action::SignedIn, visitor.actor());
        let event = match &found {
            Some(account) => event.about(account),
            None => event,
        };
        note_wrong_guess(context, &guess, event).await?;
        return Err(Refusal::WrongCredentials.into());
    };
    if verdict == Verdict::RightButOutdated {
        account.password_hash = Some(strengthen_hash(context, &permit, &account, password).await?);
    }
    drop(permit);
    require_license(context, &account).await?;

    if second_factor::store::find_enabled(&context.database.read(), &account.id).await?.is_some() {
        let token = ask_for_code(context, &account, visitor, &guess).await?;
        return Ok(Entered::CodeNeeded(token));
    }
    let entry = Entry { account: &account, visitor, guess: &guess, shown: None };
    let signed_in = enter(context, &entry, device.is_none()).await?;
    Ok(Entered::SignedIn(signed_in))
}

/// Lets in whoever has shown the password and now shows a code.
pub(crate) async fn enter_code(
    context: &Context,
    token: &Secret,
    typed: &str,
    visitor: &Visitor,
) -> Result<SignedIn, Error> {
    let (db, now) = (&context.database.read(), context.clock.now());
    let found = one_time_token::find(db, token, Purpose::SecondFactor, now).await?;
    let account = found.map(|usable| usable.account).filter(|a| a.status == Status::Active);
    let account = account.ok_or(Refusal::SignInAgain)?;
    if typed.trim().is_empty() {
        return Err(Error::field(AccountField::Code, FieldError::Required));
    }
    let username = UsernameKey::from_database(&account.username_key);
    let device = known_device(context, &username, visitor).await?;
    let subjects = match device.as_deref() {
        Some(device) => [
            Subject::SecondFactorIn(device, &account.id),
            Subject::SecondFactorInKnown(&account.id),
        ],
        None => [Subject::Address(visitor.address), Subject::SecondFactor(&account.id)],
    };
    let guess = guess_limit::admit_counted(&context.database, &context.clock, &subjects).await?;
    if let Some(code) = second_factor::service::judge(context, &account, typed).await? {
        let shown = Some((token, &code));
        let entry = Entry { account: &account, visitor, guess: &guess, shown };
        match enter(context, &entry, device.is_none()).await {
            // It was right, and is used.
            Err(Error::Form(_)) => {}
            outcome => return outcome,
        }
    }
    let event = Event::new(Action::SignedIn, visitor.actor())
        .about(&account)
        .with_fields([AccountField::Code]);
    let question = token.sha256();
    context
        .database
        .write(async |tx| {
            let now = context.clock.now();
            let began_pause = guess.record_wrong(&*tx, event.clone(), now).await?;
            if began_pause {
                sign_ins::tell_at_once(&*tx, &account.id, &question, now).await?;
            }
            Ok(())
        })
        .await?;
    context.mailer.signal.notify();
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
    context: &Context,
    username: &UsernameKey,
    visitor: &Visitor,
) -> Result<Option<String>, Error> {
    let Some(device) = visitor.device.as_ref().map(Secret::sha256) else { return Ok(None) };
    let (db, now) = (&context.database.read(), context.clock.now());
    Ok(devices::is_known(db, &device, username, now).await?.then_some(device))
}

async fn note_wrong_guess(context: &Context, guess: &Guess, event: Event<'_>) -> Result<(), Error> {
    let noted = context
        .database
        .write(async |tx| guess.record_wrong(&*tx, event.clone(), context.clock.now()).await);
    noted.await?;
    Ok(())
}

/// Only after a right password: a wrong one must not take longer for old accounts.
async fn strengthen_hash(
    context: &Context,
    permit: &HashingPermit,
    account: &account::Model,
    password: &str,
) -> Result<String, Error> {
    let hash = permit.hash(password).await?.into_string();
    let old = account.password_hash.as_deref().unwrap_or_default();
    context
        .database
        .write(async |tx| store::strengthen_hash(&*tx, &account.id, old, &hash).await)
        .await?;
    Ok(hash)
}

async fn ask_for_code(
    context: &Context,
    account: &account::Model,
    visitor: &Visitor,
    guess: &Guess,
) -> Result<Secret, Error> {
    let is_told = may_be_told(context, account).await?;
    context
        .database
        .write(async |tx| {
            let hash = account.password_hash.as_deref().unwrap_or_default();
            if !store::hold_with_password(&*tx, &account.id, hash).await? {
                return Err(Refusal::WrongCredentials.into());
            }
            guess.was_right(&*tx).await?;
            let now = context.clock.now();
            let token =
                one_time_token::mint(&*tx, account, Purpose::SecondFactor, None, now).await?;
            if is_told {
                let (question, due_at) = (token.sha256(), now + SECOND_FACTOR_LIFETIME);
                let from = visitor.address;
                sign_ins::tell_of_missing_code(&*tx, &account.id, question, from, due_at, now)
                    .await?;
            }
            Ok(token)
        })
        .await
}

/// Whoever knows a password must not fill the owner's mailbox.
async fn may_be_told(context: &Context, account: &account::Model) -> Result<bool, Error> {
    let mails = [Subject::SignInMails(&account.id)];
    match guess_limit::admit_counted(&context.database, &context.clock, &mails).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(Refusal::TooManyTries { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What somebody comes in with: the password, and a code where one was asked for, with the token that
/// stands for the password.
struct Entry<'a> {
    account: &'a account::Model,
    visitor: &'a Visitor,
    guess: &'a Guess,
    shown: Option<(&'a Secret, &'a Code)>,
}

async fn enter(
    context: &Context,
    entry: &Entry<'_>,
    is_new_browser: bool,
) -> Result<SignedIn, Error> {
    // Nobody has to be told of the first sign-in of all.
    let is_worth_telling = is_new_browser && entry.account.last_sign_in_at.is_some();
    let is_told = is_worth_telling && may_be_told(context, entry.account).await?;
    let signed_in = context.database.write(|tx| open_session(tx, context, entry, is_told)).await?;
    if is_told {
        context.mailer.signal.notify();
    }
    Ok(signed_in)
}

/// The browser's earlier session ends. With a code, it and the token for the password are spent.
async fn open_session(
    tx: WriteTransaction,
    context: &Context,
    entry: &Entry<'_>,
    is_told: bool,
) -> Result<SignedIn, Error> {
    let Entry { account, visitor, guess, shown } = *entry;
    let now = context.clock.now();
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
        sign_ins::take_back(&*tx, &account.id, &token.sha256(), now).await?;
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
    if is_told {
        sign_ins::tell_of_new_browser(&*tx, &account.id, visitor.address, now).await?;
    }
    let is_first = account.last_sign_in_at.is_none();
    let is_first_of_administrator = is_first && account.role == Role::Administrator;
    Ok(SignedIn { token, device, is_first_of_administrator })
}

/// When a license has ended for good, only administrators get in, to enter a new serial number.
async fn require_license(context: &Context, account: &account::Model) -> Result<(), Error> {
    if account.role == Role::Administrator {
        return Ok(());
    }
    let license = licenses::store::find(&context.database.read(), &account.license_id).await?;
    let standing =
        license.map_or(LicenseStatus::Expired, |license| license.standing(context.clock.now()));
    if standing == LicenseStatus::Expired {
        return Err(Refusal::LicenseExpired.into());
    }
    Ok(())
}
