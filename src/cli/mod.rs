//! The command line: one file a command. Each says what it did and exits with 1 when it refused,
//! with 2 when it was not understood.

mod account;
mod backup;
mod config;
pub(crate) mod connection;
mod connections;
mod copy;
mod doctor;
mod extractions;
mod key;
mod license;
pub(crate) mod log;
mod mail;
mod restore;
mod serve;
mod steps;

use std::{fmt::Display, io::IsTerminal, path::PathBuf, process::ExitCode};

use clap::{
    Arg, ArgAction, ArgMatches, Command,
    error::{ContextKind, ErrorKind},
    value_parser,
};
use engine::{reach::ReachProblem, sanitize::sanitized};
use tracing_subscriber::EnvFilter;

use crate::{
    backup::explain,
    base::{
        clock::Clock,
        console::{self, language},
        data_directory::InUse,
        failure::Error,
        vault::KeyProblem,
    },
    database::{
        HalfMoved,
        recover::FixedByEnvironment,
        report::MoveProblem,
        schema::{Contents, NewerSchema, OlderSchema},
        trouble::{self, NotUsable},
    },
    i18n::{self, Text},
    settings::own_database::words,
    web::{
        config::Config,
        state::{AppState, OpenedBy},
    },
};

/// What goes to the log unless `DATASYNC_LOG` says otherwise.
const DEFAULT_LOG: &str = "info,sea_orm_migration=warn,sqlx=warn,sqlx::postgres::notice=off";
/// Writes the addresses of requests, and with them the tokens of links, at whatever level.
const NEVER_LOGGED: &str = "tower_http::csrf::service=off";

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let t = language().text();
    start(t, command(t), dispatch)
}

/// Prepares the process and does what its arguments say.
pub(crate) fn start(
    t: &Text,
    command: Command,
    work: impl FnOnce(&Text, &ArgMatches) -> Result<ExitCode, CommandError>,
) -> ExitCode {
    let matches = match command.try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return not_understood(t, &error),
    };
    // Every TLS connection of the process uses this one implementation.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .fmt_fields(log::fields())
        // They would go to standard error as well, and panic where that is what has failed.
        .log_internal_errors(false)
        .with_env_filter(log_filter())
        .init();
    match work(t, &matches) {
        Ok(status) => status,
        Err(problem) => {
            console::complain(problem.0);
            ExitCode::FAILURE
        }
    }
}

fn log_filter() -> EnvFilter {
    let wanted =
        EnvFilter::try_from_env("DATASYNC_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_LOG));
    NEVER_LOGGED
        .parse()
        .map_or_else(|_| EnvFilter::new(DEFAULT_LOG), |never| wanted.add_directive(never))
}

/// What a command says when it refuses.
pub(crate) struct CommandError(pub(crate) String);

impl CommandError {
    /// A fault of the system or the database, in its own words.
    pub(crate) fn of(t: &Text, error: Error) -> Self {
        match error {
            Error::Fault(source) if source.is::<NewerSchema>() => Self(t.cli_newer_schema()),
            Error::Fault(source) if source.is::<OlderSchema>() => Self(t.cli_older_schema()),
            Error::Fault(source) if source.is::<HalfMoved>() => Self(t.cli_half_moved()),
            Error::Fault(source) if source.is::<InUse>() => Self(t.cli_in_use()),
            Error::Fault(source) if source.is::<FixedByEnvironment>() => {
                Self(format!("{} {}", t.connection_fixed(), t.connection_fixed_advice()))
            }
            Error::Fault(source) => Self(match source.downcast_ref::<KeyProblem>() {
                Some(KeyProblem::Missing(place)) => t.cli_key_missing(place),
                Some(KeyProblem::Wrong(place)) => t.cli_key_wrong(place),
                Some(KeyProblem::Unreadable(place, problem)) => {
                    t.cli_key_unreadable(place, problem)
                }
                None if source.is::<NoInstallation>() => t.cli_no_installation(source.to_string()),
                None => connection_trouble(&*source).map_or_else(
                    || {
                        let failed = || t.cli_failed(sanitized(&source.to_string()));
                        explain(t, &*source).unwrap_or_else(failed)
                    },
                    |trouble| {
                        let (problem, advice) =
                            (words::problem(t, trouble), words::advice(t, trouble));
                        t.cli_database_unreachable(problem, advice)
                    },
                ),
            }),
            Error::Form(errors) => {
                let lines = errors.iter().map(|(field, error)| {
                    format!("{}: {}", field.replace('_', "-"), i18n::field_error(language(), error))
                });
                Self(lines.collect::<Vec<_>>().join("\n"))
            }
            Error::Refused(refusal) => Self(i18n::refusal(language(), refusal)),
        }
    }

    fn file(t: &Text, path: &std::path::Path, problem: impl Display) -> Self {
        Self(t.cli_file_problem(path.display().to_string(), problem.to_string()))
    }
}

/// What stands in the way of the database, where there are words that say more than the driver's.
fn connection_trouble(source: &(dyn std::error::Error + 'static)) -> Option<MoveProblem> {
    if let Some(NotUsable(problem)) = source.downcast_ref() {
        return Some(*problem);
    }
    let problem = trouble::problem(source.downcast_ref()?);
    (problem != ReachProblem::Failed.into()).then_some(problem)
}

/// Commands look after what a server has made; they do not begin something new.
#[derive(Debug)]
struct NoInstallation(String);

impl Display for NoInstallation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoInstallation {}

/// The installation that `serve` would serve.
pub(crate) async fn open_installation(config: Config) -> Result<AppState, Error> {
    match config.look_at_database().await? {
        None => return Err(NoInstallation(config.data_directory.display().to_string()).into()),
        // A server of an older version may be at work there.
        Some((Contents::Ours(_), 1..)) => return Err(OlderSchema.into()),
        Some(_) => {}
    }
    let address = config.address;
    AppState::open(config, address, Clock::System, OpenedBy::Command).await
}

fn command(t: &Text) -> Command {
    let command = Command::new("datasync")
        .about(t.cli_about())
        .version(version())
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(t.cli_version()),
        )
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .global(true)
                .help(t.cli_config())
                .value_parser(value_parser!(PathBuf)),
        )
        .subcommand_required(true)
        .subcommands([
            serve::command(t),
            license::command(t),
            account::command(t),
            config::command(t),
            mail::command(t),
            key::command(t),
            connection::command(t),
            connections::command(t),
            extractions::command(t),
            extractions::run_command(t),
            copy::command(t),
            backup::command(t),
            restore::command(t),
            doctor::command(t),
        ]);
    localise(command, t)
}

/// Puts clap's own words, too, into the reader's language, down to the last subcommand.
fn localise(command: Command, t: &Text) -> Command {
    let has_commands = command.has_subcommands();
    let section = |heading: String, tag: &str| format!("\n\n{heading}\n{{{tag}}}");
    let commands =
        if has_commands { section(t.cli_commands(), "subcommands") } else { String::new() };
    let has_arguments = command.get_positionals().next().is_some();
    let arguments =
        if has_arguments { section(t.cli_arguments(), "positionals") } else { String::new() };
    let options = section(t.cli_options(), "options");
    command
        .help_template(format!(
            "{{about}}\n\n{} {{usage}}{commands}{arguments}{options}\n",
            t.cli_usage()
        ))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(Arg::new("help").long("help").short('h').action(ArgAction::Help).help(t.cli_help()))
        .mut_subcommands(|command| localise(command, t))
}

/// The status is another one than success only where a command says more with it than that it refused.
fn dispatch(t: &Text, matches: &ArgMatches) -> Result<ExitCode, CommandError> {
    let done = match matches.subcommand() {
        Some(("copy", matches)) => return copy::run(t, matches),
        Some(("extractions", matches)) => return extractions::run(t, matches),
        Some(("run", matches)) => return extractions::follow(t, matches),
        Some(("serve", matches)) => serve::run(t, matches),
        Some(("license", matches)) => license::run(t, matches),
        Some(("account", matches)) => account::run(t, matches),
        Some(("config", matches)) => config::run(t, matches),
        Some(("mail", matches)) => mail::run(t, matches),
        Some(("key", matches)) => key::run(t, matches),
        Some(("connection", matches)) => connection::run(t, matches),
        Some(("connections", matches)) => connections::run(t, matches),
        Some(("backup", matches)) => backup::run(t, matches),
        Some(("restore", matches)) => restore::run(t, matches),
        Some(("doctor", matches)) => doctor::run(t, matches),
        _ => Err(CommandError(t.cli_wrong_arguments())),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Help and version are answers; anything else is explained with what clap knows of the place.
fn not_understood(t: &Text, error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console::say(error.render().to_string().trim_end());
            ExitCode::SUCCESS
        }
        _ => {
            let place = [
                ContextKind::InvalidArg,
                ContextKind::InvalidSubcommand,
                ContextKind::InvalidValue,
            ]
            .into_iter()
            .find_map(|kind| error.get(kind))
            .map_or_else(|| "datasync".to_owned(), ToString::to_string);
            console::complain(t.cli_not_understood(place.trim()));
            ExitCode::from(2)
        }
    }
}

/// The configuration that `serve` would use.
fn config(t: &Text, matches: &ArgMatches) -> Result<Config, CommandError> {
    Config::load(matches.get_one::<PathBuf>("config").map(PathBuf::as_path))
        .map_err(|error| CommandError(t.cli_config_problem(error.to_string())))
}

/// Runs what waits for the database or the network.
pub(crate) fn block_on<T>(
    t: &Text,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, CommandError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::of(t, error.into()))?
        .block_on(work)
        .map_err(|error| CommandError::of(t, error))
}

/// `0.1.0 (build 41.9f3c2ab)`
fn version() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), " (build ", env!("DATASYNC_BUILD"), ")")
}
