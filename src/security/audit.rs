//! What happened: who, from where, what, when, with which outcome and which fields, never values.
//!
//! Written in the transaction of what it tells of, so that neither is there without the other. Rows
//! are added and read; nothing here changes one.

use std::{net::IpAddr, time::Duration};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DeriveActiveEnum, EntityTrait, EnumIter,
    QueryFilter,
};

use super::{clock::Timestamp, random};
use crate::{
    database::entities::{account, api_token, audit},
    web::{failure::Error, form::Field, request::Visitor},
};

/// Longer than a year, so that last year's report can still be made.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(40))")]
pub(crate) enum Action {
    #[sea_orm(string_value = "registered")]
    Registered,
    #[sea_orm(string_value = "activated")]
    Activated,
    #[sea_orm(string_value = "signed_in")]
    SignedIn,
    #[sea_orm(string_value = "signed_out")]
    SignedOut,
    /// The password was asked for again.
    #[sea_orm(string_value = "proved_password")]
    ProvedPassword,
    #[sea_orm(string_value = "reset_password")]
    ResetPassword,
    #[sea_orm(string_value = "changed_password")]
    ChangedPassword,
    #[sea_orm(string_value = "changed_profile")]
    ChangedProfile,
    #[sea_orm(string_value = "asked_to_change_email")]
    AskedToChangeEmail,
    #[sea_orm(string_value = "changed_email")]
    ChangedEmail,
    #[sea_orm(string_value = "ended_sessions")]
    EndedSessions,
    #[sea_orm(string_value = "switched_two_factor_on")]
    SwitchedTwoFactorOn,
    #[sea_orm(string_value = "switched_two_factor_off")]
    SwitchedTwoFactorOff,
    #[sea_orm(string_value = "used_recovery_code")]
    UsedRecoveryCode,
    #[sea_orm(string_value = "made_link")]
    MadeLink,
    #[sea_orm(string_value = "unlocked")]
    Unlocked,
    #[sea_orm(string_value = "added_user")]
    AddedUser,
    #[sea_orm(string_value = "imported_users")]
    ImportedUsers,
    #[sea_orm(string_value = "exported_users")]
    ExportedUsers,
    /// Somebody else's account.
    #[sea_orm(string_value = "changed_user")]
    ChangedUser,
    #[sea_orm(string_value = "approved_user")]
    ApprovedUser,
    #[sea_orm(string_value = "rejected_user")]
    RejectedUser,
    #[sea_orm(string_value = "enabled_user")]
    EnabledUser,
    #[sea_orm(string_value = "disabled_user")]
    DisabledUser,
    #[sea_orm(string_value = "deleted_user")]
    DeletedUser,
    #[sea_orm(string_value = "sent_link")]
    SentLink,
    #[sea_orm(string_value = "saved_registration")]
    SavedRegistration,
    #[sea_orm(string_value = "saved_mail_settings")]
    SavedMailSettings,
    #[sea_orm(string_value = "tested_mail")]
    TestedMail,
    #[sea_orm(string_value = "saved_server")]
    SavedServer,
    #[sea_orm(string_value = "saved_notices")]
    SavedNotices,
    /// Had a test failure told.
    #[sea_orm(string_value = "tested_notices")]
    TestedNotices,
    /// By the link in one of these mails.
    #[sea_orm(string_value = "stopped_notices")]
    StoppedNotices,
    #[sea_orm(string_value = "finished_setup")]
    FinishedSetup,
    #[sea_orm(string_value = "saved_connection")]
    SavedConnection,
    #[sea_orm(string_value = "tested_connection")]
    TestedConnection,
    #[sea_orm(string_value = "sent_mail_again")]
    SentMailAgain,
    #[sea_orm(string_value = "discarded_mail")]
    DiscardedMail,
    #[sea_orm(string_value = "entered_serial_number")]
    EnteredSerialNumber,
    #[sea_orm(string_value = "rotated_key")]
    RotatedKey,
    #[sea_orm(string_value = "made_api_token")]
    MadeApiToken,
    #[sea_orm(string_value = "revoked_api_token")]
    RevokedApiToken,
    #[sea_orm(string_value = "made_backup")]
    MadeBackup,
    #[sea_orm(string_value = "restored_backup")]
    RestoredBackup,
    #[sea_orm(string_value = "exported_audit")]
    ExportedAudit,
    /// Started a run by hand.
    #[sea_orm(string_value = "ran_job")]
    RanJob,
    #[sea_orm(string_value = "cancelled_run")]
    CancelledRun,
    #[sea_orm(string_value = "saved_job")]
    SavedJob,
    #[sea_orm(string_value = "renamed_job")]
    RenamedJob,
    #[sea_orm(string_value = "removed_job")]
    RemovedJob,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Outcome {
    #[sea_orm(string_value = "done")]
    Done,
    #[sea_orm(string_value = "refused")]
    Refused,
    /// Refused, and guesses have to wait from now on.
    #[sea_orm(string_value = "limited")]
    Limited,
}

impl Outcome {
    pub(crate) const fn of_wrong_guess(began_pause: bool) -> Self {
        if began_pause { Self::Limited } else { Self::Refused }
    }
}

/// Who does something.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Actor<'a> {
    Visitor(&'a Visitor),
    /// A command on the server.
    Command,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct Event<'a> {
    action: Action,
    outcome: Outcome,
    actor: Option<(&'a str, &'a str)>,
    subject: Option<(&'a str, &'a str)>,
    job: Option<&'a str>,
    address: Option<IpAddr>,
    fields: Vec<&'static str>,
}

impl<'a> Event<'a> {
    pub(crate) fn new(action: Action, actor: Actor<'a>) -> Self {
        let (actor, address) = match actor {
            Actor::Visitor(visitor) => (visitor.account().map(person), Some(visitor.address)),
            Actor::Command => (None, None),
        };
        Self {
            action,
            outcome: Outcome::Done,
            actor,
            subject: None,
            job: None,
            address,
            fields: Vec::new(),
        }
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// By the owner of an account, who is not signed in (yet).
    pub(crate) fn by(mut self, account: &'a account::Model) -> Self {
        self.actor = Some(person(account));
        self
    }

    /// By a program.
    pub(crate) fn by_token(mut self, token: &'a api_token::Model) -> Self {
        self.actor = Some((&token.id, &token.name));
        self
    }

    /// At somebody's account.
    pub(crate) fn about(mut self, account: &'a account::Model) -> Self {
        self.subject = Some(person(account));
        self
    }

    /// At an API token.
    pub(crate) fn about_token(mut self, token: &'a api_token::Model) -> Self {
        self.subject = Some((&token.id, &token.name));
        self
    }

    /// At a job.
    pub(crate) fn about_job(mut self, name: &'a str) -> Self {
        self.job = Some(name);
        self
    }

    pub(crate) fn with_fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields.into_iter().map(Field::name));
        self
    }

    pub(crate) async fn record(
        &self,
        tx: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<(), Error> {
        let [actor_id, actor] = columns(self.actor);
        let [subject_id, subject] = columns(self.subject);
        audit::Entity::insert(audit::ActiveModel {
            id: Set(random::ordered_row_id(now)),
            at: Set(now),
            action: Set(self.action),
            outcome: Set(self.outcome),
            actor_id: Set(actor_id),
            actor: Set(actor),
            subject_id: Set(subject_id),
            subject: Set(subject.or_else(|| self.job.map(str::to_owned))),
            address: Set(self.address.map(|address| address.to_string())),
            fields: Set((!self.fields.is_empty()).then(|| self.fields.join(","))),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(())
    }
}

fn person(account: &account::Model) -> (&str, &str) {
    (&account.id, &account.username)
}

fn columns(person: Option<(&str, &str)>) -> [Option<String>; 2] {
    person.map_or([None, None], |(id, username)| [Some(id.to_owned()), Some(username.to_owned())])
}

/// Removes what is too old to matter.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    audit::Entity::delete_many()
        .filter(audit::Column::Id.lt(random::first_row_id_at(now - KEPT_FOR)))
        .exec(tx)
        .await?;
    Ok(())
}
