//! The application under test and the browser that visits it.

mod app;
mod browser;
mod databases;

pub(super) use app::{PASSWORD, TODAY, TestApp};
pub(super) use browser::{Answer, password_fields, token_of};
pub(super) use databases::on_every_database;
