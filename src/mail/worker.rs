//! Keeps the promises of the outbox, over a few connections at once.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet};

use super::{
    compose::{self, FoundRecipient},
    mailer::{Mailer, Transport},
    messages,
    outbox::{self, Hurry},
    report::{MailProblem, MailStage, Observer, Persistence, SendFailure},
    transport::{Connection, DELIVERY_LIMIT, MailServer},
};
use crate::{
    base::failure::{Error, Failure},
    database::{
        entities::{
            account,
            outbox::{self as row, Message, State},
        },
        queue,
    },
    security::one_time_token,
};

/// Connections to the mail server at once; every provider allows so many.
pub(crate) const LANES: usize = 4;
/// Between two looks at an outbox in which something should be due and cannot be taken.
const SHORTEST_NAP: Duration = Duration::from_millis(200);
/// While the way to the mail server is closed, it is tried no more often by itself.
const SHORTEST_NAP_IN_TROUBLE: Duration = Duration::from_secs(15);

/// How a round through the outbox ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// Nothing is due any more.
    Done,
    /// The way to the mail server is closed; messages may still be due.
    Blocked,
}

/// Works until `stop` is dropped, and finishes what it is sending then.
pub(crate) async fn run(mailer: Mailer, mut stop: watch::Receiver<()>) {
    let mut signal = mailer.signal.listen();
    let mut last = Round::Done;
    while !is_stopping(&stop) {
        // A closed way is tried by one.
        let lanes = if last == Round::Blocked { 1 } else { LANES };
        last = deliver_due(&mailer, lanes, &stop).await.unwrap_or_else(|error| {
            // Logged by the conversion; the messages stay and are taken again after their lease.
            let _ = Failure::from(error);
            Round::Blocked
        });
        tokio::select! {
            () = signal.notified() => {}
            () = tokio::time::sleep(nap(&mailer, last).await) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn nap(mailer: &Mailer, last: Round) -> Duration {
    let shortest = match last {
        Round::Done => SHORTEST_NAP,
        Round::Blocked => SHORTEST_NAP_IN_TROUBLE,
    };
    queue::nap::<row::Entity>(&mailer.database.read(), mailer.clock.now(), shortest).await
}

fn is_stopping(stop: &watch::Receiver<()>) -> bool {
    stop.has_changed().is_err()
}

/// Delivers what is due, over `lanes` connections.
pub(crate) async fn deliver_due(
    mailer: &Mailer,
    lanes: usize,
    stop: &watch::Receiver<()>,
) -> Result<Round, Error> {
    let mut working = JoinSet::new();
    for lane in 0..lanes {
        working.spawn(Lane::new(mailer.clone(), lane).work(stop.clone()));
    }
    let mut round = Ok(Round::Done);
    while let Some(ended) = working.join_next().await {
        // One lane that broke off does not take the others with it.
        match ended.unwrap_or_else(|error| Err(error.into())) {
            Ok(Round::Done) => {}
            ended => round = ended,
        }
    }
    round
}

/// One connection and the messages that go over it.
struct Lane {
    mailer: Mailer,
    number: usize,
    connection: Option<(Arc<MailServer>, Connection)>,
}

impl Lane {
    fn new(mailer: Mailer, number: usize) -> Self {
        Self { mailer, number, connection: None }
    }

    async fn work(mut self, stop: watch::Receiver<()>) -> Result<Round, Error> {
        let mut round = Round::Done;
        while round == Round::Done && !is_stopping(&stop) {
            let now = self.mailer.clock.now();
            let due =
                queue::take_due::<row::Entity>(&self.mailer.database, now, self.number).await?;
            let Some(row) = due else { break };
            round = self.deliver(&row).await?;
        }
        if let Some((_, connection)) = self.connection {
            connection.close().await;
        }
        Ok(round)
    }

    async fn deliver(&mut self, row: &row::Model) -> Result<Round, Error> {
        let transport = self.mailer.transport().await?;
        let Some(recipient) = compose::find_recipient(&self.mailer, row).await? else {
            if row.message == Message::PasswordForgotten {
                let (database, now) = (&self.mailer.database, self.mailer.clock.now());
                database.write(async |tx| one_time_token::mint_for_nobody(&*tx, now).await).await?;
            }
            return self.finish(row, State::Dropped, None).await;
        };
        let Transport::Server(server) = transport else {
            return self.pass_on(row, &recipient.account, &transport).await;
        };
        let address = row.address.as_deref().filter(|_| messages::goes_elsewhere(row.message));
        let address = address.unwrap_or(&recipient.account.email).to_owned();
        // Within the lease, whatever it consists of.
        let sending = self.send(&server, row, &recipient, &address);
        let sent = if let Ok(sent) = tokio::time::timeout(DELIVERY_LIMIT, sending).await {
            sent?
        } else {
            self.connection = None;
            Err(SendFailure::new(MailStage::Accepted, MailProblem::AnswerTimedOut))
        };
        match sent {
            Ok(State::Dropped) => self.finish(row, State::Dropped, None).await,
            Ok(mailer) => {
                let round = self.finish(row, mailer, Some(&address)).await?;
                if self.mailer.note_open() {
                    // The first to get through again: the others need not wait for their turn.
                    let now = self.mailer.clock.now();
                    let hurry = self
                        .mailer
                        .database
                        .write(async |tx| outbox::hurry(&*tx, Hurry::Blocked, now).await);
                    hurry.await?;
                }
                Ok(round)
            }
            Err(failure) => self.note_failure(&server, row, &address, &failure).await,
        }
    }

    /// Opens the way first and makes the link then: as long as nothing can be sent, an older link
    /// stays good.
    async fn send(
        &mut self,
        server: &Arc<MailServer>,
        row: &row::Model,
        recipient: &FoundRecipient,
        address: &str,
    ) -> Result<Result<State, SendFailure>, Error> {
        let is_reused = match self.connection.take() {
            Some((of, connection)) if Arc::ptr_eq(&of, server) => {
                self.connection = Some((of, connection));
                true
            }
            _ => match self.open(server).await {
                Ok(()) => false,
                Err(failure) => return Ok(Err(failure)),
            },
        };
        let Some(letter) = messages::write(&self.mailer, row, recipient).await? else {
            return Ok(Ok(State::Dropped));
        };
        let sender = &server.settings.sender;
        // Another link, another message: who sorts out copies must not sort out the good one.
        let message_id = format!("{}.{}", row.id, row.tries);
        let to = messages::Addressee { name: recipient.account.full_name(), address };
        let Some(message) = letter.seal(sender, &to, &message_id, self.mailer.clock.now()) else {
            let failure = SendFailure::new(MailStage::Envelope, MailProblem::RecipientRefused);
            return Ok(Err(failure));
        };
        let mut sent = self.hand_over(&message).await;
        // A server may have hung up meanwhile; then it has not got anything yet.
        let is_hung_up = |failure: &SendFailure| {
            failure.stage == MailStage::Envelope
                && matches!(
                    failure.problem,
                    MailProblem::ConnectionClosed | MailProblem::ServerBusy
                )
        };
        if is_reused && sent.as_ref().is_err_and(is_hung_up) {
            sent = match self.open(server).await {
                Ok(()) => self.hand_over(&message).await,
                Err(failure) => Err(failure),
            };
        }
        if sent.is_err() {
            self.connection = None;
        }
        Ok(sent.map(|()| State::Sent))
    }

    async fn open(&mut self, server: &Arc<MailServer>) -> Result<(), SendFailure> {
        let observer = Observer::default();
        let connection = Box::pin(Connection::open(server, &observer)).await?;
        self.connection = Some((Arc::clone(server), connection));
        Ok(())
    }

    async fn hand_over(&mut self, message: &lettre::Message) -> Result<(), SendFailure> {
        let Some((_, connection)) = &mut self.connection else {
            return Err(SendFailure::new(MailStage::Tcp, MailProblem::ConnectionClosed));
        };
        connection.send(message, &Observer::default()).await
    }

    /// Without a mail server, links go to whoever runs this one; what has no link is not needed.
    async fn pass_on(
        &self,
        row: &row::Model,
        account: &account::Model,
        transport: &Transport,
    ) -> Result<Round, Error> {
        let link = messages::link(&self.mailer, row, account).await?;
        let Some(link) = link else { return self.finish(row, State::Dropped, None).await };
        transport.pass_on(&account.username, &link);
        self.finish(row, State::Sent, None).await
    }

    /// Marked last: killed in between, the message goes out again, with a newer link.
    async fn finish(
        &self,
        row: &row::Model,
        state: State,
        address: Option<&str>,
    ) -> Result<Round, Error> {
        let now = self.mailer.clock.now();
        outbox::finish(&self.mailer.database, row, state, address, None, now).await?;
        Ok(Round::Done)
    }

    async fn note_failure(
        &self,
        server: &Arc<MailServer>,
        row: &row::Model,
        address: &str,
        failure: &SendFailure,
    ) -> Result<Round, Error> {
        let (database, now) = (&self.mailer.database, self.mailer.clock.now());
        tracing::warn!(
            mail = row.id, problem = ?failure.problem, stage = ?failure.stage,
            "a mail did not go out"
        );
        let persistence = failure.persistence();
        if persistence == Persistence::Permanent {
            let state = State::Failed;
            outbox::finish(database, row, state, Some(address), Some(failure), now).await?;
            return Ok(Round::Done);
        }
        // Somebody saved other settings while these were tried.
        let current = self.mailer.transport().await?;
        let is_same = |current: &MailServer| current.version == server.version;
        let at_once = !matches!(current, Transport::Server(current) if is_same(&current));
        outbox::postpone(database, row, Some(address), failure, now, at_once).await?;
        if persistence == Persistence::Temporary {
            return Ok(Round::Done);
        }
        self.mailer.note_closed();
        Ok(Round::Blocked)
    }
}
