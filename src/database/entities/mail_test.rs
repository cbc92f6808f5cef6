//! A test of mail settings and how far it has come. See `settings::mail::test`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_test")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    /// Who tests; nobody else sees it.
    pub(crate) account_id: String,
    pub(crate) created_at: Timestamp,
    /// The version of the settings that the form was filled from.
    pub(crate) version: i32,
    /// JSON of the `mail::form::MailForm` that was on the screen.
    pub(crate) form: String,
    /// The secret that was on the screen, so that what was tested can be saved.
    pub(crate) sealed_secret: Option<String>,
    pub(crate) recipient: String,
    /// JSON of the `mail::report::Step`s so far.
    pub(crate) steps: String,
    pub(crate) finished_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
