//! Connections: the places that data is read from and written to. DataSync's own database is none of them: it
//! is the Connection panel of the settings (`settings::own_database`).
//!
//! 1. An administrator says what a place is and how it is reached ([`form`]), tries that unsaved
//!    ([`place_test`]), and saves it ([`service`]). Its password is sealed to where it goes ([`store`]).
//! 2. Anyone who may use it sees what is there ([`place_page`], [`table_page`]), as it is at that moment
//!    ([`browse`]).

pub(crate) mod browse;
pub(crate) mod endpoint;
pub(crate) mod form;
mod form_page;
mod list_page;
mod place_page;
pub(crate) mod place_test;
pub(crate) mod service;
pub(crate) mod store;
mod table_page;
pub(crate) mod table_search;
mod test_page;
pub(crate) mod words;

pub(crate) use self::{
    form_page::{AddConnectionPage, EditConnectionPage},
    list_page::ConnectionsPage,
    place_page::ConnectionPage,
    table_page::TablePage,
    test_page::PlaceTestPage,
};
