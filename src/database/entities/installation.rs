//! The installation: one row, made by the first migration.

use sea_orm::{Iterable, entity::prelude::*};

use crate::base::clock::Timestamp;

/// The id of the only row.
pub(crate) const THE_ONE: i32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Mode {
    #[default]
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "approval")]
    Approval,
    #[sea_orm(string_value = "closed")]
    Closed,
}

impl Mode {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::iter().find(|mode| mode.name() == name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Step {
    #[default]
    #[sea_orm(string_value = "connection")]
    Connection,
    #[sea_orm(string_value = "mail")]
    Mail,
    #[sea_orm(string_value = "server")]
    Server,
    #[sea_orm(string_value = "users")]
    Users,
    /// What is set, what is left, and a test of everything.
    #[sea_orm(string_value = "done")]
    Done,
}

impl Step {
    /// In the order in which they come; those with a panel have its id as name.
    pub(crate) fn all() -> impl DoubleEndedIterator<Item = Self> {
        Self::iter()
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Mail => "mail",
            Self::Server => "server",
            Self::Users => "users",
            Self::Done => "done",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|step| step.name() == name)
    }

    pub(crate) fn before(self) -> Option<Self> {
        Self::all().take_while(|step| *step != self).last()
    }

    pub(crate) fn after(self) -> Option<Self> {
        Self::all().skip_while(|step| *step != self).nth(1)
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: i32,
    /// The first administrator, pending until `set_up_at` is filled.
    pub(crate) administrator_id: Option<String>,
    pub(crate) set_up_at: Option<Timestamp>,
    /// A word sealed under the key of the installation. See `base::vault`.
    pub(crate) key_check: Option<String>,
    /// Who may register.
    pub(crate) registration: Mode,
    /// Where the guided setup goes on.
    pub(crate) guide_step: Step,
    pub(crate) guide_finished_at: Option<Timestamp>,
    /// Names of `setup::tasks::Task`, separated by commas, that nobody wants to be reminded of.
    pub(crate) dismissed_tasks: String,
    /// Stays with the data, wherever it goes.
    pub(crate) uuid: String,
    /// Another one after a backup was restored: the former installation may go on beside this one.
    pub(crate) incarnation: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
