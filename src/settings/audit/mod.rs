//! What happened on this server, for administrators: the latest on the settings page, all of it on a
//! page of its own with filters, and as a file.

pub(crate) mod export;
pub(crate) mod page;
pub(crate) mod panel;
pub(crate) mod store;
