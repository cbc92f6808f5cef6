//! Extractions: which tables of one connection are copied into another one. Each is the subject of a job, which
//! has its name, its times, its runs and its notices.
//!
//! 1. An administrator says from where to where ([`form_page`]), and which tables ([`tables_page`]).
//! 2. *Validate* shows what would become of each table and column ([`check`], [`validated`]).
//! 3. A run of the job copies them, or compares them ([`work`]), and keeps the receipt.

pub(crate) mod check;
pub(crate) mod definition;
pub(crate) mod endpoint;
mod extraction_page;
pub(crate) mod form;
mod form_page;
mod list_page;
mod sample;
pub(crate) mod service;
mod steps;
pub(crate) mod store;
mod tables_page;
mod validated;
pub(crate) mod work;

pub(crate) use self::{
    extraction_page::ExtractionPage,
    form_page::{AddExtractionPage, EditExtractionPage},
    list_page::{ExtractionsPage, Start},
    tables_page::TablesPage,
};
