//! The settings of the installation, for administrators: one panel a folder.

pub(crate) mod audit;
pub(crate) mod connection;
mod export;
pub(crate) mod license;
pub(crate) mod mail;
pub(crate) mod page;
pub(crate) mod registration;
pub(crate) mod server;
pub(crate) mod sources;
pub(crate) mod users;
