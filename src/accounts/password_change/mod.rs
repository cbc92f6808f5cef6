//! Changing the password while signed in: every other session ends, this browser gets a new one.

pub(crate) mod endpoint;
pub(crate) mod section;
pub(crate) mod service;
