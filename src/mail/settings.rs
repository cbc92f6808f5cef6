//! How DataSync reaches its mail server: what is typed ([`MailForm`], also what is stored and what
//! `Smtp.*` in the configuration fills), and what it means ([`MailSettings`]).

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{
    accounts::{
        email_address::EmailAddress,
        names::{PersonName, plain_text},
    },
    error::FieldError,
    security::secret::Secret,
    web::{failure::Checked, form::Field},
};

/// The port on which TLS begins with the first byte (RFC 8314).
const IMPLICIT_TLS_PORT: u16 = 465;
/// The longest host name, user name or scope list that anybody has.
const MAX_CHARACTERS: u16 = 255;
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

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// The field that its secret is typed into.
    pub(crate) const fn secret_field(self) -> Option<Field> {
        match self {
            Self::None => None,
            Self::Credentials => Some(Field::SmtpPassword),
            Self::ApiKey => Some(Field::ApiKey),
            Self::OAuth2 => Some(Field::ClientSecret),
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

/// A name or address of a server, as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostName(Host);

impl HostName {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        // Addresses of version 6 are typed with and without brackets.
        let bracketed = format!("[{typed}]");
        let text = if typed.matches(':').count() > 1 && !typed.starts_with('[') {
            &bracketed
        } else {
            typed
        };
        let host = Host::parse(text).map_err(|_| FieldError::NotAServerName)?;
        match &host {
            Host::Domain(name)
                if name.len() > 253 || name.contains([':', '/', '@', '%', '*', ',']) =>
            {
                Err(FieldError::NotAServerName)
            }
            _ => Ok(Self(host)),
        }
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

/// Without brackets.
impl std::fmt::Display for HostName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Host::Domain(name) => f.write_str(name),
            Host::Ipv4(address) => address.fmt(f),
            Host::Ipv6(address) => address.fmt(f),
        }
    }
}

/// This very machine: nothing that goes there can be overheard.
fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// From whom the mails are: `sync@example.com` or `DataSync <sync@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    pub(crate) name: Option<String>,
    pub(crate) address: EmailAddress,
}

impl Sender {
    pub(crate) fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = typed.trim();
        let Some((name, address)) =
            typed.strip_suffix('>').and_then(|typed| typed.rsplit_once('<'))
        else {
            return Ok(Self { name: None, address: EmailAddress::parse(typed)? });
        };
        let name = name.trim().trim_matches('"').trim();
        let name =
            if name.is_empty() { None } else { Some(PersonName::parse(name)?.as_str().to_owned()) };
        Ok(Self { name, address: EmailAddress::parse(address)? })
    }
}

impl MailForm {
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
        let key = checked
            .take(Field::ApiKey, if has_secret { Ok(()) } else { Err(FieldError::Required) });
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
        let secret = checked
            .take(Field::ClientSecret, if has_secret { Ok(()) } else { Err(FieldError::Required) });
        let token_endpoint =
            checked.take(Field::TokenEndpoint, parse_token_endpoint(&self.token_endpoint));
        let scopes = checked.take(Field::Scopes, parse_scopes(&self.scopes));
        let mailbox = if self.mailbox.trim().is_empty() {
            sender.map(|sender| sender.address.clone())
        } else {
            checked.take(Field::Mailbox, EmailAddress::parse(&self.mailbox))
        };
        let client_authentication = match self.client_authentication.as_str() {
            basic if basic == ClientAuthentication::Basic.name() => ClientAuthentication::Basic,
            _ => ClientAuthentication::Body,
        };
        secret?;
        Some(SignIn::Token(OAuth2 {
            client_id: client_id?,
            token_endpoint: token_endpoint?,
            scopes: scopes?,
            mailbox: mailbox?,
            client_authentication,
        }))
    }
}

impl MailSecrets {
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

/// Whether a box is ticked: browsers post `on`, scripts `true`.
pub(crate) fn is_ticked(posted: &str) -> bool {
    !matches!(posted, "" | "false" | "0" | "off")
}

fn line(typed: &str) -> Result<String, FieldError> {
    if typed.trim().is_empty() { Ok(String::new()) } else { plain_text(typed, MAX_CHARACTERS) }
}

fn required_line(typed: &str) -> Result<String, FieldError> {
    plain_text(typed, MAX_CHARACTERS)
}

fn parse_port(typed: &str) -> Result<u16, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(FieldError::Required);
    }
    typed.parse().ok().filter(|port| *port > 0).ok_or(FieldError::NotAPort)
}

/// A client's secret goes there: https, or this very machine.
fn parse_token_endpoint(typed: &str) -> Result<Url, FieldError> {
    let typed = required_line(typed)?;
    let url = Url::parse(&typed).map_err(|_| FieldError::NotAnHttpsAddress)?;
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    if is_safe && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
    {
        Ok(url)
    } else {
        Err(FieldError::NotAnHttpsAddress)
    }
}

/// Separated by spaces, of the characters that RFC 6749 §3.3 allows.
fn parse_scopes(typed: &str) -> Result<Vec<String>, FieldError> {
    let typed = line(typed)?;
    if typed.chars().all(|c| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\')) {
        Ok(typed.split_whitespace().map(str::to_owned).collect())
    } else {
        Err(FieldError::NotPlainText)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    #[test]
    fn a_secret_goes_to_https_or_to_this_machine() {
        for good in [
            "https://login.example.com/t/token",
            "http://127.0.0.1:8080/token",
            "http://localhost/",
        ] {
            assert!(parse_token_endpoint(good).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example.com/token",
            "ftp://localhost/",
            "https://user:word@example.com/",
            "login.example.com",
            "http://127.0.0.1.evil.example/",
            "https://",
        ] {
            assert!(parse_token_endpoint(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn servers_are_names_or_addresses() {
        let shown = |typed| HostName::parse(typed).map(|host| host.to_string());
        assert_eq!(shown(" SMTP.Example.com "), Ok("smtp.example.com".to_owned()));
        assert_eq!(shown("::1"), Ok("::1".to_owned()));
        assert_eq!(shown("[::1]"), Ok("::1".to_owned()));
        assert_eq!(shown("10.0.0.1"), Ok("10.0.0.1".to_owned()));
        assert_eq!(shown("bücher.example"), Ok("xn--bcher-kva.example".to_owned()));
        for bad in ["smtp.example.com:587", "https://x", "a b", "user@host", "a\r\nb", "*"] {
            assert_eq!(HostName::parse(bad), Err(FieldError::NotAServerName), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_sender_breaks_a_line(typed in "\\PC{0,60}|[\\x00-\\x7f]{0,60}|[\\x00-\\x7f]{0,30}<a@b>") {
            if let Ok(sender) = Sender::parse(&typed) {
                prop_assert!(!sender.name.unwrap_or_default().contains(['\r', '\n', '\0']));
            }
        }
    }
}
