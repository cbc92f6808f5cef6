//! How messages leave: over the mail server in force, or on the console while there is none.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Mutex;

use super::{configured::ConfiguredMail, settings::SignIn, store, transport::MailServer};
use crate::{
    base::{
        clock::Clock,
        console,
        failure::{Error, Failure},
        vault::Vault,
        wake_signal::WakeSignal,
    },
    configuration::server_settings::ServerSettingsInForce,
    database::Database,
};

#[derive(Clone)]
pub(crate) enum Transport {
    /// No mail server is configured: the operator passes links on.
    Console,
    Server(Arc<MailServer>),
    /// Collects the links for a test to open.
    #[cfg(test)]
    Mailbox(Mailbox),
}

impl Transport {
    /// Gives a link to whoever passes links on. Where a mail server is configured, nobody does.
    pub(crate) fn pass_on(&self, username: &str, link: &str) {
        match self {
            Self::Console => console::link_for(username, link),
            Self::Server(_) => {}
            #[cfg(test)]
            Self::Mailbox(mailbox) => {
                mailbox.lock().unwrap().push((username.to_owned(), link.to_owned()));
            }
        }
    }
}

/// Usernames and their links, in the order in which they were sent.
#[cfg(test)]
pub(crate) type Mailbox = Arc<std::sync::Mutex<Vec<(String, String)>>>;

/// What sending mails takes; clones share it, and with it the connection settings and tokens that
/// were found.
#[derive(Clone)]
pub(crate) struct Mailer {
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) vault: Vault,
    /// Links in mails lead to its Server URL.
    pub(crate) server: ServerSettingsInForce,
    /// The `Smtp` section of the configuration.
    pub(crate) configured: Option<Arc<ConfiguredMail>>,
    /// Notified when a mail was put into the outbox, or a post to the webhook was promised.
    pub(crate) signal: WakeSignal,
    found: Arc<Mutex<Option<Arc<MailServer>>>>,
    /// The last message got through. At the start nobody knows.
    is_open: Arc<AtomicBool>,
    /// Takes everything while no mail server is configured.
    #[cfg(test)]
    pub(crate) mailbox: Arc<std::sync::OnceLock<Mailbox>>,
}

impl Mailer {
    pub(crate) fn new(
        database: Database,
        clock: Clock,
        vault: Vault,
        server: ServerSettingsInForce,
        configured: Option<ConfiguredMail>,
    ) -> Self {
        Self {
            database,
            clock,
            vault,
            server,
            configured: configured.map(Arc::new),
            signal: WakeSignal::default(),
            found: Arc::default(),
            is_open: Arc::default(),
            #[cfg(test)]
            mailbox: Arc::default(),
        }
    }

    /// Looks at the settings each time, so that what was saved a moment ago, here or by another
    /// instance, counts for the next message.
    pub(crate) async fn transport(&self) -> Result<Transport, Error> {
        let kept = store::find(self, &self.database.read()).await?;
        let Some(settings) = kept.settings()? else {
            #[cfg(test)]
            if let Some(mailbox) = self.mailbox.get() {
                return Ok(Transport::Mailbox(Arc::clone(mailbox)));
            }
            return Ok(Transport::Console);
        };
        let mut found = self.found.lock().await;
        if let Some(server) = found.as_ref().filter(|server| server.version == kept.version) {
            return Ok(Transport::Server(Arc::clone(server)));
        }
        let secret = kept.secret_for(self, &settings).unwrap_or_else(|error| {
            // Logged by the conversion; each message says that its secret is not available.
            let _ = Failure::from(error);
            None
        });
        let is_complete = secret.is_some() || settings.sign_in == SignIn::None;
        let (url, clock) = (&self.server.url(), self.clock.clone());
        let server = Arc::new(MailServer::new(kept.version, settings, secret, url, clock));
        // A key that was put back is found without a restart.
        *found = is_complete.then(|| Arc::clone(&server));
        Ok(Transport::Server(server))
    }

    /// The settings are those of another database now, whatever their version says.
    pub(crate) async fn forget_transport(&self) {
        *self.found.lock().await = None;
    }

    /// A message got through; the answer is whether that is news.
    pub(crate) fn note_open(&self) -> bool {
        !self.is_open.swap(true, Ordering::SeqCst)
    }

    /// The way to the server is closed.
    pub(crate) fn note_closed(&self) {
        self.is_open.store(false, Ordering::SeqCst);
    }
}
