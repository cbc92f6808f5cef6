//! Scheduled jobs: what runs when, what became of it, and who hears of it when it fails.
//!
//! 1. A [`schedule`] names instants. At each, the [`scheduler`] of any one server puts a run into the
//!    queue, in the transaction that moves the job on to its next instant.
//! 2. The scheduler starts what is queued, as many as may run at once, and [`work`] does what its
//!    [kind](kinds) says. While it runs it holds a lease; a run whose server has gone is ended by another.
//! 3. Jobs of other programs are reported ([`report`]): start, heartbeats, end.
//! 4. Every end goes through [`runs::finish`], which tells people in the same transaction: [`notify`]
//!    decides whether, the outbox and the [`webhook`] keep the promise.
//! 5. Everybody reads what became of it: all jobs ([`page`]), one ([`job_page`]), one run as it goes on
//!    ([`run_page`]). Administrators start runs and say when they are due ([`service`]).

mod badge;
mod cancel_button;
pub(crate) mod configured;
pub(crate) mod doing;
pub(crate) mod endpoint;
mod form;
mod history;
pub(crate) mod job_page;
pub(crate) mod kinds;
pub(crate) mod live_log;
pub(crate) mod log;
pub(crate) mod name;
pub(crate) mod notify;
pub(crate) mod page;
mod plan_card;
mod receipt;
pub(crate) mod report;
pub(crate) mod result;
mod result_facts;
pub(crate) mod run_page;
pub(crate) mod runs;
pub(crate) mod schedule;
pub(crate) mod scheduler;
mod secrecy;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod unsubscribe;
pub(crate) mod webhook;
pub(crate) mod words;
pub(crate) mod work;
