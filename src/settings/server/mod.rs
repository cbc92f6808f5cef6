//! Where people reach this server, whose word it takes for where they come from, and how long it knows
//! them again.
//!
//! 1. The configuration and what an administrator saved become what is in force ([`configured`]).
//!    Each process keeps it at hand ([`store::InForce`]): every request asks.
//! 2. A new Server URL is tried before it is saved, since links and sign-ins depend on it
//!    ([`reach`]).

pub(crate) mod configured;
pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod reach;
pub(crate) mod service;
pub(crate) mod store;
