//! Activation: the link from the mail, the first password, a seat.
//!
//! 1. Opening the link shows the form and changes nothing; mail scanners may do it, too.
//! 2. Posting spends the link, takes a seat, sets the password: one transaction, all or nothing.
//! 3. The first administrator's activation makes the installation set up.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
