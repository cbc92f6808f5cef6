//! `datasync connection test | reset | move`

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tokio::sync::watch;

use super::{CommandError, block_on, open_installation, steps};
use crate::{
    base::{
        console::{self, language},
        data_directory,
    },
    database::{
        ConnectionSettings,
        entities::audit::Action,
        form::{ConnectionField, ConnectionForm},
        kept::StoredConnection,
        probe::probe,
        recover::go_back,
        relocate::{Existing, Wanted, relocate},
        report::{MoveProblem, MoveProgress, MoveStep, Reporter},
    },
    i18n::Text,
    security::audit::{Actor, Event},
    settings::own_database::words::{self, finding_text, stage_name},
    web::config::Config,
};

pub(super) fn command(t: &Text) -> Command {
    let json =
        Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.cli_connection_json());
    let to = Arg::new("to").long("to").value_name("FILE").value_parser(value_parser!(PathBuf));
    Command::new("connection").about(t.cli_connection()).subcommand_required(true).subcommands([
        Command::new("test")
            .about(t.cli_connection_test())
            .arg(to.clone().help(t.cli_connection_test_to()))
            .arg(json.clone()),
        Command::new("reset").about(t.cli_connection_reset()),
        Command::new("move")
            .about(t.cli_connection_move())
            .arg(to.required(true).help(t.cli_connection_move_to()))
            .arg(
                Arg::new("use-existing")
                    .long("use-existing")
                    .action(ArgAction::SetTrue)
                    .help(t.cli_connection_use_existing()),
            )
            .arg(json),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = super::config(t, matches)?;
    match matches.subcommand() {
        Some(("test", matches)) => test(t, config, matches),
        Some(("move", matches)) => move_to(t, config, matches),
        Some(("reset", _)) => reset(t, &config),
        _ => Err(CommandError(t.cli_wrong_arguments())),
    }
}

fn test(t: &Text, config: Config, matches: &ArgMatches) -> Result<(), CommandError> {
    let data = config.data_directory.clone();
    let settings = match matches.get_one::<PathBuf>("to") {
        Some(file) => connection_in(t, file)?.1,
        None => config.connection_settings().map_err(|error| CommandError::of(t, error))?,
    };
    let show = Show::of(matches);
    let outcome = block_on(t, async {
        let (reporter, progress) = Reporter::new();
        let shown = tokio::spawn(show.follow(progress));
        let outcome = probe(&settings, &data, None, &reporter).await;
        reporter.end(outcome.as_ref().err().copied());
        shown.await?;
        Ok(outcome)
    })?;
    show.end(t.cli_connection_passed(), outcome.map(drop))
}

fn move_to(t: &Text, config: Config, matches: &ArgMatches) -> Result<(), CommandError> {
    let file =
        matches.get_one::<PathBuf>("to").ok_or_else(|| CommandError(t.cli_wrong_arguments()))?;
    let (form, settings) = connection_in(t, file)?;
    let _lock = lock(t, &config)?;
    let show = Show::of(matches);
    let existing = if matches.get_flag("use-existing") { Existing::Use } else { Existing::Leave };
    let outcome = block_on(t, async {
        let state = open_installation(config).await?;
        let seen_version = StoredConnection::read(&state.config.data_directory)?.version;
        let wanted = Wanted { form, settings, seen_version, existing };
        let (reporter, progress) = Reporter::new();
        let shown = tokio::spawn(show.follow(progress));
        let outcome = Box::pin(relocate(state.own_database(), &wanted, &reporter)).await;
        reporter.end(outcome.err());
        shown.await?;
        if outcome.is_ok() {
            let event = Event::new(Action::SavedConnection, Actor::Command);
            let now = state.clock.now();
            state.database.write(async |tx| event.record(&*tx, now).await).await?;
        }
        Ok(outcome)
    })?;
    show.end(t.cli_connection_moved(), outcome)
}

fn reset(t: &Text, config: &Config) -> Result<(), CommandError> {
    // A running server would go on with the other one.
    let _lock = lock(t, config)?;
    let vault = config.vault();
    let gone_back =
        block_on(t, Box::pin(go_back(&config.connection, &vault, &config.data_directory)))?;
    let form = gone_back.ok_or_else(|| CommandError(t.cli_connection_no_fallback()))?;
    let place =
        format!("{} {}", form.get(ConnectionField::Engine), form.get(ConnectionField::Server));
    console::say(t.cli_connection_was_reset(place.trim()));
    Ok(())
}

/// Held to the end: no server runs or begins meanwhile.
fn lock(t: &Text, config: &Config) -> Result<Arc<File>, CommandError> {
    match data_directory::lock(&config.data_directory) {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(CommandError(t.cli_connection_running())),
        Err(error) => Err(CommandError::file(t, &config.data_directory, error)),
    }
}

/// The connection of another configuration file.
pub(crate) fn connection_in(
    t: &Text,
    file: &Path,
) -> Result<(ConnectionForm, ConnectionSettings), CommandError> {
    let text = std::fs::read_to_string(file).map_err(|error| CommandError::file(t, file, error))?;
    let config = Config::parse(Some((file, &text)), std::iter::empty())
        .map_err(|error| CommandError(t.cli_config_problem(error.to_string())))?;
    let settings = config.connection.settings(&StoredConnection::default(), &config.vault());
    Ok((config.connection.form, settings.map_err(|error| CommandError::of(t, error))?))
}

/// How steps are printed.
#[derive(Clone, Copy)]
enum Show {
    Lines,
    Json,
}

impl Show {
    fn of(matches: &ArgMatches) -> Self {
        if matches.get_flag("json") { Self::Json } else { Self::Lines }
    }

    /// Prints each step when it is over.
    async fn follow(self, progress: watch::Receiver<MoveProgress>) {
        steps::follow(progress, |it| (&it.steps, it.is_over), |step| self.show(step)).await;
    }

    fn show(self, step: &MoveStep) {
        let t = language().text();
        if let Self::Json = self {
            return console::say(serde_json::to_string(step).unwrap_or_default());
        }
        let outcome = match &step.outcome {
            Ok(finding) => Ok(finding_text(language(), finding).0),
            Err(problem) => Err(words::problem(t, *problem)),
        };
        steps::line(&stage_name(t, step.stage), outcome, step.millis);
    }

    fn end(self, done: String, outcome: Result<(), MoveProblem>) -> Result<(), CommandError> {
        match outcome {
            Ok(()) => {
                if let Self::Lines = self {
                    console::say(done);
                }
                Ok(())
            }
            Err(problem) => {
                let t = language().text();
                let (problem, advice) = (words::problem(t, problem), words::advice(t, problem));
                Err(CommandError(format!("{problem} {advice}")))
            }
        }
    }
}
