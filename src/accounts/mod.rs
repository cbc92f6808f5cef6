//! Accounts: who may sign in, and how they come to it.
//!
//! 1. [`register`] creates a pending account against a license and promises a mail.
//! 2. The mail's link leads to [`activate`], where the password is set and a seat is taken.
//! 3. [`sign_in`] opens a session; [`sessions`] knows it again at every request and ends it.
//!    Whoever has a [`second_factor`] is asked for it, and [`devices`] are known again.
//! 4. Whoever forgot the password gets a link from [`recover`].
//! 5. [`account_page`] is where people look after themselves: [`profile`], [`email_change`],
//!    [`password_change`]; what matters most asks for the password again ([`proof`]).

pub(crate) mod new_password;

#[cfg(feature = "ssr")]
pub(crate) mod account_page;
#[cfg(feature = "ssr")]
pub(crate) mod activate;
#[cfg(feature = "ssr")]
pub(crate) mod by_command;
#[cfg(feature = "ssr")]
pub(crate) mod email_change;
#[cfg(feature = "ssr")]
pub(crate) mod new_account;
#[cfg(feature = "ssr")]
pub(crate) mod notified;
#[cfg(feature = "ssr")]
pub(crate) mod password_change;
#[cfg(feature = "ssr")]
pub(crate) mod profile;
#[cfg(feature = "ssr")]
pub(crate) mod proof;
#[cfg(feature = "ssr")]
pub(crate) mod recover;
#[cfg(feature = "ssr")]
pub(crate) mod register;
#[cfg(feature = "ssr")]
pub(crate) mod second_factor;
#[cfg(feature = "ssr")]
pub(crate) mod sessions;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
pub(crate) mod unlock;
#[cfg(feature = "ssr")]
pub(crate) mod words;
