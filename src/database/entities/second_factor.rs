//! A secret that makes one-time codes. See `accounts::second_factor`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: String,
    pub(crate) sealed_secret: String,
    /// The recovery codes, until the factor is switched on; then only their hashes are kept.
    pub(crate) sealed_codes: Option<String>,
    pub(crate) begun_at: Timestamp,
    /// None: being set up, and not asked for yet.
    pub(crate) enabled_at: Option<Timestamp>,
    /// The step of the last code that was taken: no code is taken twice.
    pub(crate) last_step: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
