//! How other programs tell of their runs, and read what is known: `/api/v1`, for holders of an API token.
//!
//! 1. [`endpoint`] asks for the token, has the body read and answers JSON; what is refused is a [`problem`]
//!    in the sense of RFC 9457. [`reading`] takes what can be taken: nothing that is wrong with a log keeps
//!    people from hearing of a failure.
//! 2. [`service`] takes a report: the same key is the same run, however often it is told.
//! 3. [`body`] says what reports and answers look like, and [`openapi`] makes the description of the API
//!    from the same types.

pub(crate) mod body;
pub(crate) mod endpoint;
pub(crate) mod openapi;
pub(crate) mod problem;
mod reading;
mod service;
mod text;
