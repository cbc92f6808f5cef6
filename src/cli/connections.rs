//! `datasync connections list | test`

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;
use tokio::sync::watch;

use super::{CommandError, block_on, open_installation, steps};
use crate::{
    base::{
        console::{self, language},
        failure::{Error, Refusal},
    },
    connections::{
        form::{ConnectionName, ShownPlace},
        place_test::{TestProgress, TestStep},
        service, store, words,
    },
    database::entities::connection,
    i18n::Text,
};

pub(super) fn command(t: &Text) -> Command {
    let json = |help| Arg::new("json").long("json").action(ArgAction::SetTrue).help(help);
    let name = Arg::new("name").value_name("NAME").required(true).help(t.cli_connections_name());
    Command::new("connections").about(t.cli_connections()).subcommand_required(true).subcommands([
        Command::new("list")
            .about(t.cli_connections_list())
            .arg(json(t.cli_connections_list_json())),
        Command::new("test")
            .about(t.cli_connections_test())
            .arg(name)
            .arg(json(t.cli_connection_json())),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let config = super::config(t, matches)?;
    match matches.subcommand() {
        Some(("list", matches)) => {
            let listed = block_on(t, async {
                store::list(&open_installation(config).await?.database.read()).await
            })?;
            list(t, &listed, matches.get_flag("json"))
        }
        Some(("test", matches)) => {
            let name = matches.get_one::<String>("name").map(String::as_str).unwrap_or_default();
            let is_json = matches.get_flag("json");
            let progress = block_on(t, async {
                let state = open_installation(config).await?;
                let key = ConnectionName::key_of(name);
                let row = store::find_named(&state.database.read(), &key).await?;
                let row = row.ok_or(Error::from(Refusal::NoSuchConnection))?;
                let (tell, progress) = watch::channel(TestProgress::default());
                let show = move |step: &TestStep| show(step, is_json);
                let follow = steps::follow(progress.clone(), |it| (&it.steps, it.is_over), show);
                let shown = tokio::spawn(follow);
                service::test_saved(&state, &row, &tell).await?;
                shown.await?;
                Ok(progress.borrow().clone())
            })?;
            end(t, &progress, is_json)
        }
        _ => Err(CommandError(t.cli_wrong_arguments())),
    }
}

/// One line for each: name, kind, place, and how its last test went.
fn list(t: &Text, listed: &[connection::Model], is_json: bool) -> Result<(), CommandError> {
    for row in listed {
        let form = row.form().map_err(|error| CommandError::of(t, error))?;
        let place = ShownPlace(&form).to_string();
        let (tested_at, outcome) = row.last_test().unzip();
        if is_json {
            let tested_at = tested_at.map(|at| at.to_string());
            console::say(json!({
                "name": row.name,
                "kind": row.kind.name(),
                "place": place,
                "audience": row.audience.name(),
                "tested_at": tested_at,
                "problem": outcome.and_then(Result::err),
            }));
        } else {
            let kind = words::kind(t, row.kind);
            let test = words::last_test(t, outcome);
            console::say(format_args!("{}  {kind}  {place}  {test}", row.name));
        }
    }
    Ok(())
}

fn show(step: &TestStep, is_json: bool) {
    let t = language().text();
    if is_json {
        return console::say(serde_json::to_string(step).unwrap_or_default());
    }
    let outcome = match &step.outcome {
        Ok(finding) => Ok(words::finding_text(language(), finding).0),
        Err(problem) => Err(words::problem_text(t, *problem).0),
    };
    steps::line(&words::stage_name(t, step.stage), outcome, step.millis);
}

fn end(t: &Text, progress: &TestProgress, is_json: bool) -> Result<(), CommandError> {
    if let Err(problem) = progress.outcome() {
        let (problem, advice) = words::problem_text(t, problem);
        return Err(CommandError(format!("{problem} {advice}")));
    }
    if !is_json {
        console::say(t.connection_test_passed());
    }
    Ok(())
}
