//! `datasync key rotate`

use clap::{ArgMatches, Command};

use super::{CommandError, block_on, open_installation};
use crate::{base::console, i18n::Text, setup::key};

pub(super) fn command(t: &Text) -> Command {
    Command::new("key")
        .about(t.cli_key())
        .subcommand_required(true)
        .subcommand(Command::new("rotate").about(t.cli_key_rotate()))
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = super::config(t, matches)?;
    let count =
        block_on(t, async { key::rotate(open_installation(config).await?.context()).await })?;
    console::say(t.cli_key_rotated(count.to_string()));
    Ok(())
}
