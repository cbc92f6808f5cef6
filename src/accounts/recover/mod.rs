//! A forgotten password.
//!
//! 1. [`endpoint`] notes that somebody typed a username, and answers the same to everybody.
//! 2. The mail worker looks the account up and sends a link, or does nothing.
//! 3. The link sets a new password and ends every session of the account.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
