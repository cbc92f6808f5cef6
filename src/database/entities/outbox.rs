//! A promised message. See `mail::outbox`.

use sea_orm::entity::prelude::*;

use crate::base::clock::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Message {
    /// The link with which a person sets the first password.
    #[sea_orm(string_value = "activation")]
    Activation,
    /// Somebody typed a username under "Forgot your password?". Whether there is such an account is
    /// found out by the worker, never by the request: so no answer and no delay can tell.
    #[sea_orm(string_value = "password_forgotten")]
    PasswordForgotten,
    /// The password was set by such a link.
    #[sea_orm(string_value = "password_reset")]
    PasswordReset,
    /// The password was changed by whoever was signed in.
    #[sea_orm(string_value = "password_changed")]
    PasswordChanged,
    /// The address was changed: to the one it was.
    #[sea_orm(string_value = "email_changed_old")]
    EmailChangedOld,
    /// Somebody wants to change the address: to the new one, which has to confirm.
    #[sea_orm(string_value = "email_change")]
    EmailChange,
    /// Somebody typed an address under "Forgot your username?". Looked up by the worker, too.
    #[sea_orm(string_value = "usernames_forgotten")]
    UsernamesForgotten,
    #[sea_orm(string_value = "two_factor_on")]
    TwoFactorOn,
    #[sea_orm(string_value = "two_factor_off")]
    TwoFactorOff,
    /// Somebody signed in from a browser that the account had not been used in.
    #[sea_orm(string_value = "new_browser")]
    NewBrowser,
    /// Somebody knew the password, and entered no code.
    #[sea_orm(string_value = "code_missing")]
    CodeMissing,
    /// The end of a run, or of many: see `jobs::notify::Notice`.
    #[sea_orm(string_value = "job")]
    Job,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Refused for good; an administrator may send it again.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Not needed any more when its turn came, or discarded by an administrator.
    #[sea_orm(string_value = "dropped")]
    Dropped,
}

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
    /// JSON of what it tells of: a `mail::notice::Notice`, or a `mail::outbox::sign_ins::SignIn`.
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
