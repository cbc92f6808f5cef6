//! A place that data is read from or written to. See `connections::store`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Kind {
    #[sea_orm(string_value = "postgresql")]
    PostgreSql,
    #[sea_orm(string_value = "mariadb")]
    MariaDb,
    #[sea_orm(string_value = "mysql")]
    MySql,
    /// A file below one of the roots of files.
    #[sea_orm(string_value = "sqlite")]
    Sqlite,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::PostgreSql, Self::MariaDb, Self::MySql, Self::Sqlite];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MariaDb => "mariadb",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Who may use a connection, besides administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Audience {
    #[sea_orm(string_value = "everybody")]
    Everybody,
    #[sea_orm(string_value = "administrators")]
    Administrators,
}

impl Audience {
    pub(crate) const ALL: [Self; 2] = [Self::Everybody, Self::Administrators];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connection")]
pub(crate) struct Model {
    /// A UUID, which stays when the name changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) name: String,
    /// The comparable form of the name; unique.
    pub(crate) name_key: String,
    pub(crate) kind: Kind,
    pub(crate) audience: Audience,
    /// Counts the changes: whoever saves says which version they saw.
    pub(crate) version: i32,
    pub(crate) created_at: Timestamp,
    /// JSON of `connections::form::PlaceForm`.
    pub(crate) form: String,
    /// See `base::vault`.
    pub(crate) sealed_password: Option<String>,
    /// When these settings were tested last.
    pub(crate) tested_at: Option<Timestamp>,
    /// JSON of the `engine::reach::ReachProblem` of that test; none if it passed.
    pub(crate) test_problem: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
