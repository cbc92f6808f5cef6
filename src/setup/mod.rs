//! The first hour: nobody but the operator becomes the first administrator, and that only once; then a
//! guide leads through the settings.
//!
//! 1. A fresh server makes a setup code and prints it in a link ([`installation`]); or the
//!    configuration says who administers ([`headless`]).
//! 2. Registration asks for the code ([`island`] fills it in from the link).
//! 3. The administrator's activation sets the installation up: a row in the database and a marker
//!    in the data directory, so that an empty or swapped database never reopens the first run.
//! 4. The settings page is a [`guide`] until it is finished. What was skipped stays on the home page
//!    as [`tasks`].

pub(crate) mod island;

#[cfg(feature = "ssr")]
pub(crate) mod guide;
#[cfg(feature = "ssr")]
pub(crate) mod headless;
#[cfg(feature = "ssr")]
pub(crate) mod key;
#[cfg(feature = "ssr")]
pub(crate) mod tasks;
