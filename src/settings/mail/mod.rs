//! The mail server: its settings ([`panel`]), a test of them that says what is wrong ([`test`]), what
//! was sent and what was not ([`log`]), and how to get there with large providers ([`guide`]).

pub(crate) mod endpoint;
mod fields;
pub(crate) mod guide;
pub(crate) mod log;
pub(crate) mod panel;
pub(crate) mod service;
pub(crate) mod steps;
pub(crate) mod test;
pub(crate) mod test_page;
