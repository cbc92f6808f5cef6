//! `datasync restore FILE`

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use super::{CommandError, block_on};
use crate::{
    backup::{self, Trust, Vouching},
    base::{
        clock::Clock,
        console::{self, language},
    },
    i18n::Text,
};

pub(super) fn command(t: &Text) -> Command {
    Command::new("restore")
        .about(t.cli_restore())
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(t.cli_restore_file()),
        )
        .arg(
            Arg::new("unsigned")
                .long("unsigned")
                .action(ArgAction::SetTrue)
                .help(t.cli_restore_unsigned()),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.cli_config_json()))
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = super::config(t, matches)?;
    let file =
        matches.get_one::<PathBuf>("file").ok_or_else(|| CommandError(t.cli_wrong_arguments()))?;
    let (connection, data) = (&config.connection, config.data_directory.as_path());
    let (vault, clock) = (config.vault(), Clock::System);
    let trust = if matches.get_flag("unsigned") { Trust::Unsigned } else { Trust::Signed };
    let restoring = backup::restore(connection, data, &vault, &clock, file, trust);
    let restored = block_on(t, Box::pin(restoring))?;
    let (made_at, rows) = (restored.made_at, restored.rows);
    if matches.get_flag("json") {
        console::say(json!({
            "made_at": made_at,
            "rows": rows,
            "signed_by": restored.signed_by,
        }));
        return Ok(());
    }
    let rows = language().number(rows);
    console::say(t.cli_restore_done(rows, made_at));
    match restored.signed_by {
        Vouching::Machine => {}
        Vouching::Backup => console::say(t.cli_restore_signed_by_itself()),
        Vouching::Nobody => console::say(t.cli_restore_was_unsigned()),
    }
    Ok(())
}
