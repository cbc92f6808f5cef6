//! A promised message. See `mail::outbox`.

use sea_orm::entity::prelude::*;

use crate::{
    mail::outbox::{Message, State},
    security::clock::Timestamp,
};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) message: Message,
    /// One of these two says whom it is for; see `mail::outbox::Recipient`.
    pub(crate) account_id: Option<String>,
    pub(crate) username_key: Option<String>,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    /// When to try next; a worker that takes the row moves it past its lease.
    pub(crate) due_at: Timestamp,
    pub(crate) tries: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
