//! Counted guesses. See `security::guess_limit`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guess_limit")]
pub(crate) struct Model {
    /// SHA-256 of what is counted: what people typed, a password in the wrong field perhaps, is not
    /// kept.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) subject: String,
    pub(crate) guesses: i32,
    pub(crate) counted_at: Timestamp,
    pub(crate) blocked_until: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
