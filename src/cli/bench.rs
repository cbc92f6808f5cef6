//! `datasync bench`: what the product's own numbers are compared with, for `make bench`.

use std::time::Instant;

use clap::{Arg, ArgMatches, Command, value_parser};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, transport::smtp::PoolConfig};
use tokio::task::JoinSet;

use super::{Problem, block_on};
use crate::{
    console,
    i18n::{Language, Text},
    mail::{
        messages::{self, Addressee},
        values::Sender,
        worker::LANES,
    },
    paths::ServerUrl,
    security::{clock::Clock, password_hash, random},
    web::failure::Error,
};

const HASHES: u32 = 20;

pub(super) fn command() -> Command {
    let argument = |name: &'static str| Arg::new(name).required(true);
    Command::new("bench").hide(true).subcommand_required(true).subcommands([
        Command::new("hash"),
        Command::new("mail")
            .arg(argument("port").value_parser(value_parser!(u16)))
            .arg(argument("count").value_parser(value_parser!(usize))),
    ])
}

pub(super) fn run(t: &Text, matches: &ArgMatches) -> Result<(), Problem> {
    match matches.subcommand() {
        Some(("mail", matches)) => {
            let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
            let count = matches.get_one::<usize>("count").copied().unwrap_or_default();
            block_on(t, send_barely(port, count))
        }
        _ => hash(t),
    }
}

/// Prints the seconds that one hash takes on one core.
fn hash(t: &Text) -> Result<(), Problem> {
    let hash = || password_hash::hash_for_measurement().map_err(|error| Problem::of(t, error));
    hash()?;
    let began = Instant::now();
    for _ in 0..HASHES {
        hash()?;
    }
    console::say(began.elapsed().as_secs_f64() / f64::from(HASHES));
    Ok(())
}

/// Sends mails over as many pooled connections as the worker has, without an outbox.
async fn send_barely(port: u16, count: usize) -> Result<(), Error> {
    let pool = PoolConfig::new().max_size(u32::try_from(LANES)?);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .pool_config(pool)
        .build();
    let unusable = || Error::from(std::io::Error::other("an address of the bench is unusable"));
    let url = ServerUrl::parse("http://127.0.0.1").ok_or_else(unusable)?;
    let sender = Sender::parse("sync@engines.example").map_err(|_| unusable())?;
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        let (transport, url, sender) = (transport.clone(), url.clone(), sender.clone());
        lanes.spawn(async move {
            for _ in 0..count / LANES {
                let to = Addressee { name: "Ada".to_owned(), address: "bare@engines.example" };
                let message = messages::test::write(Language::English, &url)
                    .seal(&sender, &to, &random::row_id(), Clock::System.now())
                    .ok_or_else(unusable)?;
                transport.send(message).await?;
            }
            Ok::<_, Error>(())
        });
    }
    while let Some(ended) = lanes.join_next().await {
        ended??;
    }
    Ok(())
}
