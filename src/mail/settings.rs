//! What mail settings mean: a server, how to sign in there, and as whom to send. What is typed for
//! them is a [`MailForm`](super::form::MailForm), its parts are [`values`](super::values).

use url::Url;

use super::{form::MailSecretField, values::Sender};
use crate::base::{email_address::EmailAddress, host_name::HostName};

/// Which fields count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConnectionMode {
    None,
    Credentials,
    ApiKey,
    OAuth2,
}

impl ConnectionMode {
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Credentials, Self::ApiKey, Self::OAuth2];

    /// As in the field `connection_mode`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Credentials => "credentials",
            Self::ApiKey => "api_key",
            Self::OAuth2 => "oauth2",
        }
    }

    /// Upper and lower case alike, as people write it in a file, and `ApiKey` as its key is written.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let plain = |name: &str| name.trim().replace('_', "").to_ascii_lowercase();
        Self::ALL.into_iter().find(|mode| plain(mode.name()) == plain(name))
    }

    /// The field that its secret is typed into.
    pub(crate) const fn secret_field(self) -> Option<MailSecretField> {
        match self {
            Self::None => None,
            Self::Credentials => Some(MailSecretField::SmtpPassword),
            Self::ApiKey => Some(MailSecretField::ApiKey),
            Self::OAuth2 => Some(MailSecretField::ClientSecret),
        }
    }
}

/// A mail server, how to sign in there, and as whom to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MailSettings {
    pub(crate) server: HostName,
    pub(crate) port: u16,
    pub(crate) sender: Sender,
    pub(crate) mode: ConnectionMode,
    pub(crate) sign_in: SignIn,
    pub(crate) encryption: Encryption,
    /// How DataSync introduces itself, if not by the host of the Server URL.
    pub(crate) hello: Option<HostName>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// No AUTH, ever.
    None,
    /// The secret is the password, for some providers the name as well.
    Password {
        username: Option<String>,
    },
    Token(OAuth2),
}

/// A client that gets its tokens by its own credentials (RFC 6749 §4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuth2 {
    pub(crate) client_id: String,
    pub(crate) token_endpoint: Url,
    pub(crate) scopes: Vec<String>,
    /// Whose mailbox the token opens.
    pub(crate) mailbox: EmailAddress,
    pub(crate) client_authentication: ClientAuthentication,
}

/// Where the token request carries the client's secret (RFC 6749 §2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientAuthentication {
    Body,
    Basic,
}

impl ClientAuthentication {
    /// As the field `client_authentication` says; a box that is not ticked says nothing.
    pub(crate) fn of(posted: &str) -> Self {
        if posted.trim().eq_ignore_ascii_case(Self::Basic.name()) {
            Self::Basic
        } else {
            Self::Body
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Basic => "basic",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// TLS from the first byte, certificate and name verified.
    Implicit,
    /// STARTTLS, certificate and name verified; without it nothing is sent.
    Required,
    /// STARTTLS if the server offers it. Whoever could forge a certificate could also hide the
    /// offer, so the certificate is not verified.
    IfOffered,
}

impl MailSettings {
    /// Where the secret goes: for any other text it does not open.
    pub(crate) fn destination(&self) -> String {
        let who = match &self.sign_in {
            SignIn::None => String::new(),
            SignIn::Password { username } => username.clone().unwrap_or_default(),
            SignIn::Token(oauth2) => format!("{}\n{}", oauth2.client_id, oauth2.token_endpoint),
        };
        format!(
            "mail\n{}\n{}\n{}\n{:?}\n{who}",
            self.mode.name(),
            self.server,
            self.port,
            self.encryption
        )
    }
}
