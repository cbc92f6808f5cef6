//! `datasync config check | show`

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

use super::{CommandError, block_on, open_installation};
use crate::{
    base::{
        console::{self, language},
        failure::Error,
    },
    i18n::{self, Text},
    licenses::license::License,
    mail,
    settings::server,
    web::config::{
        Config,
        shown::{SavedSettings, ShownKey, Source},
    },
};

pub(super) fn command(t: &Text) -> Command {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.cli_config_json());
    Command::new("config").about(t.cli_config_command()).subcommand_required(true).subcommands([
        Command::new("check").about(t.cli_config_check()),
        Command::new("show").about(t.cli_config_show()).arg(json),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    // Whatever is wrong is said here, all of it.
    let config = super::config(t, matches)?;
    match matches.subcommand() {
        Some(("check", _)) => check(t, &config)?,
        Some(("show", matches)) => show(t, &config, matches)?,
        _ => return Err(CommandError(t.cli_wrong_arguments())),
    }
    Ok(())
}

fn check(t: &Text, config: &Config) -> Result<(), CommandError> {
    if let Some(problem) = administrator_problem(t, config) {
        return Err(CommandError(problem));
    }
    console::say(t.cli_config_in_order());
    Ok(())
}

/// What can only be wrong with the administrator of the configuration before there is one: a server that
/// is set up does not look at it.
pub(super) fn administrator_problem(t: &Text, config: &Config) -> Option<String> {
    let serial_number = &config.administrator.as_ref()?.serial_number;
    let error = License::verify(serial_number, &config.trusted_keys).err()?;
    let words = i18n::field_error(language(), error);
    Some(t.cli_config_problem(format!("Setup.SerialNumber: {words}")))
}

fn show(t: &Text, config: &Config, matches: &ArgMatches) -> Result<(), CommandError> {
    let saved = block_on(t, async {
        // What is configured can be shown without an installation, too.
        Ok(saved(config).await.unwrap_or_else(|_| {
            console::complain(t.cli_config_without_database());
            SavedSettings::default()
        }))
    })?;
    let shown = config.shown(&saved).map_err(|error| CommandError::of(t, error))?;
    if matches.get_flag("json") {
        let lines: Vec<_> = shown.iter().map(|shown| ConfigLine::of(t, shown)).collect();
        console::say(serde_json::to_string_pretty(&lines).unwrap_or_default());
        return Ok(());
    }
    for shown in &shown {
        let ConfigLine { key, value, source } = ConfigLine::of(t, shown);
        console::say(format_args!("{key} = {}  ({source})", value.unwrap_or("•••")));
    }
    Ok(())
}

/// What administrators have saved, if there is an installation already.
async fn saved(config: &Config) -> Result<SavedSettings, Error> {
    let state = open_installation(config.clone()).await?;
    let db = &state.database.read();
    let mail = mail::store::find(&state.mailer, db).await?;
    Ok(SavedSettings {
        server: server::store::find(db).await?.saved,
        mail: mail.form.filter(|_| !mail.is_from_configuration),
    })
}

/// One key, as scripts read it.
#[derive(Serialize)]
struct ConfigLine<'a> {
    key: &'a str,
    /// None for a secret that is set.
    value: Option<&'a str>,
    source: String,
}

impl<'a> ConfigLine<'a> {
    fn of(t: &Text, shown: &'a ShownKey) -> Self {
        let source = match &shown.source {
            Source::Default => t.cli_config_default(),
            Source::Configured(place) => place.clone(),
            Source::Saved => t.cli_config_saved(),
        };
        Self { key: shown.key, value: shown.value.as_deref(), source }
    }
}
