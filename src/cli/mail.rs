//! `datasync mail test`

use clap::{Arg, ArgMatches, Command};
use tokio::sync::mpsc;

use super::{CommandError, block_on, open_installation};
use crate::{
    base::{
        console::{self, language},
        email_address::EmailAddress,
        failure::Error,
        random,
    },
    i18n::{self, Text},
    mail::{
        advice,
        mailer::Transport,
        messages::{self, Addressee},
        report::{MailStep, Observer},
        transport::TEST_LIMIT,
    },
    settings::mail::steps::{failure_texts, seen_text},
};

pub(super) fn command(t: &Text) -> Command {
    Command::new("mail").about(t.cli_mail()).subcommand_required(true).subcommand(
        Command::new("test").about(t.cli_mail_test()).arg(
            Arg::new("address")
                .value_name("ADDRESS")
                .required(true)
                .help(t.cli_mail_test_address()),
        ),
    )
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    let typed = matches
        .subcommand_matches("test")
        .and_then(|matches| matches.get_one::<String>("address"))
        .ok_or_else(|| CommandError(t.cli_wrong_arguments()))?;
    let address = EmailAddress::parse(typed)
        .map_err(|error| CommandError(i18n::field_error(language(), error)))?;
    let config = super::config(t, matches)?;
    let outcome = block_on(t, async {
        let state = open_installation(config).await?;
        let Transport::Server(server) = state.mailer.transport().await? else { return Ok(None) };
        let addressee = Addressee { name: String::new(), address: address.as_str() };
        let message = messages::test_message::write(language(), &state.url())
            .seal(&server.settings.sender, &addressee, &random::row_id(), state.clock.now())
            .ok_or_else(|| Error::from(std::io::Error::other("the sender cannot be used")))?;
        let (tell, mut told) = mpsc::unbounded_channel();
        let show = tokio::spawn(async move {
            while let Some(step) = told.recv().await {
                show(&step);
            }
        });
        let outcome = server.deliver_once(&message, &Observer::telling(tell, TEST_LIMIT)).await;
        show.await?;
        Ok(Some(outcome))
    })?;
    match outcome {
        None => Err(CommandError(t.cli_mail_no_server())),
        Some(Ok(())) => {
            console::say(t.cli_mail_accepted());
            Ok(())
        }
        Some(Err(failure)) => {
            let (problem, advice) = advice::on(t, failure.problem);
            Err(CommandError(format!("{problem} {advice}")))
        }
    }
}

/// `+ Name (DNS): 10.0.0.1  3 ms`, with `-` where it failed.
fn show(step: &MailStep) {
    let t = language().text();
    let (mark, seen) = match &step.outcome {
        Ok(seen) => ('+', seen_text(language(), seen).0),
        Err(failure) => ('-', failure_texts(language(), failure).join(" ")),
    };
    let stage = advice::stage(t, step.stage);
    let millis = t.milliseconds(language().number(step.millis));
    console::say(format_args!("{mark} {stage}: {seen}  {millis}"));
}
