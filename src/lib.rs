//! # DataSync: the front door and control room
//!
//! A person registers against a license ([`licenses`]), activates the account by a link from a mail
//! ([`mail`]), signs in ([`accounts`]) and works on the settings page ([`settings`]). [`setup`] guards
//! the first hour of a fresh server. [`security`] holds what must not be got wrong, [`database`] what
//! is kept, [`backup`] a way to keep it twice, [`web`] the way in and out, [`ui`] the look, [`app`] the
//! site map, [`cli`] the commands and [`doctor`] what tells operators whether all is well.
//!
//! The crate is compiled twice: with `ssr` it is the server, with `hydrate` the few interactive
//! islands that reach the browser as WASM. Modules without a `cfg` line exist on both sides.

mod accounts;
mod base;
mod setup;
mod ui;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
mod backup;
#[cfg(feature = "ssr")]
#[doc(hidden)]
pub mod bench;
#[cfg(feature = "ssr")]
mod cli;
#[cfg(feature = "ssr")]
mod configuration;
#[cfg(feature = "ssr")]
mod connections;
#[cfg(feature = "ssr")]
mod database;
#[cfg(feature = "ssr")]
mod doctor;
#[cfg(feature = "ssr")]
mod extractions;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod i18n;
#[cfg(feature = "ssr")]
mod jobs;
#[cfg(feature = "ssr")]
mod licenses;
#[cfg(feature = "ssr")]
mod mail;
#[cfg(feature = "ssr")]
mod paths;
#[cfg(feature = "ssr")]
mod security;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod site;
#[cfg(feature = "ssr")]
mod web;

#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
pub use cli::run;

/// Wakes the islands of a page. Called by the script that Leptos puts into every page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
