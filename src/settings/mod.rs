//! The settings of the installation, for administrators: one panel a folder.

pub(crate) mod api_tokens;
pub(crate) mod audit;
mod export;
pub(crate) mod license;
pub(crate) mod mail;
pub(crate) mod notices;
pub(crate) mod own_database;
pub(crate) mod page;
pub(crate) mod registration;
pub(crate) mod server;
pub(crate) mod sources;
pub(crate) mod users;
