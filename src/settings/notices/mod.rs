//! Who hears of it when a job fails: how many are mailed, and the address of a program that is told.
//!
//! 1. The [`panel`] says who is mailed now, and how posting to the webhook goes.
//! 2. Saving an address makes a secret for it, which is shown once ([`service`]).
//! 3. A test promises the notice of a failure that did not happen.

pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;
