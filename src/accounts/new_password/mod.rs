//! Setting a password through a link: what activation and recovery have in common.
//!
//! 1. Opening the link shows the form ([`form`]) and changes nothing.
//! 2. The same rules ([`password`]) turn green while one types ([`island`]) and are checked by the
//!    server ([`check`]).

pub(crate) mod island;
pub(crate) mod password;

#[cfg(feature = "ssr")]
pub(crate) mod check;
#[cfg(feature = "ssr")]
pub(crate) mod form;
