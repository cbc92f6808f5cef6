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
    /// One of these two, or the address, says whom it is for; see `mail::outbox::Recipient`.
    pub(crate) account_id: Option<String>,
    pub(crate) username_key: Option<String>,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    /// When to try next.
    pub(crate) due_at: Timestamp,
    /// Until then, the worker that took the row has it to itself.
    pub(crate) leased_until: Option<Timestamp>,
    /// Counts the times it was taken; a worker that lost its lease is told by it.
    pub(crate) tries: i32,
    /// How often it was put off since the way was last open: each pause is twice the one before.
    pub(crate) pauses: i32,
    /// It waits because the way to the server was closed, not for a reason of its own.
    pub(crate) is_blocked: bool,
    /// Where it goes, if not to the account's present address; afterwards, where it went.
    pub(crate) address: Option<String>,
    /// JSON of the `mail::report::SendFailure` of the last try.
    pub(crate) failure: Option<String>,
    pub(crate) done_at: Option<Timestamp>,
    /// JSON of the `jobs::notify::Notice` that it tells of.
    pub(crate) about: Option<String>,
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

impl ActiveModelBehavior for ActiveModel {}
