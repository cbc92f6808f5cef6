//! A link that works once. See `security::one_time_token`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

/// What a token may be spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Purpose {
    #[sea_orm(string_value = "activation")]
    Activation,
    #[sea_orm(string_value = "password_reset")]
    PasswordReset,
    #[sea_orm(string_value = "email_change")]
    EmailChange,
    /// The password was right, a code is still missing.
    #[sea_orm(string_value = "second_factor")]
    SecondFactor,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_token")]
pub(crate) struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) hash: String,
    pub(crate) purpose: Purpose,
    pub(crate) account_id: String,
    /// The address it went to: after a change of address it opens nothing.
    pub(crate) sent_to: String,
    pub(crate) expires_at: Timestamp,
    pub(crate) spent_at: Option<Timestamp>,
    /// The address that a change of address was confirmed at.
    pub(crate) new_email: Option<String>,
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
