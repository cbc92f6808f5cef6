//! What happened. See `security::audit`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

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
    /// Of a place that data is read from or written to; [`Self::SavedConnection`] is that of our own database.
    #[sea_orm(string_value = "saved_place")]
    SavedPlace,
    #[sea_orm(string_value = "tested_place")]
    TestedPlace,
    #[sea_orm(string_value = "removed_place")]
    RemovedPlace,
    #[sea_orm(string_value = "saved_extraction")]
    SavedExtraction,
    #[sea_orm(string_value = "took_tables_over")]
    TookTablesOver,
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

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub(crate) struct Model {
    /// A UUID that begins with the time, so that its order is the order of what happened.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
    /// Who did it, by the id and the username of that moment; neither if nobody was known.
    pub(crate) actor_id: Option<String>,
    pub(crate) actor: Option<String>,
    /// Whose account it was about, if that was somebody else.
    pub(crate) subject_id: Option<String>,
    pub(crate) subject: Option<String>,
    /// None: on the server itself, by a command.
    pub(crate) address: Option<String>,
    /// The names of the fields that were changed, separated by commas. Never values.
    pub(crate) fields: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
