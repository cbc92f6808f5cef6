//! What is typed as mail settings: on the settings page, in `Smtp.*` of the configuration, and as it
//! is stored. Parsed, it is [`MailSettings`].

use serde::{Deserialize, Serialize};

use super::{
    settings::{ClientAuthentication, ConnectionMode, Encryption, MailSettings, OAuth2, SignIn},
    values::{MAX_CHARACTERS, Sender, line, parse_port, parse_scopes, required, required_line},
};
use crate::base::{
    email_address::EmailAddress,
    failure::Checked,
    field::{Field, is_ticked, values_of},
    field_error::FieldError,
    host_name::HostName,
    outbound::parse_destination,
    secret::Secret,
};

/// The port on which TLS begins with the first byte (RFC 8314).
const IMPLICIT_TLS_PORT: u16 = 465;
/// Longer than any key of any provider; still fits a form.
const MAX_SECRET_CHARACTERS: u16 = 2_000;

/// The fields of the Mail panel without its secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MailForm {
    pub(crate) smtp_server: String,
    pub(crate) sender_address: String,
    pub(crate) port: String,
    pub(crate) connection_mode: String,
    /// A ticked box; browsers send nothing for one that is not.
    pub(crate) use_tls: String,
    pub(crate) smtp_username: String,
    pub(crate) smtp_login: String,
    pub(crate) client_id: String,
    pub(crate) token_endpoint: String,
    pub(crate) scopes: String,
    pub(crate) mailbox: String,
    pub(crate) client_authentication: String,
}

/// The secrets of the Mail panel: write-only. Of these, the mode uses one.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MailSecrets {
    pub(crate) smtp_password: String,
    pub(crate) api_key: String,
    pub(crate) client_secret: String,
}

impl MailForm {
    /// Every field of it.
    pub(crate) const FIELDS: [Field; 12] = [
        Field::SmtpServer,
        Field::SenderAddress,
        Field::Port,
        Field::ConnectionMode,
        Field::UseTls,
        Field::SmtpUsername,
        Field::SmtpLogin,
        Field::ClientId,
        Field::TokenEndpoint,
        Field::Scopes,
        Field::Mailbox,
        Field::ClientAuthentication,
    ];

    /// What a new installation starts from.
    pub(crate) fn blank() -> Self {
        Self {
            port: "587".to_owned(),
            connection_mode: ConnectionMode::None.name().to_owned(),
            use_tls: "on".to_owned(),
            client_authentication: ClientAuthentication::Body.name().to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn mode(&self) -> Option<ConnectionMode> {
        ConnectionMode::from_name(&self.connection_mode)
    }

    pub(crate) fn uses_tls(&self) -> bool {
        is_ticked(&self.use_tls)
    }

    /// As browsers post it.
    pub(crate) fn normalised(self) -> Self {
        let use_tls = if self.uses_tls() { "on" } else { "" };
        Self { use_tls: use_tls.to_owned(), ..self }
    }

    /// Every field by its name.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        values_of(self)
    }

    /// The same with other values, by the names of their fields.
    pub(crate) fn with(self, values: impl IntoIterator<Item = (String, String)>) -> Self {
        let all = self.values().into_iter().chain(values);
        let all = all.map(|(name, value)| (name, value.into())).collect();
        serde_json::from_value(serde_json::Value::Object(all)).unwrap_or(self)
    }

    /// The fields that are different in `other`.
    pub(crate) fn fields_changed_in(&self, other: &Self) -> Vec<Field> {
        let before = self.values();
        let changed = other.values().into_iter().filter(|value| !before.contains(value));
        changed.filter_map(|(name, _)| serde_json::from_value(name.into()).ok()).collect()
    }

    /// The settings, as far as they are well typed; the rest is noted. `has_secret` tells whether
    /// the mode's secret is there, typed or kept.
    pub(crate) fn parse(&self, has_secret: bool, checked: &mut Checked) -> Option<MailSettings> {
        let server = checked.take(Field::SmtpServer, HostName::parse(&self.smtp_server));
        let port = checked.take(Field::Port, parse_port(&self.port));
        let sender = checked.take(Field::SenderAddress, Sender::parse(&self.sender_address));
        let mode = checked.take(Field::ConnectionMode, self.mode().ok_or(FieldError::Required))?;
        let sign_in = match mode {
            ConnectionMode::None => Some(SignIn::None),
            ConnectionMode::Credentials => self.credentials(has_secret, checked),
            ConnectionMode::ApiKey => self.api_key(has_secret, server.as_ref(), checked),
            ConnectionMode::OAuth2 => self.oauth2(has_secret, sender.as_ref(), checked),
        };
        let (server, port) = (server?, port?);
        let encryption = self.encryption(mode, &server, port);
        Some(MailSettings { server, port, sender: sender?, mode, sign_in: sign_in?, encryption })
    }

    fn encryption(&self, mode: ConnectionMode, server: &HostName, port: u16) -> Encryption {
        if port == IMPLICIT_TLS_PORT {
            return Encryption::Implicit;
        }
        let is_required = match mode {
            ConnectionMode::None => false,
            ConnectionMode::Credentials => self.uses_tls(),
            ConnectionMode::ApiKey => !server.is_loopback(),
            // A token never travels in clear.
            ConnectionMode::OAuth2 => true,
        };
        if is_required { Encryption::Required } else { Encryption::IfOffered }
    }

    /// Both empty is no sign-in; one empty is a slip.
    fn credentials(&self, has_secret: bool, checked: &mut Checked) -> Option<SignIn> {
        let username = checked.take(Field::SmtpUsername, line(&self.smtp_username))?;
        match (username.is_empty(), has_secret) {
            (true, false) => Some(SignIn::None),
            (false, true) => Some(SignIn::Password { username: Some(username) }),
            (true, true) => checked.take(Field::SmtpUsername, Err(FieldError::Required)),
            (false, false) => checked.take(Field::SmtpPassword, Err(FieldError::Required)),
        }
    }

    fn api_key(
        &self,
        has_secret: bool,
        server: Option<&HostName>,
        checked: &mut Checked,
    ) -> Option<SignIn> {
        let typed = checked.take(Field::SmtpLogin, line(&self.smtp_login));
        let key = checked.take(Field::ApiKey, required(has_secret));
        let login = server.map_or(KeyLogin::Fixed("apikey"), KeyLogin::of);
        let username = match (typed?, login) {
            (typed, _) if !typed.is_empty() => Some(typed),
            (_, KeyLogin::Fixed(login)) => Some(login.to_owned()),
            (_, KeyLogin::TheKeyItself) => None,
            (_, KeyLogin::Typed) => checked.take(Field::SmtpLogin, Err(FieldError::Required))?,
        };
        key.map(|()| SignIn::Password { username })
    }

    fn oauth2(
        &self,
        has_secret: bool,
        sender: Option<&Sender>,
        checked: &mut Checked,
    ) -> Option<SignIn> {
        let client_id = checked.take(Field::ClientId, required_line(&self.client_id));
        let secret = checked.take(Field::ClientSecret, required(has_secret));
        let token_endpoint = checked
            .take(Field::TokenEndpoint, parse_destination(&self.token_endpoint, MAX_CHARACTERS));
        let scopes = checked.take(Field::Scopes, parse_scopes(&self.scopes));
        let mailbox = if self.mailbox.trim().is_empty() {
            sender.map(|sender| sender.address.clone())
        } else {
            checked.take(Field::Mailbox, EmailAddress::parse(&self.mailbox))
        };
        secret?;
        Some(SignIn::Token(OAuth2 {
            client_id: client_id?,
            token_endpoint: token_endpoint?,
            scopes: scopes?,
            mailbox: mailbox?,
            client_authentication: ClientAuthentication::of(&self.client_authentication),
        }))
    }
}

impl MailSecrets {
    pub(crate) const FIELDS: [Field; 3] = [Field::SmtpPassword, Field::ApiKey, Field::ClientSecret];

    /// The secret of a mode, if it was typed; one that no server could take is noted.
    pub(crate) fn of(&self, mode: ConnectionMode, checked: &mut Checked) -> Option<Secret> {
        let (field, typed) = match mode {
            ConnectionMode::None => return None,
            ConnectionMode::Credentials => (Field::SmtpPassword, &self.smtp_password),
            ConnectionMode::ApiKey => (Field::ApiKey, &self.api_key),
            ConnectionMode::OAuth2 => (Field::ClientSecret, &self.client_secret),
        };
        if typed.is_empty() {
            return None;
        }
        // Keys are pasted, often with the end of the line; a password may begin with a space.
        let typed = if mode == ConnectionMode::Credentials { typed.as_str() } else { typed.trim() };
        let parsed = if typed.chars().count() > usize::from(MAX_SECRET_CHARACTERS) {
            Err(FieldError::TooLong { limit: MAX_SECRET_CHARACTERS })
        } else if typed.chars().any(char::is_control) {
            Err(FieldError::NotPlainText)
        } else {
            Ok(Secret::new(typed))
        };
        checked.take(field, parsed)
    }
}

impl std::fmt::Debug for MailSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

/// What a provider wants as the user name beside an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyLogin {
    Fixed(&'static str),
    TheKeyItself,
    Typed,
}

impl KeyLogin {
    fn of(server: &HostName) -> Self {
        match server.to_string().as_str() {
            "smtp.resend.com" => Self::Fixed("resend"),
            "smtp.sparkpostmail.com" | "smtp.eu.sparkpostmail.com" => Self::Fixed("SMTP_Injection"),
            "smtp.postmarkapp.com" | "smtp-broadcasts.postmarkapp.com" => Self::TheKeyItself,
            "smtp.mailgun.org" | "smtp.eu.mailgun.org" | "smtp-relay.brevo.com" => Self::Typed,
            // SendGrid, and whoever does as SendGrid does.
            _ => Self::Fixed("apikey"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(mode: ConnectionMode) -> MailForm {
        MailForm {
            smtp_server: "smtp.example.com".to_owned(),
            sender_address: "DataSync <sync@example.com>".to_owned(),
            connection_mode: mode.name().to_owned(),
            ..MailForm::blank()
        }
    }

    fn parse(form: &MailForm, has_secret: bool) -> Option<MailSettings> {
        form.parse(has_secret, &mut Checked::default())
    }

    #[test]
    fn both_credentials_empty_is_no_sign_in_and_one_empty_is_refused() {
        let mut form = form(ConnectionMode::Credentials);
        assert_eq!(parse(&form, false).unwrap().sign_in, SignIn::None);
        assert_eq!(parse(&form, true), None);
        form.smtp_username = "mailer".to_owned();
        assert_eq!(parse(&form, false), None);
        assert!(matches!(parse(&form, true).unwrap().sign_in, SignIn::Password { .. }));
    }

    #[test]
    fn providers_have_their_own_logins() {
        let login = |server: &str, typed: &str| {
            let form = MailForm {
                smtp_server: server.to_owned(),
                smtp_login: typed.to_owned(),
                ..form(ConnectionMode::ApiKey)
            };
            parse(&form, true).map(|settings| settings.sign_in)
        };
        let password = |username: Option<&str>| {
            Some(SignIn::Password { username: username.map(str::to_owned) })
        };
        assert_eq!(login("smtp.sendgrid.net", ""), password(Some("apikey")));
        assert_eq!(login("smtp.postmarkapp.com", ""), password(None));
        assert_eq!(login("SMTP.Resend.com", ""), password(Some("resend")));
        assert_eq!(login("smtp.mailgun.org", ""), None);
        assert_eq!(
            login("smtp.mailgun.org", "postmaster@x.org"),
            password(Some("postmaster@x.org"))
        );
    }

    #[test]
    fn a_secret_is_bound_to_every_part_of_its_destination() {
        let before =
            MailForm { smtp_username: "mailer".to_owned(), ..form(ConnectionMode::Credentials) };
        let destination = |form: &MailForm| parse(form, true).unwrap().destination();
        for change in [
            |form: &mut MailForm| form.smtp_server = "smtp.evil.example".to_owned(),
            |form: &mut MailForm| form.port = "25".to_owned(),
            |form: &mut MailForm| form.use_tls = String::new(),
            |form: &mut MailForm| form.smtp_username = "other".to_owned(),
        ] {
            let mut after = before.clone();
            change(&mut after);
            assert_ne!(destination(&before), destination(&after), "{after:?}");
        }
        let other_sender =
            MailForm { sender_address: "x@example.com".to_owned(), ..before.clone() };
        assert_eq!(destination(&before), destination(&other_sender));
    }
}
