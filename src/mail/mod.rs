//! Mail: what is promised ([`outbox`]) and how it is kept ([`worker`]).
//!
//! 1. A service puts a row into the outbox, in the transaction of what it is about. No secret in it.
//! 2. The worker takes the row for the time of a lease, mints the link and writes the message
//!    ([`messages`]) in the recipient's language.
//! 3. It goes over a connection ([`transport`]) to the server of the [`settings`]; while none is
//!    configured, its link goes to the console ([`outlet`] knows which).
//! 4. What went wrong has a name ([`report`], [`diagnosis`]): the row waits, longer each time, or
//!    ends as failed where an administrator sees it.

pub(crate) mod advice;
pub(crate) mod compose;
pub(crate) mod configured;
mod diagnosis;
pub(crate) mod form;
pub(crate) mod mailer;
pub(crate) mod messages;
pub(crate) mod notice;
pub(crate) mod outbox;
pub(crate) mod reason;
pub(crate) mod report;
pub(crate) mod settings;
pub(crate) mod store;
pub(crate) mod transport;
pub(crate) mod unsubscribe;
pub(crate) mod values;
pub(crate) mod worker;
