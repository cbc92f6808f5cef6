//! A browser in which somebody has signed in before. See `accounts::devices`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "known_device")]
pub(crate) struct Model {
    /// SHA-256 of the cookie's token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) token_hash: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: String,
    pub(crate) last_used_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::AccountId",
        to = "super::account::Column::Id"
    )]
    Account,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
