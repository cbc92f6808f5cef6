//! `datasync account link`

use clap::{Arg, ArgMatches, Command};

use super::{Problem, block_on, config, open_installation};
use crate::{
    accounts::{names::UsernameKey, store},
    console,
    i18n::Text,
    mail::worker,
};

pub(super) fn command(t: &Text) -> Command {
    Command::new("account").about(t.cli_account()).subcommand_required(true).subcommand(
        Command::new("link").about(t.cli_account_link()).arg(
            Arg::new("username")
                .value_name("USERNAME")
                .required(true)
                .help(t.cli_account_link_username()),
        ),
    )
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), Problem> {
    let config = config(t, matches)?;
    let username = matches
        .subcommand_matches("link")
        .and_then(|matches| matches.get_one::<String>("username"))
        .ok_or_else(|| Problem(t.cli_wrong_arguments()))?;
    let (account, link) = block_on(t, async {
        let state = open_installation(config).await?;
        let account =
            store::find_by_username(state.database.read(), &UsernameKey::of(username)).await?;
        let link = match &account {
            Some(account) => worker::new_link(&state, account).await?,
            None => None,
        };
        Ok((account, link))
    })?;
    match (account, link) {
        (_, Some(link)) => {
            console::say(link);
            Ok(())
        }
        (Some(account), None) => Err(Problem(t.cli_account_disabled(account.username))),
        (None, None) => Err(Problem(t.cli_no_such_account(username))),
    }
}
