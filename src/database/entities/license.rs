//! A license that accounts were registered against, with the count of its taken seats.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "license")]
pub(crate) struct Model {
    /// See `LicenseId`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) licensee: String,
    pub(crate) seats: i64,
    /// Never more than `seats`: the table itself checks.
    pub(crate) seats_taken: i64,
    /// Days since 1970-01-01, as in the serial number.
    pub(crate) issued: i32,
    pub(crate) expires: Option<i32>,
    /// Bits, as in the serial number.
    pub(crate) features: i32,
    pub(crate) serial_number: String,
    /// When a newer license took its accounts over; it admits nobody from then on.
    pub(crate) replaced_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
