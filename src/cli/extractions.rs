//! `datasync extractions list | validate`, `datasync run`

use std::{fs::File, process::ExitCode, sync::Arc, time::Duration};

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};

use super::{
    CommandError, block_on,
    copy::{json as receipts, say_looked, say_receipt},
    open_installation,
};
use crate::{
    base::{
        console::{self, language},
        data_directory,
        failure::{Error, Failure, Refusal},
    },
    connections,
    database::entities::{
        audit, job,
        job_run::{self, Action, State},
    },
    extractions::{
        check,
        store::{self, NamedExtraction},
        work,
    },
    i18n::Text,
    jobs::{
        self,
        result::RunResult,
        runs, scheduler,
        work::{Executor, WorkRuntime},
    },
    mail::reason::Reason,
    security::audit::{Actor, Event},
    site::context::Context,
    web::config::Config,
};

/// How often a run is looked at.
const GLANCE: Duration = Duration::from_millis(500);
/// As whom the command asks for a run.
const ASKED_BY: &str = "datasync run";

fn json_flag(help: String) -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help(help)
}

fn name_argument(t: &Text) -> Arg {
    Arg::new("name").value_name("NAME").required(true).help(t.cli_extractions_name())
}

pub(super) fn command(t: &Text) -> Command {
    Command::new("extractions").about(t.cli_extractions()).subcommand_required(true).subcommands([
        Command::new("list")
            .about(t.cli_extractions_list())
            .arg(json_flag(t.cli_extractions_list_json())),
        Command::new("validate")
            .about(t.cli_extractions_validate())
            .arg(name_argument(t))
            .arg(json_flag(t.copy_option_json())),
    ])
}

pub(super) fn run_command(t: &Text) -> Command {
    let verify = Arg::new("verify").long("verify").action(ArgAction::SetTrue);
    Command::new("run")
        .about(t.cli_run())
        .arg(name_argument(t))
        .arg(verify.help(t.cli_run_verify()))
        .arg(json_flag(t.copy_option_json()))
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<ExitCode, CommandError> {
    let config = super::config(t, matches)?;
    match matches.subcommand() {
        Some(("list", matches)) => {
            block_on(t, list(config, matches.get_flag("json")))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("validate", matches)) => {
            block_on(t, validate(config, name(matches), matches.get_flag("json")))
        }
        _ => Err(CommandError(t.cli_wrong_arguments())),
    }
}

fn name(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("name").map(String::as_str).unwrap_or_default()
}

async fn found(context: &Context, name: &str) -> Result<NamedExtraction, Error> {
    let found = store::find_named(&context.database.read(), name).await?;
    found.ok_or_else(|| Refusal::NoSuchExtraction.into())
}

/// One line for each: name, from where to where, and how its last run ended.
async fn list(config: Config, is_json: bool) -> Result<(), Error> {
    let state = open_installation(config).await?;
    let (db, t) = (&state.database.read(), language().text());
    let mut last = runs::overview::latest_of_each(db, &job_run::State::OVER).await?;
    let places = connections::store::list(db).await?;
    let place = |id: &str| {
        places
            .iter()
            .find(|place| place.id == id)
            .map(|place| place.name.clone())
            .unwrap_or_default()
    };
    for NamedExtraction { job, extraction } in store::list(db).await? {
        let (from, to) = (place(&extraction.source_id), place(&extraction.destination_id));
        let last = last.remove(&job.id);
        if is_json {
            console::say(json!({
                "name": job.name,
                "source": from,
                "destination": to,
                "last_run": last.as_ref().map(|run| run.state.name()),
                "last_run_at": last.and_then(|run| run.ended_at).map(|at| at.to_string()),
            }));
        } else {
            let last = last.map_or_else(|| t.jobs_never(), |run| jobs::words::state(t, run.state));
            console::say(format_args!("{}  {from} → {to}  {last}", job.name));
        }
    }
    Ok(())
}

/// What a run would do. Nothing is written.
async fn validate(config: Config, name: &str, is_json: bool) -> Result<ExitCode, Error> {
    let state = open_installation(config).await?;
    let named = found(&state, name).await?;
    let copy = check::copy_of(&state, &state.database.read(), &named).await?;
    Ok(say_looked(copy.look().await, is_json))
}

/// Puts a run into the queue and follows it to its end; works at it itself where no server does.
pub(super) fn follow(t: &Text, matches: &ArgMatches) -> Result<ExitCode, CommandError> {
    let config = super::config(t, matches)?;
    let action = matches.get_flag("verify").then_some(Action::Verify);
    let is_json = matches.get_flag("json");
    block_on(t, async {
        let state = open_installation(config).await?;
        let job = found(&state, name(matches)).await?.job;
        let id = queue(&state, &job, action).await?;
        let mut hands = None;
        let run = loop {
            if hands.is_none()
                && let Some(lock) = data_directory::lock(&state.data_directory)?
            {
                hands = Some(Hands::new(lock)?);
            }
            if let Some(hands) = &mut hands {
                hands.work_at(&state, &id).await;
            }
            tokio::select! {
                () = tokio::time::sleep(GLANCE) => {}
                Ok(()) = tokio::signal::ctrl_c() => {
                    let is_served = hands.is_none();
                    if is_served && !is_queued(&state, &id).await {
                        console::complain(language().text().cli_run_goes_on());
                        return Ok(ExitCode::FAILURE);
                    }
                    // What is over by now is over.
                    let _ = cancel(&state, &job, &id).await;
                }
            }
            // While the database is away, nothing is known.
            if let Ok(run) = runs::find(&state.database.read(), &id).await {
                let run = run.ok_or(Refusal::NoSuchRun)?;
                if run.state.is_over() {
                    break run;
                }
            }
        };
        if let Some(hands) = hands {
            hands.rest().await;
        }
        end(&run, is_json)
    })
}

async fn is_queued(context: &Context, id: &str) -> bool {
    let run = runs::find(&context.database.read(), id).await.ok().flatten();
    run.is_some_and(|run| run.state == State::Queued)
}

async fn queue(
    context: &Context,
    job: &job::Model,
    action: Option<Action>,
) -> Result<String, Error> {
    let queued = context.database.write(async |tx| {
        let event = Event::new(audit::Action::RanJob, Actor::Command);
        let now = context.clock.now();
        match jobs::service::queue(&*tx, job, ASKED_BY, action, event, now).await {
            // One that nobody has begun to work at, such as that of a command which was killed.
            Err(Error::Refused(Refusal::AlreadyQueued)) => {
                let queued = runs::queued(&*tx).await?.into_iter();
                let mut same = queued.filter(|run| run.job_id == job.id && run.action == action);
                same.next().map(|run| run.id).ok_or_else(|| Refusal::AlreadyQueued.into())
            }
            queued => queued,
        }
    });
    queued.await
}

/// Whoever works at it stops when it next looks.
async fn cancel(context: &Context, job: &job::Model, run_id: &str) -> Result<(), Error> {
    let cancelled = context.database.write(async |tx| {
        let event = Event::new(audit::Action::CancelledRun, Actor::Command);
        let now = context.clock.now();
        jobs::service::cancel(&*tx, job, run_id, ASKED_BY, event, now).await.map(drop)
    });
    cancelled.await
}

/// What a command works with that works at a run itself: no server does on this machine.
struct Hands {
    runtime: WorkRuntime,
    /// Dropped, the run is stopped.
    stop: watch::Sender<()>,
    working: Option<JoinHandle<()>>,
    /// While it is held, no server starts here, which would end the run.
    _lock: Arc<File>,
}

impl Hands {
    fn new(lock: Arc<File>) -> Result<Self, Error> {
        let runtime = WorkRuntime::new()?;
        Ok(Self { runtime, stop: watch::channel(()).0, working: None, _lock: lock })
    }

    /// Takes the run as soon as it can be taken.
    async fn work_at(&mut self, context: &Context, run_id: &str) {
        if self.working.is_some() {
            return;
        }
        // Logged by the conversion; the next look tries again.
        let taken = scheduler::take(context, run_id).await.map_err(Failure::from);
        if let (Ok(Some(started)), Ok(runtime)) = (taken, self.runtime.handle()) {
            let executor = Executor::new(runtime, work::copy);
            let run = jobs::work::run(context.clone(), executor, started, self.stop.subscribe());
            self.working = Some(tokio::spawn(run));
        }
    }

    /// After the end of the run.
    async fn rest(self) {
        if let Some(working) = self.working {
            // A moment: its end is recorded.
            let _ = working.await;
        }
    }
}

/// The receipt, or why there is none.
fn end(run: &job_run::Model, is_json: bool) -> Result<ExitCode, Error> {
    let reason = run.reason()?;
    let result = run.result.as_deref().and_then(RunResult::parse);
    let Some(RunResult::Copy { receipt }) = result else {
        if is_json {
            console::say(match &reason {
                Some(Reason::NotCopied(fault)) => receipts::refused(fault),
                _ => json!({ "state": run.state.name(), "tables": [] }),
            });
        }
        console::complain(jobs::words::reason_of(language(), run).unwrap_or_default());
        return Ok(ExitCode::FAILURE);
    };
    Ok(say_receipt(&receipt, is_json))
}
