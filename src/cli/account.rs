//! `datasync account link|unlock|sign-out|disable-two-factor`

use clap::{Arg, ArgMatches, Command};

use super::{Problem, block_on, config, open_installation};
use crate::{
    accounts::{names::UsernameKey, second_factor, sessions, store, unlock},
    console,
    database::{
        WriteTransaction,
        entities::account::{self, Status},
        retry,
    },
    i18n::Text,
    mail::compose,
    security::audit::{Action, Actor, Event},
    web::{failure::Error, state::AppState},
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
    Command::new("account").about(t.cli_account()).subcommand_required(true).subcommands([
        for_somebody("link", t.cli_account_link()),
        for_somebody("unlock", t.cli_account_unlock()),
        for_somebody("sign-out", t.cli_account_sign_out()),
        for_somebody("disable-two-factor", t.cli_account_disable_two_factor()),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), Problem> {
    let wrong = || Problem(t.cli_wrong_arguments());
    let (command, arguments) = matches.subcommand().ok_or_else(wrong)?;
    let username = arguments.get_one::<String>("username").ok_or_else(wrong)?;
    let config = config(t, matches)?;
    let said = block_on(t, async {
        let state = open_installation(config).await?;
        let key = UsernameKey::of(username);
        let Some(account) = store::find_by_username(&state.database.read(), &key).await? else {
            return Ok(Err(t.cli_no_such_account(username)));
        };
        match command {
            "link" => link(t, &state, &account).await,
            "unlock" => unlock(t, &state, &account).await,
            "sign-out" => sign_out(t, &state, &account).await,
            _ => disable_two_factor(t, &state, &account).await,
        }
    })?;
    console::say(said.map_err(Problem)?);
    Ok(())
}

/// What a command says: what it did, or why it did not.
type Said = Result<String, String>;

async fn link(t: &Text, state: &AppState, account: &account::Model) -> Result<Said, Error> {
    match account.status {
        Status::Disabled => return Ok(Err(t.cli_account_disabled(&account.username))),
        Status::Requested => return Ok(Err(t.cli_account_requested(&account.username))),
        Status::Pending | Status::Active => {}
    }
    // Noted first: a link that nobody has noted must not be printed.
    change(state, Action::MadeLink, account, async |_| Ok(())).await?;
    let link = compose::new_link(state, account).await?;
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
    let was_on = second_factor::service::switch_off(state, Actor::Command, account).await?;
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
    retry(async || {
        let tx = state.database.begin().await?;
        work(&tx).await?;
        Event::new(action, Actor::Command).about(account).record(&*tx, state.clock.now()).await?;
        tx.commit().await
    })
    .await
}
