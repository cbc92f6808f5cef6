//! The `Connection.…` keys of the configuration, and what is in force when an administrator has saved
//! something else: the environment wins over what was saved, and that over the file.

use std::path::PathBuf;

use super::{
    form::{ConnectionField, ConnectionForm, Limits, PASSWORD},
    kept::{SavedConnection, StoredConnection},
    settings::ConnectionSettings,
};
use crate::{
    base::{
        failure::{Checked, Error},
        field::FieldName,
        field_error::FieldError,
        secret::Secret,
        vault::{KeyProblem, Vault},
    },
    configuration::{
        Placed,
        origin::{Origin, Origins},
        read_form,
        settings::{Location, Settings},
        values,
    },
};

#[derive(Debug, Clone)]
pub(crate) struct ConfiguredConnection {
    /// What is not set is as in a new installation.
    pub(crate) form: ConnectionForm,
    pub(crate) password: Option<Secret>,
    /// Of the values that are set.
    pub(crate) origins: Origins,
    /// The largest pool that is accepted. See [`Limits::pool_limit`].
    pub(crate) pool_limit: u32,
    /// `Connection.AuthorityFile`: certificates as PEM, trusted besides the operating system's.
    pub(crate) authority_file: Option<PathBuf>,
    /// `Connection.AllowClearTextPassword`: to a server that asks for it, over a network that is trusted.
    pub(crate) allow_clear_text_password: bool,
}

/// What connects this installation to its data.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionInForce {
    pub(crate) form: ConnectionForm,
    saved: Option<SavedConnection>,
}

/// The largest pool that makes sense: as many connections as jobs may run at once.
#[derive(Debug, Clone)]
pub(crate) struct PoolLimit {
    pub(crate) connections: u32,
    /// Where that is configured, and where it stands.
    pub(crate) key: &'static str,
    pub(crate) place: Option<Location>,
}

impl ConfiguredConnection {
    pub(crate) fn read(settings: &mut Settings, limit: &PoolLimit) -> Self {
        let mut form = ConnectionForm::embedded(limit.connections);
        let mut placed = read_form(settings, &mut form);
        let password_place = settings.place_of("Connection.Password");
        let password = settings.take("Connection.Password", |text| Ok(Secret::new(text)));
        if let Some(place) = password_place {
            placed.note(PASSWORD, "Connection.Password", place);
        }
        let configured = Self {
            form: form.normalised(),
            password,
            origins: placed.origins(),
            pool_limit: limit.connections,
            authority_file: settings.take_path("Connection.AuthorityFile"),
            allow_clear_text_password: settings
                .take("Connection.AllowClearTextPassword", values::bool)
                .unwrap_or(false),
        };
        let mut checked = Checked::default();
        configured.form.parse(&configured.limits(), &mut checked);
        for (field, error) in checked.errors() {
            settings.complain(complaint(&placed, *field, *error, limit));
        }
        configured
    }

    pub(crate) fn limits(&self) -> Limits<'_> {
        Limits {
            pool_limit: self.pool_limit,
            authority_file: self.authority_file.as_deref(),
            allow_clear_text_password: self.allow_clear_text_password,
        }
    }

    /// The variable that fixes a field, whatever is typed into it.
    pub(crate) fn variable(&self, field: FieldName) -> Option<&str> {
        // A password goes where it was meant to go. If that is typed, so is the password.
        if field == PASSWORD && self.variable(ConnectionField::Server.into()).is_none() {
            return None;
        }
        self.origins.variable(field)
    }

    /// Puts in what the environment fixes.
    pub(crate) fn with_fixed(&self, mut form: ConnectionForm) -> ConnectionForm {
        form.take_from(&self.form, |field| self.variable(field.into()).is_some());
        form
    }

    pub(crate) fn in_force(&self, saved: Option<&SavedConnection>) -> ConnectionInForce {
        let form = saved.map_or_else(|| self.form.clone(), |s| self.with_fixed(s.form.clone()));
        ConnectionInForce { form: self.within_limits(form), saved: saved.cloned() }
    }

    /// Fewer jobs than when it was saved mean fewer connections, not no server.
    fn within_limits(&self, mut form: ConnectionForm) -> ConnectionForm {
        if form
            .get(ConnectionField::MaxPoolSize)
            .parse()
            .is_ok_and(|size: u32| size > self.pool_limit)
        {
            form.set(ConnectionField::MaxPoolSize, self.pool_limit.to_string());
        }
        form
    }

    /// The password that the environment fixes, for its own destination.
    pub(crate) fn fixed_password(&self, settings: &ConnectionSettings) -> Option<Secret> {
        match self.origins.of(PASSWORD) {
            Some(Origin::Variable(_)) => self.own_password(settings),
            Some(Origin::File) | None => None,
        }
    }

    fn own_password(&self, settings: &ConnectionSettings) -> Option<Secret> {
        let own = self.form.parse(&self.limits(), &mut Checked::default());
        let is_its_own = own.is_some_and(|own| own.destination() == settings.destination());
        self.password.clone().filter(|_| is_its_own)
    }

    /// The settings by which the installation opens its database.
    pub(crate) fn settings(
        &self,
        kept: &StoredConnection,
        vault: &Vault,
    ) -> Result<ConnectionSettings, Error> {
        let in_force = self.in_force(kept.active.as_ref());
        let settings = in_force
            .form
            .parse(&self.limits(), &mut Checked::default())
            .ok_or_else(|| std::io::Error::other("the connection settings cannot be used"))?;
        let password = self.password_for(&in_force, &settings, vault)?;
        Ok(settings.with_password(password))
    }

    /// Whether there is a password that leaving the field blank could mean.
    pub(crate) fn has_password(&self, in_force: &ConnectionInForce) -> bool {
        let is_saved = |saved: &SavedConnection| saved.sealed_password.is_some();
        in_force.saved.as_ref().is_some_and(is_saved) || self.password.is_some()
    }

    /// A password that was given for this very destination: saved, or in the configuration.
    pub(crate) fn password_for(
        &self,
        in_force: &ConnectionInForce,
        settings: &ConnectionSettings,
        vault: &Vault,
    ) -> Result<Option<Secret>, KeyProblem> {
        if let Some(fixed) = self.fixed_password(settings) {
            return Ok(Some(fixed));
        }
        if let Some(saved) = &in_force.saved
            && let Some(password) = saved.password_for(settings, vault)?
        {
            return Ok(Some(password));
        }
        Ok(self.own_password(settings))
    }
}

impl ConnectionInForce {
    pub(crate) fn is_saved(&self) -> bool {
        self.saved.is_some()
    }
}

/// In the words of an operator, who reads keys and not fields.
fn complaint(
    placed: &Placed,
    field: FieldName,
    error: FieldError,
    pool_limit: &PoolLimit,
) -> String {
    let at =
        |place: Option<&Location>| place.map_or_else(String::new, |place| format!("{place}: "));
    let engine = placed.place_of(ConnectionField::Engine);
    match error {
        FieldError::Required if field == ConnectionField::Engine.into() => {
            let place = at(engine);
            format!("{place}Connection.Engine: not one of Embedded, PostgreSQL, MySQL, MariaDB")
        }
        FieldError::AboveParallelJobs { typed, limit } => {
            let place = at(placed.place_of(field).or(pool_limit.place.as_ref()));
            let key = pool_limit.key;
            format!("{place}Connection.MaxPoolSize: {typed} is above {key}, which is {limit}")
        }
        _ => placed.complaint("Connection", (field, error), engine),
    }
}
