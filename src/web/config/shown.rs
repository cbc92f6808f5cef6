//! The configuration as an operator asks for it: every key, the value in force, and where that comes
//! from. Secrets are there without their values.

use strum::IntoEnumIterator;

use super::Config;
use crate::{
    base::{failure::Error, field::FormValues},
    configuration::{ConfiguredFields, server_settings::ServerForm, settings::Location},
    database::kept::StoredConnection,
    jobs::configured::ConfiguredJobs,
    mail::form::{MailForm, MailSecretField},
};

/// What administrators saved in the database.
#[derive(Debug, Default)]
pub(crate) struct SavedSettings {
    pub(crate) server: Option<ServerForm>,
    pub(crate) mail: Option<MailForm>,
}

pub(crate) struct ShownKey {
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

/// Keys of which only is said that they are configured.
const SECRET_KEYS: [&str; 3] = ["Server.SecretKey", "Connection.Password", "Setup.SerialNumber"];

impl Config {
    /// Every key that means something here, and which secrets are configured. Fails where the kept connection cannot be read.
    pub(crate) fn shown(&self, saved: &SavedSettings) -> Result<Vec<ShownKey>, Error> {
        let kept = StoredConnection::read(&self.data_directory)?;
        let connection = self.connection.in_force(kept.active.as_ref());
        let server = self.server.in_force(saved.server.clone());
        let mail = match (&saved.mail, &self.mail) {
            (Some(saved), _) => saved.clone(),
            (None, Some(configured)) => configured.form.clone(),
            (None, None) => MailForm::blank(),
        };
        let metrics = self.metrics_address.map_or_else(String::new, |at| at.to_string());
        let file_roots: Vec<_> =
            self.file_roots.iter().map(|root| root.display().to_string()).collect();
        let mut shown = vec![
            self.configured("Server.Address", self.address.to_string()),
            self.configured("Server.MetricsAddress", metrics),
            self.configured("Server.DataDirectory", self.data_directory.display().to_string()),
            self.configured("Files.Roots", file_roots.join(", ")),
        ];
        shown.extend(self.rows(&server, saved.server.is_some()));
        shown.extend(self.rows(&connection.form, connection.is_saved()));
        let authority = self.connection.authority_file.as_ref();
        let authority = authority.map_or_else(String::new, |file| file.display().to_string());
        shown.push(self.configured("Connection.AuthorityFile", authority));
        shown.extend(self.rows(&mail, saved.mail.is_some()));
        let jobs = self.jobs.most_parallel.to_string();
        shown.push(self.configured(ConfiguredJobs::KEY, jobs));
        let keys: Vec<_> = self.trusted_keys.vendor.iter().map(ToString::to_string).collect();
        shown.push(self.configured("License.PublicKeys", keys.join(", ")));
        for (key, is_on) in [
            ("License.AllowDevelopmentKey", self.trusted_keys.allow_development_key),
            ("Connection.AllowClearTextPassword", self.connection.allow_clear_text_password),
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
        let secrets =
            SECRET_KEYS.into_iter().chain(MailSecretField::iter().map(ConfiguredFields::key));
        shown.extend(secrets.filter_map(|key| {
            let source = Source::Configured(self.place_of(key)?.to_string());
            Some(ShownKey { key, value: None, source })
        }));
        Ok(shown)
    }

    fn configured(&self, key: &'static str, value: String) -> ShownKey {
        self.row(key, value, false)
    }

    /// The values of a form, as they are written in the configuration and not as browsers post them.
    fn rows<F: ConfiguredFields>(&self, form: &FormValues<F>, is_saved: bool) -> Vec<ShownKey> {
        let written = |field: F| {
            if field.is_box() {
                form.is_ticked(field).to_string()
            } else {
                form.get(field).to_owned()
            }
        };
        F::iter().map(|field| self.row(field.key(), written(field), is_saved)).collect()
    }

    /// The environment wins over what was saved, and that over the file.
    fn row(&self, key: &'static str, value: String, is_saved: bool) -> ShownKey {
        // Without a mail server, the other keys of mail have no effect.
        let counts = self.mail.is_some() || !key.starts_with("Smtp.");
        let source = match self.place_of(key).filter(|_| counts) {
            Some(place @ Location::Variable(_)) => Source::Configured(place.to_string()),
            _ if is_saved => Source::Saved,
            Some(place) => Source::Configured(place.to_string()),
            None => Source::Default,
        };
        ShownKey { key, value: Some(value), source }
    }

    fn place_of(&self, key: &str) -> Option<&Location> {
        self.places.iter().find(|(of, _)| of == key).map(|(_, place)| place)
    }
}
