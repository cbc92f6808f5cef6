//! What programs show instead of a password. See `settings::api_tokens`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Scope {
    /// Reporting runs of jobs.
    #[sea_orm(string_value = "report")]
    Report,
    /// Reading jobs and their runs.
    #[sea_orm(string_value = "read")]
    Read,
    /// Cancelling runs.
    #[sea_orm(string_value = "run")]
    Run,
}

impl Scope {
    pub(crate) const ALL: [Self; 3] = [Self::Report, Self::Read, Self::Run];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Read => "read",
            Self::Run => "run",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) name: String,
    /// SHA-256 of the token.
    pub(crate) hash: String,
    pub(crate) scope: Scope,
    /// The only job that it is good for; any, if none is named.
    pub(crate) job: Option<String>,
    /// The username of who made it.
    pub(crate) created_by: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    /// To the minute.
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
