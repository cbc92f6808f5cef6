//! The way in and out: configuration ([`config`]), the running server ([`server`]), its routes
//! ([`router`]), what every request carries ([`request`]), how forms are posted ([`post`]) and how
//! things are refused ([`failure`]).

mod client;
pub(crate) mod config;
pub(crate) mod connections;
mod forms;
pub(crate) mod metrics;
pub(crate) mod middleware;
pub(crate) mod post;
pub(crate) mod router;
pub(crate) mod server;
pub(crate) mod state;
