//! The mail server: its settings ([`panel`]), a test of them that says what is wrong ([`test`]), what
//! was sent and what was not ([`log`]), and how to get there with large providers ([`guide`]).

use crate::base::field::FieldName;

pub(crate) mod delivery_test;
pub(crate) mod endpoint;
mod fields;
pub(crate) mod guide;
pub(crate) mod log;
pub(crate) mod panel;
pub(crate) mod service;
pub(crate) mod steps;
pub(crate) mod test_page;

/// Whom a test is sent to.
const TEST_ADDRESS: FieldName = FieldName::new("test_address");
