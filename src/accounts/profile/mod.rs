//! What people say about themselves: names, language, and whether they want to be mailed.

pub(crate) mod endpoint;
pub(crate) mod section;
pub(crate) mod service;
