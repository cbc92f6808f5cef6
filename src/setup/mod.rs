//! The first run: nobody but the operator becomes the first administrator, and that only once.
//!
//! 1. A fresh server makes a setup code and prints it in a link ([`installation`]).
//! 2. Registration asks for the code ([`island`] fills it in from the link).
//! 3. The administrator's activation sets the installation up: a row in the database and a marker
//!    in the data directory, so that an empty or swapped database never reopens the first run.

pub(crate) mod island;

#[cfg(feature = "ssr")]
pub(crate) mod installation;
#[cfg(feature = "ssr")]
pub(crate) mod key;
