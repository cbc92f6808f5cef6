//! One connection to a mail server, opened stage by stage. The dialogue is lettre's; the stream
//! under it is ours, for two reasons: a person wants to know which stage failed and what the server
//! said, and nothing that was read before STARTTLS may count after it.

use std::{io, net::SocketAddr, time::Duration};

use engine::sanitize::sanitized;
use lettre::{
    Message,
    transport::smtp::{
        client::{AsyncSmtpConnection, AsyncTokioStream},
        commands::{Data, Mail, Quit, Rcpt, Starttls},
        extension::{Extension, MailParameter},
    },
};
use tokio::net::TcpStream;

use super::{
    MailServer, in_time,
    lent::Lent,
    reach::{connect, look_up},
    tls,
    wire::{Answer, Wire},
};
use crate::mail::{
    diagnosis::{Asked, refused},
    report::{MailFinding, MailProblem, MailStage, Observer, SendFailure},
    settings::{Encryption, SignIn},
};

/// For the answer after the message: servers look for viruses in it first. RFC 5321 §4.5.3.2.6 wants
/// ten minutes; whoever gives up earlier sends twice.
const ACCEPT_LIMIT: Duration = Duration::from_mins(5);
/// Silence that long may be that of a server that waits for TLS, and of one that holds its greeting
/// back against senders that do not wait for it: both are tried.
const SILENCE_LIMIT: Duration = Duration::from_secs(10);
/// For finding out whether a silent server waits for TLS.
const PROBE_LIMIT: Duration = Duration::from_secs(4);

pub(crate) struct Connection {
    pub(super) smtp: AsyncSmtpConnection,
    pub(super) answer: Answer,
}

/// What a connection in clear has shown.
struct Greeted {
    connection: Connection,
    stream: Lent,
}

impl Connection {
    /// Connects and signs in, up to the point where messages can be handed over.
    pub(crate) async fn open(
        server: &MailServer,
        observer: &Observer,
    ) -> Result<Self, SendFailure> {
        let limit = observer.answer_limit();
        let addresses = observer.stage(MailStage::Dns, look_up(server)).await?;
        let (stream, peer) = observer.stage(MailStage::Tcp, connect(&addresses)).await?;
        let mut connection = match server.settings.encryption {
            Encryption::Implicit => {
                let begun = tls::begin(stream, &server.settings.server, true);
                let begun = observer.stage(MailStage::Tls, in_time(MailStage::Tls, limit, begun));
                let (wire, answer) = Wire::new(begun.await?, peer);
                let wire = wire.with_helo(&server.settings);
                let greeted = Self::greet(server, Box::new(wire), answer, limit);
                observer.stage(MailStage::Ehlo, with_mechanisms(greeted)).await?
            }
            Encryption::Required | Encryption::IfOffered => {
                let lent = Lent::new(stream);
                let greeted = greet_in_clear(server, lent, peer, limit);
                let greeted = observer.prelude(MailStage::Ehlo, greeted).await?;
                if greeted.connection.offers(Extension::StartTls) {
                    let encrypted = start_tls(server, greeted, limit);
                    let stream = observer.stage(MailStage::Tls, encrypted).await?;
                    let (wire, answer) = Wire::after_starttls(stream, peer);
                    let greeted = Self::greet(server, Box::new(wire), answer, limit);
                    observer.stage(MailStage::Ehlo, with_mechanisms(greeted)).await?
                } else {
                    observer.stage(MailStage::Tls, async { stay_in_clear(server) }).await?;
                    let greeted = async { Ok(greeted.connection) };
                    observer.stage(MailStage::Ehlo, with_mechanisms(greeted)).await?
                }
            }
        };
        connection.sign_in(server, observer).await?;
        Ok(connection)
    }

    /// Hands one message over. After a failure the connection is of no more use.
    pub(crate) async fn send(
        &mut self,
        message: &Message,
        observer: &Observer,
    ) -> Result<(), SendFailure> {
        let limit = observer.answer_limit();
        observer.stage(MailStage::Envelope, self.address(message, limit)).await?;
        observer.stage(MailStage::Accepted, self.hand_over(message)).await
    }

    /// Says goodbye; a server that has gone already does not mind.
    pub(crate) async fn close(mut self) {
        self.answer.expect_goodbye();
        let _ = tokio::time::timeout(PROBE_LIMIT, self.smtp.command(Quit)).await;
    }

    async fn greet(
        server: &MailServer,
        stream: Box<dyn AsyncTokioStream>,
        answer: Answer,
        limit: Duration,
    ) -> Result<Self, SendFailure> {
        let greeted = AsyncSmtpConnection::connect_with_transport(stream, &server.hello);
        let said = answer.clone();
        in_time(MailStage::Ehlo, limit, async move {
            let asked = || if said.is_to_hello() { Asked::Hello } else { Asked::Greeting };
            let smtp = greeted.await.map_err(|error| failed(asked(), &error, &said))?;
            Ok(Self { smtp, answer })
        })
        .await
    }

    fn offers(&self, extension: Extension) -> bool {
        self.smtp.server_info().supports_feature(extension)
    }

    async fn address(
        &mut self,
        message: &Message,
        limit: Duration,
    ) -> Result<((), MailFinding), SendFailure> {
        let envelope = message.envelope();
        let mut parameters = Vec::new();
        let is_ascii = |address: &lettre::Address| AsRef::<str>::as_ref(address).is_ascii();
        if !envelope.to().iter().chain(envelope.from()).all(is_ascii) {
            if !self.offers(Extension::SmtpUtfEight) {
                return Err(SendFailure::new(MailStage::Envelope, MailProblem::Smtputf8Missing));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let answer = self.answer.clone();
        in_time(MailStage::Envelope, limit, async {
            let sender = Mail::new(envelope.from().cloned(), parameters);
            let answered = self.smtp.command(sender).await;
            answered.map_err(|error| failed(Asked::Sender, &error, &answer))?;
            for recipient in envelope.to() {
                let answered = self.smtp.command(Rcpt::new(recipient.clone(), Vec::new())).await;
                answered.map_err(|error| failed(Asked::Recipient, &error, &answer))?;
            }
            Ok(())
        })
        .await?;
        let show = |address: &lettre::Address| address.to_string();
        let from = envelope.from().map(show).unwrap_or_default();
        let to = envelope.to().iter().map(show).collect::<Vec<_>>().join(", ");
        Ok(((), MailFinding::Envelope { from, to }))
    }

    async fn hand_over(&mut self, message: &Message) -> Result<((), MailFinding), SendFailure> {
        let answer = self.answer.clone();
        in_time(MailStage::Accepted, ACCEPT_LIMIT, async {
            let failed = |error: &_| failed(Asked::Message, error, &answer);
            self.smtp.command(Data).await.map_err(|error| failed(&error))?;
            self.smtp.message(&message.formatted()).await.map_err(|error| failed(&error))?;
            Ok(((), MailFinding::Accepted { answer: sanitized(&answer.text()) }))
        })
        .await
    }
}

async fn greet_in_clear(
    server: &MailServer,
    stream: Lent,
    peer: SocketAddr,
    limit: Duration,
) -> Result<Greeted, SendFailure> {
    let (wire, answer) = Wire::new(stream.clone(), peer);
    let wire = wire.with_helo(&server.settings);
    let is_waiting_for_tls = async {
        tokio::time::sleep(SILENCE_LIMIT).await;
        if !answer.text().is_empty() || !speaks_tls(server, peer).await {
            std::future::pending::<()>().await;
        }
    };
    let greeted = tokio::select! {
        greeted = Connection::greet(server, Box::new(wire), answer.clone(), limit) => greeted,
        () = is_waiting_for_tls => {
            return Err(SendFailure::new(MailStage::Ehlo, MailProblem::TlsExpectedAtOnce));
        }
    };
    match greeted {
        Ok(connection) => Ok(Greeted { connection, stream }),
        // Hanging up without a word is another way of waiting for TLS.
        Err(failure) if answer.text().is_empty() && speaks_tls(server, peer).await => {
            Err(SendFailure { problem: MailProblem::TlsExpectedAtOnce, ..failure })
        }
        Err(failure) => Err(failure),
    }
}

async fn speaks_tls(server: &MailServer, peer: SocketAddr) -> bool {
    let hello = async {
        let stream = TcpStream::connect(peer).await.ok()?;
        tls::begin(stream, &server.settings.server, false).await.ok()
    };
    tokio::time::timeout(PROBE_LIMIT, hello).await.is_ok_and(|begun| begun.is_some())
}

async fn start_tls(
    server: &MailServer,
    greeted: Greeted,
    limit: Duration,
) -> Result<(tokio_rustls::client::TlsStream<TcpStream>, MailFinding), SendFailure> {
    let Greeted { mut connection, stream } = greeted;
    let answer = connection.answer.clone();
    in_time(MailStage::Tls, limit, async {
        let answered = connection.smtp.command(Starttls).await;
        answered.map_err(|error| failed(Asked::Starttls, &error, &answer))?;
        if answer.goes_on_after_reply() {
            return Err(SendFailure::new(MailStage::Tls, MailProblem::StarttlsTampered));
        }
        // With its buffer goes everything that was read in clear.
        drop(connection);
        let stream = stream
            .take_back()
            .ok_or_else(|| SendFailure::new(MailStage::Tls, MailProblem::ConnectionClosed))?;
        let verify = server.settings.encryption == Encryption::Required;
        tls::begin(stream, &server.settings.server, verify).await.map_err(|failure| {
            match failure.problem {
                MailProblem::TlsExpectedLater => {
                    SendFailure { problem: MailProblem::StarttlsTampered, ..failure }
                }
                _ => failure,
            }
        })
    })
    .await
}

fn stay_in_clear(server: &MailServer) -> Result<((), MailFinding), SendFailure> {
    let fail = |problem| Err(SendFailure::new(MailStage::Tls, problem));
    match (server.settings.encryption, &server.settings.sign_in) {
        (Encryption::IfOffered, sign_in) => {
            Ok(((), MailFinding::InClear { secret_follows: *sign_in != SignIn::None }))
        }
        (_, SignIn::Token(_)) => fail(MailProblem::TokenNeedsTls),
        _ => fail(MailProblem::StarttlsMissing),
    }
}

async fn with_mechanisms(
    greeted: impl Future<Output = Result<Connection, SendFailure>>,
) -> Result<(Connection, MailFinding), SendFailure> {
    let connection = greeted.await?;
    let mechanisms = connection.mechanisms();
    Ok((connection, MailFinding::Mechanisms(mechanisms)))
}

/// What an error of the dialogue means.
pub(super) fn failed(
    asked: Asked,
    error: &lettre::transport::smtp::Error,
    answer: &Answer,
) -> SendFailure {
    let text = answer.text();
    let code = error.status().and_then(|code| code.to_string().parse().ok());
    if let Some(code) = code {
        return refused(asked, code, &text);
    }
    let problem = match io_error(error).map(io::Error::kind) {
        Some(io::ErrorKind::FileTooLarge) => MailProblem::AnswerTooLarge,
        Some(io::ErrorKind::InvalidData) | None
            if matches!(asked, Asked::Greeting | Asked::Hello) && !text.is_empty() =>
        {
            MailProblem::NotAMailServer
        }
        Some(io::ErrorKind::InvalidData) => MailProblem::Unexpected,
        Some(_) => MailProblem::ConnectionClosed,
        // lettre's word for the end of the stream in the middle of an answer.
        None if text.is_empty() || error.to_string().contains("incomplete") => {
            MailProblem::ConnectionClosed
        }
        None => MailProblem::Unexpected,
    };
    let answer = (!text.is_empty()).then(|| sanitized(&text));
    SendFailure { problem, answer, ..refused(asked, 0, "") }
}

fn io_error(error: &lettre::transport::smtp::Error) -> Option<&io::Error> {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return Some(error);
        }
        source = inner.source();
    }
    None
}
