//! The way in and out: configuration ([`config`]), the running server ([`server`]), its routes
//! ([`router`]), what every request carries ([`request`]), how forms are posted ([`post`]) and how
//! things are refused ([`failure`]).

pub(crate) mod assets;
pub(crate) mod bell;
pub(crate) mod body;
pub(crate) mod config;
pub(crate) mod csv;
pub(crate) mod failure;
pub(crate) mod form;
pub(crate) mod host_cookie;
pub(crate) mod middleware;
pub(crate) mod page;
pub(crate) mod post;
pub(crate) mod posted;
pub(crate) mod request;
pub(crate) mod router;
pub(crate) mod server;
pub(crate) mod state;
