//! Who has an account.

pub(crate) mod panel;
