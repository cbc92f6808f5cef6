//! The Connection panel: where the data lives ([`panel`]), tested and changed ([`service`]) in attempts
//! that one can watch ([`attempts`], [`attempt_page`]).

pub(crate) mod attempt_page;
pub(crate) mod attempts;
pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;
pub(crate) mod words;
