//! What this server is licensed for, and the way to a new license.

pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;
