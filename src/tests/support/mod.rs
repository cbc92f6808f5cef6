//! The application under test and the browser that visits it.

mod app;
mod browser;
mod connection_form;
mod databases;
mod jobs;
mod log;
mod mail_form;
mod mail_peers;
mod proxy;
mod receiver;

pub(super) use app::{PASSWORD, TODAY, TestApp};
pub(super) use browser::{Answer, Browser, password_fields, token_of};
pub(super) use connection_form::{attempt, connection_fields, move_to};
pub(super) use databases::{fresh_database, fresh_database_on, on_every_database};
pub(super) use jobs::run_jobs;
pub(super) use log::Log;
pub(super) use mail_form::{Fields, administrator, mail_fields, pairs, stages, through, with};
pub(super) use mail_peers::{BABBLE, CLOSE, HANG, Hostile, MailPeers, Script, link_in};
pub(super) use proxy::Proxy;
pub(super) use receiver::{Post, Receiver, SILENCE};
