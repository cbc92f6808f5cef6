//! Who has an account, what they may do, and who is mailed when a job fails.
//!
//! 1. A [`view`] of the [`list`] stands in the address; the [`panel`] shows it, on the settings page and
//!    on a page of its own.
//! 2. Roles and notifications are changed in the list and saved together ([`rows`]); one account is
//!    added or changed on [`user_page`] ([`service`]); several at once are approved, disabled, deleted …
//!    ([`change`]). Whoever does any of it holds the installation: one after the other.
//! 3. Many come from a file ([`import`]) and go into one ([`export`]).

pub(crate) mod change;
pub(crate) mod delete_page;
pub(crate) mod endpoint;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod note;
pub(crate) mod page;
pub(crate) mod panel;
mod row;
pub(crate) mod rows;
pub(crate) mod service;
pub(crate) mod user_page;
pub(crate) mod view;
mod words;
