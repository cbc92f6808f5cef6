//! DataSync's engine. It knows nothing of pages, requests, accounts, licenses or languages: what it has
//! to say are closed enums, which the server turns into words.
//!
//! The promise: whatever DataSync connects to, its own database or a place that data is read from or
//! written to, is reached by the same code, so that every attempt ends in time, tells how far it came,
//! sends a password only to a server that the settings accept, and puts no secret into an error or a log.
//!
//! - [`place`]: where something is, and the text to which its secrets are sealed
//! - [`reach`]: name → connection → TLS → sign-in, told stage by stage
//! - [`tls`]: TLS to servers of others, with their certificate kept for people to read
//! - [`table`], [`types`], [`batch`], [`digest`]: what tables are made of, what columns hold, rows on their
//!   way, and the proof that they arrived
//! - [`compare`]: what differs between two tables
//! - [`driver`], [`drivers`]: what an engine has to offer, and how each engine describes, reads and writes tables
//! - [`plan`], [`validate`]: what is to be done with a table, and what stands in the way
//! - [`register`], [`load`]: who may write a table, and how it is brought to what the source holds
//! - [`receipt`], [`fault`]: what a copy proves, and why a table was not copied
//! - [`copy`], [`connect`], [`place_url`]: all tables of a place, reached by what people type
//! - [`names`], [`host_name`], [`secret`][`sanitize`]: values that all of these share

pub mod batch;
mod codes;
pub mod compare;
pub mod connect;
pub mod copy;
mod dialect;
pub mod digest;
pub mod driver;
pub mod drivers;
pub mod fault;
pub mod host_name;
pub mod load;
pub mod names;
pub mod place;
pub mod place_url;
pub mod plan;
pub mod reach;
pub mod receipt;
pub mod register;
pub mod sanitize;
pub mod secret;
pub mod table;
#[cfg(test)]
mod testing;
pub mod text;
pub mod tls;
pub mod types;
#[cfg(test)]
mod types_guide;
pub mod validate;
