//! What is typed as mail settings: on the settings page, in `Smtp.*` of the configuration, and as it
//! is stored. Parsed, it is [`MailSettings`].

use strum::{EnumIter, IntoStaticStr};

use super::{
    settings::{ClientAuthentication, ConnectionMode, Encryption, MailSettings, OAuth2, SignIn},
    values::{MAX_CHARACTERS, Sender, line, parse_port, parse_scopes, required, required_line},
};
use crate::{
    base::{
        email_address::EmailAddress,
        failure::Checked,
        field::{Fields, FormValues},
        field_error::FieldError,
        host_name::HostName,
        outbound::parse_destination,
        secret::{self, Secret},
    },
    configuration::ConfiguredFields,
};

/// The port on which TLS begins with the first byte (RFC 8314).
const IMPLICIT_TLS_PORT: u16 = 465;
/// Longer than any key of any provider; still fits a form.
const MAX_SECRET_CHARACTERS: u16 = 2_000;

/// The fields of the Mail panel without its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum MailField {
    SmtpServer,
    SenderAddress,
    Port,
    HelloName,
    ConnectionMode,
    UseTls,
    SmtpUsername,
    SmtpLogin,
    ClientId,
    TokenEndpoint,
    Scopes,
    Mailbox,
    ClientAuthentication,
}

impl Fields for MailField {
    fn is_box(self) -> bool {
        self == Self::UseTls
    }
}

/// The secrets of the Mail panel: write-only. Of these, the mode uses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum MailSecretField {
    SmtpPassword,
    ApiKey,
    ClientSecret,
}

impl Fields for MailSecretField {}

impl ConfiguredFields for MailField {
    fn key(self) -> &'static str {
        match self {
            Self::SmtpServer => "Smtp.Server",
            Self::SenderAddress => "Smtp.SenderAddress",
            Self::Port => "Smtp.Port",
            Self::HelloName => "Smtp.HelloName",
            Self::ConnectionMode => "Smtp.ConnectionMode",
            Self::UseTls => "Smtp.UseTls",
            Self::SmtpUsername => "Smtp.Username",
            Self::SmtpLogin => "Smtp.Login",
            Self::ClientId => "Smtp.ClientId",
            Self::TokenEndpoint => "Smtp.TokenEndpoint",
            Self::Scopes => "Smtp.Scopes",
            Self::Mailbox => "Smtp.Mailbox",
            Self::ClientAuthentication => "Smtp.ClientAuthentication",
        }
    }
}

impl ConfiguredFields for MailSecretField {
    fn key(self) -> &'static str {
        match self {
            Self::SmtpPassword => "Smtp.Password",
            Self::ApiKey => "Smtp.ApiKey",
            Self::ClientSecret => "Smtp.ClientSecret",
        }
    }
}

pub(crate) type MailForm = FormValues<MailField>;
pub(crate) type MailSecrets = FormValues<MailSecretField>;

impl FormValues<MailField> {
    /// What a new installation starts from.
    pub(crate) fn blank() -> Self {
        Self::unposted()
            .with(MailField::Port, "587")
            .with(MailField::ConnectionMode, ConnectionMode::None.name())
            .with(MailField::UseTls, "on")
            .with(MailField::ClientAuthentication, ClientAuthentication::Body.name())
    }

    pub(crate) fn mode(&self) -> Option<ConnectionMode> {
        ConnectionMode::from_name(self.get(MailField::ConnectionMode))
    }

    /// As it is stored: every box ticked in one way, every choice by its name.
    pub(crate) fn normalised(self) -> Self {
        let form = self.with_plain_ticks();
        let client = ClientAuthentication::of(form.get(MailField::ClientAuthentication));
        match form.mode() {
            Some(mode) => form.with(MailField::ConnectionMode, mode.name()),
            None => form,
        }
        .with(MailField::ClientAuthentication, client.name())
    }

    pub(crate) fn uses_tls(&self) -> bool {
        self.is_ticked(MailField::UseTls)
    }

    /// The settings, as far as they are well typed; the rest is noted. `has_secret` tells whether
    /// the mode's secret is there, typed or kept.
    pub(crate) fn parse(&self, has_secret: bool, checked: &mut Checked) -> Option<MailSettings> {
        let server = checked.take(
            MailField::SmtpServer,
            HostName::parse(self.get(MailField::SmtpServer)).map_err(FieldError::from),
        );
        let port = checked.take(MailField::Port, parse_port(self.get(MailField::Port)));
        let hello = match self.get(MailField::HelloName) {
            typed if typed.trim().is_empty() => Some(None),
            typed => checked
                .take(MailField::HelloName, HostName::parse(typed).map_err(FieldError::from))
                .map(Some),
        };
        let sender = checked
            .take(MailField::SenderAddress, Sender::parse(self.get(MailField::SenderAddress)));
        let mode =
            checked.take(MailField::ConnectionMode, self.mode().ok_or(FieldError::Required))?;
        let sign_in = match mode {
            ConnectionMode::None => Some(SignIn::None),
            ConnectionMode::Credentials => self.credentials(has_secret, checked),
            ConnectionMode::ApiKey => self.api_key(has_secret, server.as_ref(), checked),
            ConnectionMode::OAuth2 => self.oauth2(has_secret, sender.as_ref(), checked),
        };
        let (server, port) = (server?, port?);
        let encryption = self.encryption(mode, &server, port);
        let (sender, sign_in, hello) = (sender?, sign_in?, hello?);
        Some(MailSettings { server, port, sender, mode, sign_in, encryption, hello })
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
        let username =
            checked.take(MailField::SmtpUsername, line(self.get(MailField::SmtpUsername)))?;
        match (username.is_empty(), has_secret) {
            (true, false) => Some(SignIn::None),
            (false, true) => Some(SignIn::Password { username: Some(username) }),
            (true, true) => checked.take(MailField::SmtpUsername, Err(FieldError::Required)),
            (false, false) => {
                checked.take(MailSecretField::SmtpPassword, Err(FieldError::Required))
            }
        }
    }

    fn api_key(
        &self,
        has_secret: bool,
        server: Option<&HostName>,
        checked: &mut Checked,
    ) -> Option<SignIn> {
        let typed = checked.take(MailField::SmtpLogin, line(self.get(MailField::SmtpLogin)));
        let key = checked.take(MailSecretField::ApiKey, required(has_secret));
        let login = server.map_or(KeyLogin::Fixed("apikey"), KeyLogin::of);
        let username = match (typed?, login) {
            (typed, _) if !typed.is_empty() => Some(typed),
            (_, KeyLogin::Fixed(login)) => Some(login.to_owned()),
            (_, KeyLogin::TheKeyItself) => None,
            (_, KeyLogin::Typed) => {
                checked.take(MailField::SmtpLogin, Err(FieldError::Required))?
            }
        };
        key.map(|()| SignIn::Password { username })
    }

    fn oauth2(
        &self,
        has_secret: bool,
        sender: Option<&Sender>,
        checked: &mut Checked,
    ) -> Option<SignIn> {
        let client_id =
            checked.take(MailField::ClientId, required_line(self.get(MailField::ClientId)));
        let secret = checked.take(MailSecretField::ClientSecret, required(has_secret));
        let token_endpoint = checked.take(
            MailField::TokenEndpoint,
            parse_destination(self.get(MailField::TokenEndpoint), MAX_CHARACTERS),
        );
        let scopes = checked.take(MailField::Scopes, parse_scopes(self.get(MailField::Scopes)));
        let mailbox = if self.get(MailField::Mailbox).trim().is_empty() {
            sender.map(|sender| sender.address.clone())
        } else {
            checked.take(MailField::Mailbox, EmailAddress::parse(self.get(MailField::Mailbox)))
        };
        secret?;
        Some(SignIn::Token(OAuth2 {
            client_id: client_id?,
            token_endpoint: token_endpoint?,
            scopes: scopes?,
            mailbox: mailbox?,
            client_authentication: ClientAuthentication::of(
                self.get(MailField::ClientAuthentication),
            ),
        }))
    }
}

impl FormValues<MailSecretField> {
    /// The secret of a mode, if it was typed; one that no server could take is noted.
    pub(crate) fn of(&self, mode: ConnectionMode, checked: &mut Checked) -> Option<Secret> {
        let field = mode.secret_field()?;
        let typed = self.get(field);
        if typed.is_empty() {
            return None;
        }
        // Keys are pasted, often with the end of the line; a password may begin with a space.
        let typed = if mode == ConnectionMode::Credentials { typed } else { typed.trim() };
        checked.take(field, secret::parse(typed, MAX_SECRET_CHARACTERS))
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
        MailForm::blank()
            .with(MailField::SmtpServer, "smtp.example.com")
            .with(MailField::SenderAddress, "DataSync <sync@example.com>")
            .with(MailField::ConnectionMode, mode.name())
    }

    fn parse(form: &MailForm, has_secret: bool) -> Option<MailSettings> {
        form.parse(has_secret, &mut Checked::default())
    }

    #[test]
    fn both_credentials_empty_is_no_sign_in_and_one_empty_is_refused() {
        let mut form = form(ConnectionMode::Credentials);
        assert_eq!(parse(&form, false).unwrap().sign_in, SignIn::None);
        assert_eq!(parse(&form, true), None);
        form.set(MailField::SmtpUsername, "mailer");
        assert_eq!(parse(&form, false), None);
        assert!(matches!(parse(&form, true).unwrap().sign_in, SignIn::Password { .. }));
    }

    #[test]
    fn providers_have_their_own_logins() {
        let login = |server: &str, typed: &str| {
            let form = form(ConnectionMode::ApiKey)
                .with(MailField::SmtpServer, server)
                .with(MailField::SmtpLogin, typed);
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
    fn choices_are_read_in_any_case() {
        for (typed, mode) in [
            ("None", ConnectionMode::None),
            ("CREDENTIALS", ConnectionMode::Credentials),
            ("ApiKey", ConnectionMode::ApiKey),
            ("Api_Key", ConnectionMode::ApiKey),
            (" OAuth2", ConnectionMode::OAuth2),
        ] {
            let form = MailForm::blank()
                .with(MailField::ConnectionMode, typed)
                .with(MailField::ClientAuthentication, "Basic")
                .normalised();
            assert_eq!(form.mode(), Some(mode), "{typed}");
            assert_eq!(form.get(MailField::ConnectionMode), mode.name());
            assert_eq!(form.get(MailField::ClientAuthentication), "basic");
        }
        assert_eq!(ConnectionMode::from_name("nonesuch"), None);
    }

    #[test]
    fn a_secret_is_bound_to_every_part_of_its_destination() {
        let before = form(ConnectionMode::Credentials).with(MailField::SmtpUsername, "mailer");
        let destination = |form: &MailForm| parse(form, true).unwrap().destination();
        for change in [
            |form: &mut MailForm| form.set(MailField::SmtpServer, "smtp.evil.example"),
            |form: &mut MailForm| form.set(MailField::Port, "25"),
            |form: &mut MailForm| form.set(MailField::UseTls, ""),
            |form: &mut MailForm| form.set(MailField::SmtpUsername, "other"),
        ] {
            let mut after = before.clone();
            change(&mut after);
            assert_ne!(destination(&before), destination(&after), "{after:?}");
        }
        let other_sender = before.clone().with(MailField::SenderAddress, "x@example.com");
        assert_eq!(destination(&before), destination(&other_sender));
    }
}
