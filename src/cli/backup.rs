//! `datasync backup`

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use super::{CommandError, block_on, open_installation};
use crate::{
    backup::{self, KeyInBackup},
    base::{
        console::{self, language},
        failure::Error,
    },
    database::entities::audit::Action,
    i18n::Text,
    security::audit::{Actor, Event},
};

pub(super) fn command(t: &Text) -> Command {
    let keep = Arg::new("keep")
        .long("keep")
        .value_name("NUMBER")
        .value_parser(value_parser!(u16).range(1..))
        .conflicts_with("out");
    Command::new("backup")
        .about(t.cli_backup())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(t.cli_backup_out()),
        )
        .arg(keep.help(t.cli_backup_keep()))
        .arg(
            Arg::new("without-key")
                .long("without-key")
                .action(ArgAction::SetTrue)
                .help(t.cli_backup_without_key()),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.cli_config_json()))
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = super::config(t, matches)?;
    let out = matches.get_one::<PathBuf>("out");
    let key =
        if matches.get_flag("without-key") { KeyInBackup::LeftOut } else { KeyInBackup::Included };
    let made = block_on(t, async {
        let state = open_installation(config).await?;
        let made = match out {
            Some(path) => backup::write_to(&state, path, key, &|_, _| ()).await?,
            None => backup::make(&state, key, &|_, _| ()).await?,
        };
        let event = Event::new(Action::MadeBackup, Actor::Command);
        let now = state.clock.now();
        state.database.write_patiently(async |tx| event.record(&*tx, now).await).await?;
        if let Some(count) = matches.get_one::<u16>("keep") {
            backup::keep_newest(&made, usize::from(*count))?;
        }
        Ok::<_, Error>(made)
    })?;
    let file = made.path.display().to_string();
    if matches.get_flag("json") {
        console::say(json!({ "file": file, "rows": made.rows, "bytes": made.bytes }));
        return Ok(());
    }
    let number = |count: u64| language().number(count);
    console::say(t.cli_backup_made(file, number(made.rows), number(made.bytes)));
    Ok(())
}
