//! A second factor: codes that change every 30 seconds, from an app that shares a secret with us
//! (RFC 6238), and ten recovery codes for the day the telephone is lost.
//!
//! 1. [`service::begin`] makes secret and codes and keeps both sealed; the [`page`] shows them.
//! 2. [`service::enable`] asks for a first code, and from then on only hashes of the recovery codes
//!    are kept. Signing in asks for a code from now on.
//! 3. No code is taken twice: the database keeps the step of the last one, and deletes a recovery
//!    code with its use.

pub(crate) mod codes;
pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod qr_code;
pub(crate) mod service;
pub(crate) mod store;
