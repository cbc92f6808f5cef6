//! The look: what every page is made of.

pub(crate) mod copy_button;
pub(crate) mod submit_button;
pub(crate) mod unsaved_changes;

#[cfg(feature = "ssr")]
pub(crate) mod button_link;
#[cfg(feature = "ssr")]
pub(crate) mod choice;
#[cfg(feature = "ssr")]
pub(crate) mod day_bars;
#[cfg(feature = "ssr")]
pub(crate) mod end_page;
#[cfg(feature = "ssr")]
pub(crate) mod hidden_fields;
#[cfg(feature = "ssr")]
pub(crate) mod icon;
#[cfg(feature = "ssr")]
pub(crate) mod layout;
#[cfg(feature = "ssr")]
pub(crate) mod notice;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod panel_list;
#[cfg(feature = "ssr")]
pub(crate) mod problem;
#[cfg(feature = "ssr")]
pub(crate) mod records;
#[cfg(feature = "ssr")]
mod sent_in_turn;
#[cfg(feature = "ssr")]
pub(crate) mod stages;
#[cfg(feature = "ssr")]
pub(crate) mod text_field;
