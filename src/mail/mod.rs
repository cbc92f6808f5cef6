//! Mail: what is promised ([`outbox`]) and how it is kept ([`worker`]).
//!
//! 1. A service puts a row into the outbox, in the transaction of what it is about. No secret in it.
//! 2. The worker takes the row, mints the token, and hands the link to the transport.
//! 3. While no mail server is configured, the transport is the console of the server.

pub(crate) mod outbox;
pub(crate) mod transport;
pub(crate) mod worker;
