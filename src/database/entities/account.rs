//! A person's account.

use sea_orm::entity::prelude::*;

use crate::base::{clock::Timestamp, language::Language};

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))")]
pub(crate) enum Role {
    #[sea_orm(string_value = "administrator")]
    Administrator,
    #[sea_orm(string_value = "user")]
    User,
}

impl Role {
    pub(crate) const ALL: [Self; 2] = [Self::User, Self::Administrator];

    /// As in forms and files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::User => "user",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What is typed about somebody new: without a word they are a user.
    pub(crate) fn typed(text: &str) -> Option<Self> {
        if text.is_empty() { Some(Self::User) } else { Self::from_name(text) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))")]
pub(crate) enum Status {
    /// Registered, and an administrator has yet to say yes; holds no seat.
    #[sea_orm(string_value = "requested")]
    Requested,
    /// The way in is open, password not set yet, holds no seat.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// May sign in and holds a seat.
    #[sea_orm(string_value = "active")]
    Active,
    /// May not sign in and holds no seat.
    #[sea_orm(string_value = "disabled")]
    Disabled,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) username: String,
    /// See `names::UsernameKey`; unique.
    pub(crate) username_key: String,
    /// See `skeleton::skeleton_of`; those of accounts of earlier versions may be the same.
    pub(crate) username_skeleton: String,
    pub(crate) email: String,
    /// See `EmailAddress::key`; several accounts may share it.
    pub(crate) email_key: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    /// See `account_search::name_key`.
    pub(crate) name_key: String,
    pub(crate) role: Role,
    pub(crate) status: Status,
    pub(crate) language: Language,
    pub(crate) email_notifications: bool,
    /// PHC string; none while pending.
    pub(crate) password_hash: Option<String>,
    pub(crate) license_id: String,
    pub(crate) created_at: Timestamp,
    pub(crate) activated_at: Option<Timestamp>,
    pub(crate) last_sign_in_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::license::Entity",
        from = "Column::LicenseId",
        to = "super::license::Column::Id"
    )]
    License,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}
