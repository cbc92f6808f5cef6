//! The way to the mail server: a connection that reports its stages ([`connection`]), to the first
//! address that answers ([`reach`]), over a stream of ours ([`wire`], [`tls`]), signed in ([`sign_in`])
//! with a password or a token ([`oauth2`]).

mod connection;
mod helo;
mod lent;
mod oauth2;
mod reach;
mod sign_in;
mod tls;
mod wire;

use std::{net::IpAddr, time::Duration};

use lettre::{Message, transport::smtp::extension::ClientId};

pub(crate) use connection::Connection;

use super::{
    report::{MailProblem, MailStage, Observer, SendFailure},
    settings::MailSettings,
};
use crate::{
    base::{clock::Clock, secret::Secret},
    paths::ServerUrl,
};

/// For everything from the look-up to the server's last word.
pub(crate) const DELIVERY_LIMIT: Duration = Duration::from_mins(7);
/// The same for a test: whoever watches does not watch for longer.
pub(crate) const TEST_LIMIT: Duration = Duration::from_secs(90);

/// Everything needed to reach a mail server and sign in there.
pub(crate) struct MailServer {
    /// Of the settings that it was made from.
    pub(crate) version: i32,
    pub(crate) settings: MailSettings,
    pub(crate) secret: Option<Secret>,
    hello: ClientId,
    clock: Clock,
    tokens: oauth2::Tokens,
}

impl MailServer {
    pub(crate) fn new(
        version: i32,
        settings: MailSettings,
        secret: Option<Secret>,
        url: &ServerUrl,
        clock: Clock,
    ) -> Self {
        let hello = match (&settings.hello, url.host()) {
            (Some(name), _) => hello(&name.to_string()),
            (None, Some(host)) => hello(host.to_string().trim_matches(['[', ']'])),
            (None, None) => ClientId::default(),
        };
        Self { version, settings, secret, hello, clock, tokens: oauth2::Tokens::default() }
    }

    /// For a test: opens a connection, sends one message and closes it, telling every stage.
    pub(crate) async fn deliver_once(
        &self,
        message: &Message,
        observer: &Observer,
    ) -> Result<(), SendFailure> {
        let mut connection = Box::pin(Connection::open(self, observer)).await?;
        connection.send(message, observer).await?;
        connection.close().await;
        Ok(())
    }
}

fn hello(host: &str) -> ClientId {
    match host.parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

/// No answer within the limit is a failure of the stage.
async fn in_time<T>(
    stage: MailStage,
    limit: Duration,
    work: impl Future<Output = Result<T, SendFailure>>,
) -> Result<T, SendFailure> {
    tokio::time::timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(SendFailure::new(stage, MailProblem::AnswerTimedOut)))
}
