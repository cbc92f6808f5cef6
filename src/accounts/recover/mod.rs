//! A forgotten password, a forgotten username.
//!
//! 1. [`endpoint`] notes what somebody typed, and answers the same to everybody.
//! 2. The mail worker looks accounts up and sends a link or their names, or does nothing.
//! 3. The link sets a new password and ends every session of the account.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
