//! The fields that forms have, by the names they are posted under.

use serde::{Deserialize, Serialize};

use super::field_error::FieldError;

/// A field of a form. The names are a contract: scripts fill forms by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    SetupCode,
    Email,
    Username,
    FirstName,
    LastName,
    SerialNumber,
    Password,
    NewPassword,
    ConfirmNewPassword,
    SmtpServer,
    SenderAddress,
    Port,
    ConnectionMode,
    UseTls,
    SmtpUsername,
    SmtpPassword,
    SmtpLogin,
    ApiKey,
    ClientId,
    ClientSecret,
    TokenEndpoint,
    Scopes,
    Mailbox,
    ClientAuthentication,
    TestAddress,
    Code,
    Language,
    EmailNotifications,
    Engine,
    Server,
    Database,
    Timeout,
    MaxPoolSize,
    Encrypt,
    TrustServerCertificate,
    CreateDatabase,
    Role,
    Registration,
    ServerUrl,
    TrustedProxies,
    ShowVersion,
    SessionIdleHours,
    SessionDays,
    /// Of an API token.
    Name,
    Scope,
    Job,
    Expires,
    /// Takes a Server URL that this server itself cannot reach.
    SaveUnreached,
    /// When a job runs, and in which zone that is meant.
    Schedule,
    TimeZone,
    Enabled,
    HeartbeatMinutes,
    TellsOfFailures,
    /// The username or the number of accounts, or the name of a job, before they are deleted.
    Confirmation,
    /// Of whoever is signed in, on a form that has another `password`.
    OwnPassword,
    WebhookUrl,
    /// Makes another secret for the webhook.
    NewWebhookSecret,
}

impl Field {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SetupCode => "setup_code",
            Self::Email => "email",
            Self::Username => "username",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::SerialNumber => "serial_number",
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::ConfirmNewPassword => "confirm_new_password",
            Self::SmtpServer => "smtp_server",
            Self::SenderAddress => "sender_address",
            Self::Port => "port",
            Self::ConnectionMode => "connection_mode",
            Self::UseTls => "use_tls",
            Self::SmtpUsername => "smtp_username",
            Self::SmtpPassword => "smtp_password",
            Self::SmtpLogin => "smtp_login",
            Self::ApiKey => "api_key",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::TokenEndpoint => "token_endpoint",
            Self::Scopes => "scopes",
            Self::Mailbox => "mailbox",
            Self::ClientAuthentication => "client_authentication",
            Self::TestAddress => "test_address",
            Self::Code => "code",
            Self::Language => "language",
            Self::EmailNotifications => "email_notifications",
            Self::Engine => "engine",
            Self::Server => "server",
            Self::Database => "database",
            Self::Timeout => "timeout",
            Self::MaxPoolSize => "max_pool_size",
            Self::Encrypt => "encrypt",
            Self::TrustServerCertificate => "trust_server_certificate",
            Self::CreateDatabase => "create_database",
            Self::Role => "role",
            Self::Registration => "registration",
            Self::ServerUrl => "server_url",
            Self::TrustedProxies => "trusted_proxies",
            Self::ShowVersion => "show_version",
            Self::SessionIdleHours => "session_idle_hours",
            Self::SessionDays => "session_days",
            Self::Name => "name",
            Self::Scope => "scope",
            Self::Job => "job",
            Self::Expires => "expires",
            Self::SaveUnreached => "save_unreached",
            Self::Schedule => "schedule",
            Self::TimeZone => "time_zone",
            Self::Enabled => "enabled",
            Self::HeartbeatMinutes => "heartbeat_minutes",
            Self::TellsOfFailures => "tells_of_failures",
            Self::Confirmation => "confirmation",
            Self::OwnPassword => "own_password",
            Self::WebhookUrl => "webhook_url",
            Self::NewWebhookSecret => "new_webhook_secret",
        }
    }
}

impl Field {
    /// Whether it is a box to tick.
    pub(crate) const fn is_box(self) -> bool {
        matches!(
            self,
            Self::UseTls
                | Self::Encrypt
                | Self::TrustServerCertificate
                | Self::CreateDatabase
                | Self::ShowVersion
        )
    }
}

/// Whether a box is ticked: browsers post `on`, scripts `true`.
pub(crate) fn is_ticked(posted: &str) -> bool {
    !matches!(posted, "" | "false" | "0" | "off")
}

/// A whole number within bounds.
pub(crate) fn number_between(typed: &str, least: u16, most: u16) -> Result<u16, FieldError> {
    let number = typed.trim().parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or(FieldError::NotANumberBetween { least, most })
}

/// The fields of a form that is kept, by their names.
pub(crate) fn values_of(form: &impl Serialize) -> Vec<(String, String)> {
    match serde_json::to_value(form) {
        Ok(serde_json::Value::Object(fields)) => fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
            .collect(),
        _ => Vec::new(),
    }
}
