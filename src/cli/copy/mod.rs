//! `datasync copy`: the engine by itself, without an installation or a license.
//!
//! - [`report`]: what would be copied, what is under way, and what has become of it
//! - [`json`]: the same for scripts

pub(super) mod json;
mod report;

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use engine::{
    copy::{Action, Copy, CopyProblem, CopyRequest, Looked, LookedAt, TableOutcome},
    fault::Fault,
    load::Limits,
    place_url::CopyPlace,
    receipt::{Overall, Receipt},
    register::Owner,
    secret::Secret,
};
use tokio::sync::watch;

use super::{CommandError, block_on};
use crate::{
    base::{
        console::{self, language},
        failure::Error,
        random,
    },
    i18n::Text,
    ui::copy_words as words,
};

/// How often somebody who watches hears of the progress.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// How often it is written where no terminal shows it.
const LINE_EVERY: u32 = 10;

pub(super) fn command(t: &Text) -> Command {
    let option = |name: &'static str, value: &'static str, help: String| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let file = |name, help| option(name, "FILE", help).value_parser(value_parser!(PathBuf));
    let flag = |name: &'static str, help: String| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("copy").about(t.copy_about()).args([
        option("from", "URL", t.copy_option_from()).required(true),
        option("to", "URL", t.copy_option_to()).required(true),
        file("from-password-file", t.copy_option_from_password()),
        file("to-password-file", t.copy_option_to_password()),
        option("table", "TABLE", t.copy_option_table()).action(ArgAction::Append),
        option("exclude", "TABLE", t.copy_option_exclude()).action(ArgAction::Append),
        flag("dry-run", t.copy_option_dry_run()),
        flag("verify", t.copy_option_verify()).conflicts_with("dry-run"),
        option("accept-lossy", "TABLE.COLUMN", t.copy_option_accept_lossy())
            .action(ArgAction::Append),
        option("tables-at-once", "NUMBER", t.copy_option_tables_at_once())
            .value_parser(value_parser!(u8).range(1..=64))
            .default_value("2"),
        option("max-removed", "PERCENT", t.copy_option_max_removed())
            .value_parser(value_parser!(u8).range(0..=100))
            .default_value("50"),
        flag("json", t.copy_option_json()),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<ExitCode, CommandError> {
    let copy = requested(t, matches)?;
    let (is_json, is_dry) = (matches.get_flag("json"), matches.get_flag("dry-run"));
    let action = if matches.get_flag("verify") { Action::Verify } else { Action::Load };
    block_on(t, async {
        let looked = match copy.look().await {
            Ok(looked) if !is_dry => looked,
            looked => return Ok(say_looked(looked, is_json)),
        };
        let tables = Arc::clone(&looked.tables);
        let outcomes = watched(looked, action, is_json).await;
        Ok::<_, Error>(say_receipt(&Receipt::new(action, &tables, &outcomes), is_json))
    })
}

/// What a copy would do, or why it could not be found out. Success if nothing stands in the way.
pub(super) fn say_looked(looked: Result<Looked, CopyProblem>, is_json: bool) -> ExitCode {
    let tables = match looked {
        Ok(looked) => looked.tables,
        Err(problem) => {
            let fault = Fault::from(&problem);
            if is_json {
                console::say(json::refused(&fault));
            }
            console::complain(words::fault(language(), "", &fault));
            return ExitCode::FAILURE;
        }
    };
    if is_json {
        console::say(json::looked(&tables));
    } else {
        report::looked(language(), &tables);
    }
    if tables.iter().all(LookedAt::is_clear) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What has become of a copy. Success only if everything was green.
pub(super) fn say_receipt(receipt: &Receipt, is_json: bool) -> ExitCode {
    if is_json {
        console::say(json::done(receipt));
    } else {
        report::done(language(), receipt);
    }
    match receipt.overall {
        Overall::Green => ExitCode::SUCCESS,
        Overall::Yellow => ExitCode::from(3),
        Overall::Red => ExitCode::FAILURE,
    }
}

/// Runs it, says how far it is, and stops it when somebody interrupts.
async fn watched(looked: Looked, action: Action, is_quiet: bool) -> Vec<Option<TableOutcome>> {
    let (stopping, stop) = watch::channel(false);
    let mut progress = report::Watch::new(language(), &looked.tables, is_quiet);
    let run = looked.run(action, stop);
    // One for all rounds: a signal between two of them is heard, too.
    let interrupted = interrupted();
    tokio::pin!(run, interrupted);
    let mut tick = tokio::time::interval(PROGRESS_EVERY);
    loop {
        tokio::select! {
            done = &mut run => {
                progress.end();
                return done;
            }
            _ = tick.tick() => progress.show(),
            () = &mut interrupted, if !*stopping.borrow() => {
                progress.end();
                console::complain(language().text().copy_stopping());
                stopping.send_replace(true);
            }
        }
    }
}

/// Ctrl-C, or the system's wish that we end.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = async { tokio::signal::ctrl_c().await.ok() };
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => (), _ = terminate.recv() => () }
        }
        Err(_) => {
            interrupt.await;
        }
    }
}

fn requested(t: &Text, matches: &ArgMatches) -> Result<Copy, CommandError> {
    let from = place(t, matches, "from")?;
    let to = place(t, matches, "to")?;
    let texts = |name: &str| -> Vec<String> {
        matches.get_many::<String>(name).into_iter().flatten().cloned().collect()
    };
    let at_once = matches.get_one::<u8>("tables-at-once").copied().unwrap_or(1);
    let max_removed_percent = matches.get_one::<u8>("max-removed").copied().unwrap_or(50);
    let owner = Owner {
        extraction: if from.is_of_this_machine() {
            format!("{from} on {}", machine())
        } else {
            from.to_string()
        },
        installation: String::new(),
        incarnation: String::new(),
    };
    let request = CopyRequest {
        owner,
        signed_by: signature(),
        source_schema: from.schema.clone(),
        destination_schema: to.schema.clone(),
        tables: texts("table"),
        exclude: texts("exclude"),
        accept_lossy: texts("accept-lossy").into_iter().collect::<BTreeSet<String>>(),
        seed: random::bytes(),
        tables_at_once: usize::from(at_once),
        limits: Limits { max_removed_percent, ..Limits::default() },
    };
    Ok(Copy { from: Arc::new(from), to: Arc::new(to), request })
}

/// The place of an option, with the password of whichever of its three ways.
#[expect(clippy::disallowed_methods, reason = "there is no configuration that could read it")]
fn place(t: &Text, matches: &ArgMatches, side: &str) -> Result<CopyPlace, CommandError> {
    let typed = matches.get_one::<String>(side).map(String::as_str).unwrap_or_default();
    let mut place = CopyPlace::parse(typed).map_err(|problem| {
        CommandError(t.copy_url_problem(format!("--{side}"), words::url_problem(t, &problem)))
    })?;
    let variable = side.to_ascii_uppercase();
    if place.has_password_in_url {
        console::complain(t.copy_password_in_url(&variable));
    }
    let password = match matches.get_one::<PathBuf>(&format!("{side}-password-file")) {
        Some(file) => {
            let read = std::fs::read_to_string(file);
            let read = read.map_err(|error| CommandError::file(t, file, error))?;
            Some(read.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => std::env::var(format!("DATASYNC_{variable}_PASSWORD")).ok(),
    };
    if let Some(password) = password {
        place.set_password(Secret::new(password));
    }
    Ok(place)
}

/// `ada@warehouse`
#[expect(clippy::disallowed_methods, reason = "there is no configuration that could read it")]
fn signature() -> String {
    let user = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let user = user.unwrap_or_else(|| rustix::process::getuid().as_raw().to_string());
    format!("{user}@{}", machine())
}

fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    name.trim().to_owned()
}
