//! What happened. See `security::audit`.

use sea_orm::entity::prelude::*;

use crate::security::{
    audit::{Action, Outcome},
    clock::Timestamp,
};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub(crate) struct Model {
    /// A UUID that begins with the time, so that its order is the order of what happened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
    /// Who did it, by the id and the username of that moment; neither if nobody was known.
    pub(crate) actor_id: Option<String>,
    pub(crate) actor: Option<String>,
    /// Whose account it was about, if that was somebody else.
    pub(crate) subject_id: Option<String>,
    pub(crate) subject: Option<String>,
    /// None: on the server itself, by a command.
    pub(crate) address: Option<String>,
    /// The names of the fields that were changed, separated by commas. Never values.
    pub(crate) fields: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
