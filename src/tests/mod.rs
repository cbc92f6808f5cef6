//! What the product promises, through the real router on real databases.
//!
//! [`stories`] are read as what people do; `register_to_settings` is the first. [`attacks`] are what
//! people must not be able to do. [`support`] holds the browser and the application they use.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking and says where it is"
)]

mod attacks;
mod stories;
mod support;
