//! Where finished messages go.

use crate::console;

/// The ways out.
#[derive(Debug, Clone)]
pub(crate) enum Transport {
    /// No mail server is configured: the operator passes the link on.
    Console,
    /// Collects the links for a test to open.
    #[cfg(test)]
    Mailbox(std::sync::Arc<std::sync::Mutex<Vec<(String, String)>>>),
}

impl Transport {
    pub(crate) fn send_link(&self, username: &str, link: &str) {
        match self {
            Self::Console => console::link_for(username, link),
            #[cfg(test)]
            Self::Mailbox(links) => {
                links.lock().unwrap().push((username.to_owned(), link.to_owned()));
            }
        }
    }
}
