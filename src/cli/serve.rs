//! `datasync serve`

use clap::{ArgMatches, Command};

use super::{CommandError, block_on, config};
use crate::{i18n::Text, web::server};

pub(super) fn command(t: &Text) -> Command {
    Command::new("serve").about(t.cli_serve())
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = config(t, matches)?;
    block_on(t, server::serve(config))
}
