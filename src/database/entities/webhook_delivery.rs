//! A promised post to the webhook. See `jobs::webhook`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Given up.
    #[sea_orm(string_value = "failed")]
    Failed,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    /// When to try next.
    pub(crate) due_at: Timestamp,
    /// Until then, the server that took the row has it to itself.
    pub(crate) leased_until: Option<Timestamp>,
    /// Counts the times it was taken; whoever lost the lease is told by it.
    pub(crate) tries: i32,
    /// JSON of the `jobs::notify::Notice` that is posted.
    pub(crate) about: String,
    /// JSON of the `jobs::webhook::PostFailure` of the last try.
    pub(crate) failure: Option<String>,
    pub(crate) done_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
