//! The installation: one row, made by the first migration.

use sea_orm::entity::prelude::*;

use crate::{security::clock::Timestamp, settings::registration::Mode, setup::guide::Step};

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// The first administrator, pending until `set_up_at` is filled.
    pub(crate) administrator_id: Option<String>,
    pub(crate) set_up_at: Option<Timestamp>,
    /// A word sealed under the key of the installation. See `security::vault`.
    pub(crate) key_check: Option<String>,
    /// Who may register.
    pub(crate) registration: Mode,
    /// Where the guided setup goes on.
    pub(crate) guide_step: Step,
    pub(crate) guide_finished_at: Option<Timestamp>,
    /// Names of `setup::tasks::Task`, separated by commas, that nobody wants to be reminded of.
    pub(crate) dismissed_tasks: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
