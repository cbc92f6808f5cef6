//! `datasync account create|link|promote|disable|enable|unlock|sign-out|disable-two-factor`

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{CommandError, block_on, config, open_installation};
use crate::{
    accounts::{
        by_command,
        new_account::{NewAccount, TypedPerson},
        second_factor, unlock, words,
    },
    base::{
        console::{self, language},
        failure::{Checked, Error},
        field::AccountField,
        field_error::FieldError,
        language::Language,
        names::UsernameKey,
    },
    database::{
        WriteTransaction, accounts,
        entities::{
            account::{self, Role, Status},
            audit::Action,
        },
    },
    i18n::Text,
    licenses::serial_number::SerialNumber,
    mail::compose,
    security::{
        audit::{Actor, Event},
        sessions,
    },
    settings::users::change::{UserChange, change_by_command},
    web::state::AppState,
};

pub(super) fn command(t: &Text) -> Command {
    let for_somebody = |name: &'static str, about: String| {
        Command::new(name).about(about).arg(
            Arg::new("username")
                .value_name("USERNAME")
                .required(true)
                .help(t.cli_account_username()),
        )
    };
    let option = |name: &'static str, value: &'static str, help: String| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let create = for_somebody("create", t.cli_account_create()).args([
        option("email", "ADDRESS", t.cli_account_create_email()).required(true),
        option("first-name", "NAME", t.cli_account_create_first_name()).required(true),
        option("last-name", "NAME", t.cli_account_create_last_name()).required(true),
        option("language", "en|fr", t.cli_account_create_language()),
        option("serial-number", "SERIAL", t.cli_account_create_serial_number()),
        Arg::new("admin")
            .long("admin")
            .action(ArgAction::SetTrue)
            .help(t.cli_account_create_admin()),
    ]);
    Command::new("account").about(t.cli_account()).subcommand_required(true).subcommands([
        create,
        for_somebody("link", t.cli_account_link()),
        for_somebody("promote", t.cli_account_promote()),
        for_somebody("disable", t.cli_account_disable()),
        for_somebody("enable", t.cli_account_enable()),
        for_somebody("unlock", t.cli_account_unlock()),
        for_somebody("sign-out", t.cli_account_sign_out()),
        for_somebody("disable-two-factor", t.cli_account_disable_two_factor()),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let wrong = || CommandError(t.cli_wrong_arguments());
    let (command, arguments) = matches.subcommand().ok_or_else(wrong)?;
    let username = arguments.get_one::<String>("username").ok_or_else(wrong)?;
    let config = config(t, matches)?;
    let said = block_on(t, async {
        let state = open_installation(config).await?;
        if command == "create" {
            return create(t, &state, username, arguments).await;
        }
        let key = UsernameKey::of(username);
        let Some(account) = accounts::find_by_username(&state.database.read(), &key).await? else {
            return Ok(Err(t.cli_no_such_account(username)));
        };
        match command {
            "link" => link(t, &state, &account).await,
            "promote" => promote(t, &state, &account).await,
            "disable" => change_status(t, &state, &account, UserChange::Disable).await,
            "enable" => change_status(t, &state, &account, UserChange::Enable).await,
            "unlock" => unlock(t, &state, &account).await,
            "sign-out" => sign_out(t, &state, &account).await,
            _ => disable_two_factor(t, &state, &account).await,
        }
    })?;
    console::say(said.map_err(CommandError)?);
    Ok(())
}

/// What a command says: what it did, or why it did not.
type Said = Result<String, String>;

async fn create(
    t: &Text,
    state: &AppState,
    username: &str,
    arguments: &ArgMatches,
) -> Result<Said, Error> {
    let typed = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let person = TypedPerson {
        email: typed("email"),
        username,
        first_name: typed("first-name"),
        last_name: typed("last-name"),
    };
    let mut checked = Checked::default();
    let language = match typed("language") {
        "" => Some(language()),
        tag => checked
            .take(AccountField::Language, Language::from_tag(tag).ok_or(FieldError::NotAnOption)),
    };
    let serial_number = match typed("serial-number") {
        "" => Some(None),
        text => checked.take(AccountField::SerialNumber, SerialNumber::parse(text)).map(Some),
    };
    let language = language.unwrap_or(Language::English);
    let account = NewAccount::parse(person, language, false, &mut checked);
    let (Some(account), Some(serial_number), true) =
        (account, serial_number, checked.errors().is_empty())
    else {
        return Err(checked.into_error());
    };
    let is_administrator = arguments.get_flag("admin");
    if !is_administrator && !state.installation.is_set_up() {
        return Ok(Err(t.cli_not_set_up()));
    }
    let role = if is_administrator { Role::Administrator } else { Role::User };
    let link = by_command::create(state, &account, role, serial_number.as_ref()).await?;
    Ok(Ok(format!("{}\n{link}", t.cli_account_created(account.username.as_str()))))
}

async fn promote(t: &Text, state: &AppState, account: &account::Model) -> Result<Said, Error> {
    if !state.installation.is_set_up() {
        return Ok(Err(t.cli_not_set_up()));
    }
    if account.role == Role::Administrator {
        return Ok(Err(t.cli_account_is_administrator(&account.username)));
    }
    by_command::promote(state, account).await?;
    Ok(Ok(t.cli_account_promoted(&account.username)))
}

/// Refuses to disable the last who may administer, and to enable where no seat is left.
async fn change_status(
    t: &Text,
    state: &AppState,
    account: &account::Model,
    change: UserChange,
) -> Result<Said, Error> {
    let changed = change_by_command(state, change, std::slice::from_ref(&account.id)).await?;
    let username = &account.username;
    Ok(match (change, changed) {
        (_, 0) => Err(t.cli_account_unchanged(words::status(t, account.status), username)),
        (UserChange::Disable, _) => Ok(t.cli_account_is_disabled(username)),
        _ => Ok(t.cli_account_is_enabled(username)),
    })
}

async fn link(t: &Text, state: &AppState, account: &account::Model) -> Result<Said, Error> {
    match account.status {
        Status::Disabled => return Ok(Err(t.cli_account_disabled(&account.username))),
        Status::Requested => return Ok(Err(t.cli_account_requested(&account.username))),
        Status::Pending | Status::Active => {}
    }
    // Noted first: a link that nobody has noted must not be printed.
    change(state, Action::MadeLink, account, async |_| Ok(())).await?;
    let link = compose::new_link(&state.mailer, account).await?;
    Ok(link.ok_or_else(|| t.cli_account_disabled(&account.username)))
}

async fn unlock(t: &Text, state: &AppState, account: &account::Model) -> Result<Said, Error> {
    unlock::unlock(state, Actor::Command, account).await?;
    Ok(Ok(t.cli_account_unlocked(&account.username)))
}

async fn sign_out(t: &Text, state: &AppState, account: &account::Model) -> Result<Said, Error> {
    change(state, Action::EndedSessions, account, async |tx| {
        sessions::end_all(&**tx, &account.id).await
    })
    .await?;
    Ok(Ok(t.cli_account_signed_out(&account.username)))
}

async fn disable_two_factor(
    t: &Text,
    state: &AppState,
    account: &account::Model,
) -> Result<Said, Error> {
    let was_on = second_factor::service::switch_off(state, None, account).await?;
    Ok(if was_on {
        Ok(t.cli_account_two_factor_disabled(&account.username))
    } else {
        Err(t.cli_account_without_two_factor(&account.username))
    })
}

/// Changes something and notes it.
async fn change(
    state: &AppState,
    action: Action,
    account: &account::Model,
    work: impl AsyncFn(&WriteTransaction) -> Result<(), Error>,
) -> Result<(), Error> {
    state
        .database
        .write(async |tx| {
            work(&tx).await?;
            Event::new(action, Actor::Command).about(account).record(&*tx, state.clock.now()).await
        })
        .await
}
