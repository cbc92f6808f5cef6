//! What is typed as connection settings: on the settings page, in `Connection.*` of the configuration,
//! and as it is stored. Parsed, it is [`ConnectionSettings`].

use std::{path::Path, time::Duration};

use engine::place::{ServerKind, ServerPlace, TlsMode};
use strum::{EnumIter, IntoStaticStr};

use super::settings::{ConnectionSettings, DatabasePlace, Engine};
use crate::{
    base::{
        failure::Checked,
        field::{FieldName, Fields, FormValues, number_between},
        field_error::FieldError,
        host_name::HostAndPort,
        names::plain_text,
        secret::{self, Secret},
    },
    configuration::ConfiguredFields,
};

/// The file of a new embedded database.
pub(crate) const EMBEDDED_FILE: &str = "datasync.db";
const DEFAULT_TIMEOUT_SECS: u16 = 20;
/// Longer than any server needs that is not broken.
const MAX_TIMEOUT_SECS: u16 = 600;
pub(crate) const LONGEST_TIMEOUT: Duration = Duration::from_secs(MAX_TIMEOUT_SECS as u64);
const DEFAULT_POOL_SIZE: u32 = 100;
/// PostgreSQL cuts names of databases and roles there; MySQL allows one more.
const MAX_NAME_CHARACTERS: u16 = 63;
const MAX_PASSWORD_CHARACTERS: u16 = 1_000;

/// The fields of the Connection panel without the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum ConnectionField {
    Engine,
    Server,
    Database,
    Username,
    Timeout,
    MaxPoolSize,
    Encrypt,
    TrustServerCertificate,
    CreateDatabase,
}

impl Fields for ConnectionField {
    fn is_box(self) -> bool {
        matches!(self, Self::Encrypt | Self::TrustServerCertificate | Self::CreateDatabase)
    }
}

impl ConfiguredFields for ConnectionField {
    fn key(self) -> &'static str {
        match self {
            Self::Engine => "Connection.Engine",
            Self::Server => "Connection.Server",
            Self::Database => "Connection.Database",
            Self::Username => "Connection.Username",
            Self::Timeout => "Connection.Timeout",
            Self::MaxPoolSize => "Connection.MaxPoolSize",
            Self::Encrypt => "Connection.Encrypt",
            Self::TrustServerCertificate => "Connection.TrustServerCertificate",
            Self::CreateDatabase => "Connection.CreateDatabase",
        }
    }
}

/// Of the database, never among the values that are stored as they were typed.
pub(crate) const PASSWORD: FieldName = FieldName::new("password");

pub(crate) type ConnectionForm = FormValues<ConnectionField>;

impl FormValues<ConnectionField> {
    /// What a new installation starts from.
    pub(crate) fn embedded(pool_limit: u32) -> Self {
        let pool_size = DEFAULT_POOL_SIZE.min(pool_limit);
        Self::unposted()
            .with(ConnectionField::Engine, Engine::Embedded.name())
            .with(ConnectionField::Timeout, DEFAULT_TIMEOUT_SECS.to_string())
            .with(ConnectionField::MaxPoolSize, pool_size.to_string())
    }

    /// As it is stored; what another engine would need is dropped.
    pub(crate) fn normalised(self) -> Self {
        let form = self.with_plain_ticks();
        match Engine::from_name(form.get(ConnectionField::Engine)) {
            Some(engine) => form.with(ConnectionField::Engine, engine.name()),
            None => form,
        }
    }

    /// The settings without their password, as far as they are well typed; the rest is noted.
    pub(crate) fn parse(
        &self,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<ConnectionSettings> {
        let engine =
            Engine::from_name(self.get(ConnectionField::Engine)).ok_or(FieldError::Required);
        let engine = checked.take(ConnectionField::Engine, engine);
        let secs = number_between(self.get(ConnectionField::Timeout), 1, MAX_TIMEOUT_SECS);
        let timeout = secs.map(|secs| Duration::from_secs(secs.into()));
        let timeout = checked.take(ConnectionField::Timeout, timeout);
        let max_pool_size = checked.take(
            ConnectionField::MaxPoolSize,
            limits.parse_pool_size(self.get(ConnectionField::MaxPoolSize)),
        );
        let place = match engine? {
            Engine::Embedded => self.parse_file(checked).map(DatabasePlace::Embedded),
            Engine::PostgreSql => self.parse_server(ServerKind::PostgreSql, limits, checked),
            Engine::MySql => self.parse_server(ServerKind::MySql, limits, checked),
        };
        Some(ConnectionSettings {
            place: place?,
            timeout: timeout?,
            max_pool_size: max_pool_size?,
            create_database: self.is_ticked(ConnectionField::CreateDatabase),
        })
    }

    /// A name, never a path: nothing leads out of the data directory.
    fn parse_file(&self, checked: &mut Checked) -> Option<String> {
        let typed = self.get(ConnectionField::Database).trim();
        // Of a server that was chosen before, perhaps.
        if !is_our_file(typed) {
            return Some(EMBEDDED_FILE.to_owned());
        }
        checked.take(ConnectionField::Database, plain_text(typed, MAX_NAME_CHARACTERS))
    }

    fn parse_server(
        &self,
        kind: ServerKind,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<DatabasePlace> {
        let fields = ServerFields {
            server: ConnectionField::Server,
            database: ConnectionField::Database,
            username: ConnectionField::Username,
            encrypt: ConnectionField::Encrypt,
            trust_server_certificate: ConnectionField::TrustServerCertificate,
            most_name_characters: MAX_NAME_CHARACTERS,
        };
        fields.parse(self, kind, limits, checked).map(DatabasePlace::Server)
    }
}

/// The fields of a form that say where a database on a server is.
pub(crate) struct ServerFields<F> {
    pub(crate) server: F,
    pub(crate) database: F,
    pub(crate) username: F,
    pub(crate) encrypt: F,
    pub(crate) trust_server_certificate: F,
    /// Of a database and of a username.
    pub(crate) most_name_characters: u16,
}

impl<F: Fields> ServerFields<F> {
    /// The server without its password, as far as it is well typed; the rest is noted.
    pub(crate) fn parse(
        &self,
        form: &FormValues<F>,
        kind: ServerKind,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<ServerPlace> {
        let server = HostAndPort::parse(form.get(self.server));
        let server = checked.take(self.server, server.map_err(FieldError::from));
        let mut name =
            |field| checked.take(field, plain_text(form.get(field), self.most_name_characters));
        let (database, username) = (name(self.database), name(self.username));
        let server = server?;
        Some(ServerPlace {
            kind,
            host: server.host,
            port: server.port.unwrap_or(kind.default_port()),
            database: database?,
            username: username?,
            password: None,
            encryption: TlsMode::from_boxes(
                form.is_ticked(self.encrypt),
                form.is_ticked(self.trust_server_certificate),
            ),
            authority_file: limits.authority_file.map(Path::to_owned),
            allow_clear_text_password: limits.allow_clear_text_password,
        })
    }
}

/// `datasync.db`, `datasync-2.db`, …
fn is_our_file(name: &str) -> bool {
    name.strip_prefix("datasync").and_then(|rest| rest.strip_suffix(".db")).is_some_and(|middle| {
        let digits = middle.strip_prefix('-').unwrap_or("0");
        middle.is_empty() || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// What the configuration says about every connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits<'a> {
    /// As many connections as jobs may run at once (`MaxNumberOfJobsRunningInParallel`): more would wait
    /// for nothing.
    pub(crate) pool_limit: u32,
    /// `Connection.AuthorityFile`
    pub(crate) authority_file: Option<&'a Path>,
    /// `Connection.AllowClearTextPassword`
    pub(crate) allow_clear_text_password: bool,
}

impl Limits<'_> {
    fn parse_pool_size(&self, typed: &str) -> Result<u32, FieldError> {
        let limit = self.pool_limit;
        match typed.trim().parse() {
            Ok(size) if (1..=limit).contains(&size) => Ok(size),
            Ok(typed) if typed > limit => Err(FieldError::AboveParallelJobs { typed, limit }),
            _ => Err(FieldError::NotAPoolSize { limit }),
        }
    }
}

/// A password as it was typed, `None` if it was not.
pub(crate) fn parse_password(typed: &str) -> Result<Option<Secret>, FieldError> {
    (!typed.is_empty()).then(|| secret::parse(typed, MAX_PASSWORD_CHARACTERS)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits<'_> =
        Limits { pool_limit: 10, authority_file: None, allow_clear_text_password: false };

    fn server() -> ConnectionForm {
        ConnectionForm::embedded(10)
            .with(ConnectionField::Engine, "postgresql")
            .with(ConnectionField::Server, "db.example.com")
            .with(ConnectionField::Database, "datasync")
            .with(ConnectionField::Username, "sync")
    }

    fn parse(form: &ConnectionForm) -> Result<ConnectionSettings, Vec<(FieldName, FieldError)>> {
        let mut checked = Checked::default();
        form.parse(&LIMITS, &mut checked).ok_or_else(|| checked.errors().to_vec())
    }

    #[test]
    fn the_pool_is_not_larger_than_the_number_of_jobs() {
        let with = |size: &str| {
            let form = server().with(ConnectionField::MaxPoolSize, size);
            parse(&form).map(|settings| settings.max_pool_size)
        };
        assert_eq!(with("10"), Ok(10));
        let above = FieldError::AboveParallelJobs { typed: 11, limit: 10 };
        assert_eq!(with("11"), Err(vec![(ConnectionField::MaxPoolSize.into(), above)]));
        for wrong in ["0", "-1", "", "many", "1.5", "99999999999"] {
            let error = FieldError::NotAPoolSize { limit: 10 };
            assert_eq!(
                with(wrong),
                Err(vec![(ConnectionField::MaxPoolSize.into(), error)]),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_timeout_is_between_a_second_and_ten_minutes() {
        let error = FieldError::NotANumberBetween { least: 1, most: 600 };
        for wrong in ["0", "601", "-5", "", "soon"] {
            let form = server().with(ConnectionField::Timeout, wrong);
            assert_eq!(
                parse(&form),
                Err(vec![(ConnectionField::Timeout.into(), error)]),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_password_is_bound_to_every_part_of_its_destination() {
        let destination = |form: &ConnectionForm| parse(form).unwrap().destination().unwrap();
        for (field, value) in [
            (ConnectionField::Engine, "mysql"),
            (ConnectionField::Server, "db.evil.example"),
            (ConnectionField::Server, "db.example.com:5433"),
            (ConnectionField::Username, "other"),
            (ConnectionField::Encrypt, "on"),
            (ConnectionField::TrustServerCertificate, "on"),
        ] {
            let mut changed = server();
            changed.set(field, value);
            assert_ne!(destination(&server()), destination(&changed), "{field:?}");
        }
        let other_database = server().with(ConnectionField::Database, "other");
        assert_eq!(destination(&server()), destination(&other_database));
    }

    #[test]
    fn no_file_leads_out_of_the_data_directory() {
        let file = |name: &str| {
            let form = ConnectionForm::embedded(10).with(ConnectionField::Database, name);
            parse(&form).unwrap().file(Path::new("/data")).unwrap()
        };
        assert_eq!(file(""), Path::new("/data/datasync.db"));
        assert_eq!(file("datasync-2.db"), Path::new("/data/datasync-2.db"));
        for other in ["../datasync.db", "/etc/passwd", "datasync-/../x.db", "secret-key", "a\0b"] {
            assert_eq!(file(other), Path::new("/data/datasync.db"), "{other}");
        }
    }
}
