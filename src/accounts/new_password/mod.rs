//! Setting a password through a link: what activation and recovery have in common.
//!
//! 1. Opening the link shows the form ([`page`]) and changes nothing.
//! 2. The same rules ([`password`]) turn green while one types ([`island`]) and are checked by the
//!    server, which then hashes ([`service`]).
//! 3. Spending the link and what follows from it is up to activation and recovery.

pub(crate) mod island;

#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod service;
