//! The tables as types. What a row means is said where it is used; here is only its shape.

pub(crate) mod account;
pub(crate) mod account_word;
pub(crate) mod api_token;
pub(crate) mod audit;
pub(crate) mod connection;
pub(crate) mod extraction;
pub(crate) mod guess_limit;
pub(crate) mod identity;
pub(crate) mod installation;
pub(crate) mod job;
pub(crate) mod job_run;
pub(crate) mod job_settings;
pub(crate) mod known_device;
pub(crate) mod license;
pub(crate) mod mail_settings;
pub(crate) mod mail_test;
pub(crate) mod one_time_token;
pub(crate) mod outbox;
pub(crate) mod recovery_code;
pub(crate) mod run_line;
pub(crate) mod second_factor;
pub(crate) mod server_settings;
pub(crate) mod session;
pub(crate) mod webhook_delivery;
