//! The configuration as an operator asks for it: every key, the value in force, and where that comes
//! from. Secrets are there without their values.

use super::{Config, settings::Place};
use crate::{
    base::{
        failure::Error,
        field::{Field, is_ticked},
    },
    database::kept::Kept,
    jobs::configured::ConfiguredJobs,
    mail::form::MailForm,
    settings::server::form::ServerForm,
};

/// What administrators saved in the database.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    pub(crate) server: Option<ServerForm>,
    pub(crate) mail: Option<MailForm>,
}

pub(crate) struct Shown {
    pub(crate) key: &'static str,
    /// `None` for a secret that is set.
    pub(crate) value: Option<String>,
    pub(crate) source: Source,
}

pub(crate) enum Source {
    Default,
    /// The file with its line, or the variable.
    Configured(String),
    /// In the settings, by an administrator.
    Saved,
}

pub(super) const SERVER_KEYS: [(&str, Field); 5] = [
    ("Server.Url", Field::ServerUrl),
    ("Server.TrustedProxies", Field::TrustedProxies),
    ("Server.ShowVersion", Field::ShowVersion),
    ("Server.SessionIdleHours", Field::SessionIdleHours),
    ("Server.SessionDays", Field::SessionDays),
];

pub(super) const CONNECTION_KEYS: [(&str, Field); 9] = [
    ("Connection.Engine", Field::Engine),
    ("Connection.Server", Field::Server),
    ("Connection.Database", Field::Database),
    ("Connection.Username", Field::Username),
    ("Connection.Timeout", Field::Timeout),
    ("Connection.MaxPoolSize", Field::MaxPoolSize),
    ("Connection.Encrypt", Field::Encrypt),
    ("Connection.TrustServerCertificate", Field::TrustServerCertificate),
    ("Connection.CreateDatabase", Field::CreateDatabase),
];

pub(super) const MAIL_KEYS: [(&str, Field); 12] = [
    ("Smtp.Server", Field::SmtpServer),
    ("Smtp.SenderAddress", Field::SenderAddress),
    ("Smtp.Port", Field::Port),
    ("Smtp.ConnectionMode", Field::ConnectionMode),
    ("Smtp.UseTls", Field::UseTls),
    ("Smtp.Username", Field::SmtpUsername),
    ("Smtp.Login", Field::SmtpLogin),
    ("Smtp.ClientId", Field::ClientId),
    ("Smtp.TokenEndpoint", Field::TokenEndpoint),
    ("Smtp.Scopes", Field::Scopes),
    ("Smtp.Mailbox", Field::Mailbox),
    ("Smtp.ClientAuthentication", Field::ClientAuthentication),
];

pub(super) const MAIL_SECRET_KEYS: [(&str, Field); 3] = [
    ("Smtp.Password", Field::SmtpPassword),
    ("Smtp.ApiKey", Field::ApiKey),
    ("Smtp.ClientSecret", Field::ClientSecret),
];

/// Keys of which only is said that they are configured.
const SECRET_KEYS: [&str; 3] = ["Server.SecretKey", "Connection.Password", "Setup.SerialNumber"];

impl Config {
    /// Every key that means something here, and which secrets are configured. Fails where the kept connection cannot be read.
    pub(crate) fn shown(&self, saved: &Saved) -> Result<Vec<Shown>, Error> {
        let kept = Kept::read(&self.data_directory)?;
        let connection = self.connection.in_force(kept.active.as_ref());
        let server = self.server.in_force(saved.server.clone());
        let mail = match (&saved.mail, &self.mail) {
            (Some(saved), _) => saved.clone(),
            (None, Some(configured)) => configured.form.clone(),
            (None, None) => MailForm::blank(),
        };
        let mail = |field: Field| {
            let value = mail.values().into_iter().find(|(name, _)| name == field.name());
            value.map(|(_, value)| value).unwrap_or_default()
        };
        let metrics = self.metrics_address.map_or_else(String::new, |at| at.to_string());
        let mut shown = vec![
            self.configured("Server.Address", self.address.to_string()),
            self.configured("Server.MetricsAddress", metrics),
            self.configured("Server.DataDirectory", self.data_directory.display().to_string()),
        ];
        for (key, field) in SERVER_KEYS {
            shown.push(self.row(key, written(field, server.get(field)), saved.server.is_some()));
        }
        for (key, field) in CONNECTION_KEYS {
            let value = written(field, connection.form.get(field));
            shown.push(self.row(key, value, connection.is_saved()));
        }
        let authority = self.connection.authority_file.as_ref();
        let authority = authority.map_or_else(String::new, |file| file.display().to_string());
        shown.push(self.configured("Connection.AuthorityFile", authority));
        for (key, field) in MAIL_KEYS {
            shown.push(self.row(key, written(field, &mail(field)), saved.mail.is_some()));
        }
        let jobs = self.jobs.most_parallel.to_string();
        shown.push(self.configured(ConfiguredJobs::KEY, jobs));
        let keys: Vec<_> = self.trusted_keys.vendor.iter().map(ToString::to_string).collect();
        shown.push(self.configured("License.PublicKeys", keys.join(", ")));
        for (key, is_on) in [
            ("License.AllowDevelopmentKey", self.trusted_keys.allow_development_key),
            ("Setup.RequireCode", self.require_setup_code),
            ("Accounts.TwoFactorForAdministrators", self.two_factor_for_administrators),
        ] {
            shown.push(self.configured(key, is_on.to_string()));
        }
        if let Some(administrator) = &self.administrator {
            let account = &administrator.account;
            for (key, value) in [
                ("Setup.Administrator.Email", account.email.as_str()),
                ("Setup.Administrator.Username", account.username.as_str()),
                ("Setup.Administrator.FirstName", account.first_name.as_str()),
                ("Setup.Administrator.LastName", account.last_name.as_str()),
                ("Setup.Administrator.Language", account.language.tag()),
            ] {
                shown.push(self.configured(key, value.to_owned()));
            }
        }
        let secrets = SECRET_KEYS.into_iter().chain(MAIL_SECRET_KEYS.map(|(key, _)| key));
        shown.extend(secrets.filter_map(|key| {
            let source = Source::Configured(self.place_of(key)?.to_string());
            Some(Shown { key, value: None, source })
        }));
        Ok(shown)
    }

    fn configured(&self, key: &'static str, value: String) -> Shown {
        self.row(key, value, false)
    }

    /// The environment wins over what was saved, and that over the file.
    fn row(&self, key: &'static str, value: String, is_saved: bool) -> Shown {
        // Without a mail server, the other keys of mail have no effect.
        let counts = self.mail.is_some() || !key.starts_with("Smtp.");
        let source = match self.place_of(key).filter(|_| counts) {
            Some(place @ Place::Variable(_)) => Source::Configured(place.to_string()),
            _ if is_saved => Source::Saved,
            Some(place) => Source::Configured(place.to_string()),
            None => Source::Default,
        };
        Shown { key, value: Some(value), source }
    }

    fn place_of(&self, key: &str) -> Option<&Place> {
        self.places.iter().find(|(of, _)| of == key).map(|(_, place)| place)
    }
}

/// As it is written in the configuration, not as browsers post it.
fn written(field: Field, value: &str) -> String {
    if field.is_box() { is_ticked(value).to_string() } else { value.to_owned() }
}
