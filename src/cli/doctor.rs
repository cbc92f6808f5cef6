//! `datasync doctor`

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{CommandError, block_on, config::administrator_problem};
use crate::{
    base::console::{self, language},
    doctor::{Check, CheckResult, Finding, examine},
    i18n::Text,
};

pub(super) fn command(t: &Text) -> Command {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help(t.cli_config_json());
    Command::new("doctor").about(t.cli_doctor()).arg(json)
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let mut findings = Vec::new();
    match super::config(t, matches) {
        Err(CommandError(text)) => findings.push(Finding::problem(Check::Configuration, text)),
        Ok(config) => {
            findings.push(match administrator_problem(t, &config) {
                Some(text) => Finding::problem(Check::Configuration, text),
                None => Finding::ok(Check::Configuration, t.cli_config_in_order()),
            });
            let words = |error| CommandError::of(t, error).0;
            let found = async { Ok(Box::pin(examine(config, language(), words)).await) };
            findings.extend(block_on(t, found)?);
        }
    }
    if matches.get_flag("json") {
        console::say(serde_json::to_string_pretty(&findings).unwrap_or_default());
    } else {
        for Finding { check, verdict, text } in &findings {
            let finding = t.doctor_finding(check.text(t), text);
            console::say(format_args!("{} {finding}", mark(*verdict)));
        }
    }
    let is_problem = |finding: &&Finding| finding.verdict == CheckResult::Problem;
    match findings.iter().filter(is_problem).count() {
        0 => Ok(()),
        count => Err(CommandError(t.cli_doctor_problems(count))),
    }
}

/// As the stages of a test, with one more for what works but should not stay like that.
const fn mark(verdict: CheckResult) -> char {
    match verdict {
        CheckResult::Ok => '+',
        CheckResult::Warning => '!',
        CheckResult::Problem => '-',
    }
}
