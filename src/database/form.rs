//! What is typed as connection settings: on the settings page, in `Connection.*` of the configuration,
//! and as it is stored. Parsed, it is [`ConnectionSettings`].

use std::{path::Path, time::Duration};

use serde::{Deserialize, Serialize};

use super::settings::{ConnectionSettings, Encryption, Engine, Place, Product, ServerPlace};
use crate::base::{
    failure::Checked,
    field::{Field, is_ticked, number_between, values_of},
    field_error::FieldError,
    host_name::HostAndPort,
    names::plain_text,
    secret::Secret,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectionForm {
    pub(crate) engine: String,
    pub(crate) server: String,
    pub(crate) database: String,
    pub(crate) username: String,
    pub(crate) timeout: String,
    pub(crate) max_pool_size: String,
    /// Ticked boxes; browsers send nothing for one that is not.
    pub(crate) encrypt: String,
    pub(crate) trust_server_certificate: String,
    pub(crate) create_database: String,
}

impl ConnectionForm {
    /// Every field of it.
    pub(crate) const FIELDS: [Field; 9] = [
        Field::Engine,
        Field::Server,
        Field::Database,
        Field::Username,
        Field::Timeout,
        Field::MaxPoolSize,
        Field::Encrypt,
        Field::TrustServerCertificate,
        Field::CreateDatabase,
    ];

    /// What a new installation starts from.
    pub(crate) fn embedded(pool_limit: u32) -> Self {
        Self {
            engine: Engine::Embedded.name().to_owned(),
            timeout: DEFAULT_TIMEOUT_SECS.to_string(),
            max_pool_size: DEFAULT_POOL_SIZE.min(pool_limit).to_string(),
            ..Self::default()
        }
    }

    pub(crate) fn get(&self, field: Field) -> &str {
        match field {
            Field::Engine => &self.engine,
            Field::Server => &self.server,
            Field::Database => &self.database,
            Field::Username => &self.username,
            Field::Timeout => &self.timeout,
            Field::MaxPoolSize => &self.max_pool_size,
            Field::Encrypt => &self.encrypt,
            Field::TrustServerCertificate => &self.trust_server_certificate,
            Field::CreateDatabase => &self.create_database,
            _ => "",
        }
    }

    pub(crate) fn set(&mut self, field: Field, value: &str) {
        let place = match field {
            Field::Engine => &mut self.engine,
            Field::Server => &mut self.server,
            Field::Database => &mut self.database,
            Field::Username => &mut self.username,
            Field::Timeout => &mut self.timeout,
            Field::MaxPoolSize => &mut self.max_pool_size,
            Field::Encrypt => &mut self.encrypt,
            Field::TrustServerCertificate => &mut self.trust_server_certificate,
            Field::CreateDatabase => &mut self.create_database,
            _ => return,
        };
        value.clone_into(place);
    }

    /// As browsers post it; what another engine would need is dropped.
    pub(crate) fn normalised(mut self) -> Self {
        for field in [Field::Encrypt, Field::TrustServerCertificate, Field::CreateDatabase] {
            let tick = if is_ticked(self.get(field)) { "on" } else { "" };
            self.set(field, tick);
        }
        if let Some(engine) = Engine::from_name(&self.engine) {
            engine.name().clone_into(&mut self.engine);
        }
        self
    }

    pub(crate) fn values(&self) -> Vec<(String, String)> {
        values_of(self)
    }

    /// The fields that are different in `other`.
    pub(crate) fn fields_changed_in(&self, other: &Self) -> Vec<Field> {
        Self::FIELDS.into_iter().filter(|field| self.get(*field) != other.get(*field)).collect()
    }

    /// The settings without their password, as far as they are well typed; the rest is noted.
    pub(crate) fn parse(
        &self,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<ConnectionSettings> {
        let engine = Engine::from_name(&self.engine).ok_or(FieldError::Required);
        let engine = checked.take(Field::Engine, engine);
        let secs = number_between(&self.timeout, 1, MAX_TIMEOUT_SECS);
        let timeout = secs.map(|secs| Duration::from_secs(secs.into()));
        let timeout = checked.take(Field::Timeout, timeout);
        let max_pool_size =
            checked.take(Field::MaxPoolSize, limits.parse_pool_size(&self.max_pool_size));
        let place = match engine? {
            Engine::Embedded => self.parse_file(checked).map(Place::Embedded),
            Engine::PostgreSql => self.parse_server(Product::PostgreSql, limits, checked),
            Engine::MySql => self.parse_server(Product::MySql, limits, checked),
        };
        Some(ConnectionSettings {
            place: place?,
            timeout: timeout?,
            max_pool_size: max_pool_size?,
            create_database: is_ticked(&self.create_database),
        })
    }

    /// A name, never a path: nothing leads out of the data directory.
    fn parse_file(&self, checked: &mut Checked) -> Option<String> {
        let typed = self.database.trim();
        // Of a server that was chosen before, perhaps.
        if !is_our_file(typed) {
            return Some(EMBEDDED_FILE.to_owned());
        }
        checked.take(Field::Database, plain_text(typed, MAX_NAME_CHARACTERS))
    }

    fn parse_server(
        &self,
        product: Product,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<Place> {
        let server = checked.take(Field::Server, HostAndPort::parse(&self.server));
        let database =
            checked.take(Field::Database, plain_text(&self.database, MAX_NAME_CHARACTERS));
        let username =
            checked.take(Field::Username, plain_text(&self.username, MAX_NAME_CHARACTERS));
        let encryption = match (is_ticked(&self.encrypt), is_ticked(&self.trust_server_certificate))
        {
            (_, true) => Encryption::Unverified,
            (true, false) => Encryption::Verified,
            (false, false) => Encryption::IfOffered,
        };
        let server = server?;
        Some(Place::Server(ServerPlace {
            product,
            host: server.host,
            port: server.port.unwrap_or(product.default_port()),
            database: database?,
            username: username?,
            password: None,
            encryption,
            authority_file: limits.authority_file.map(Path::to_owned),
        }))
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
    if typed.is_empty() {
        Ok(None)
    } else if typed.chars().count() > usize::from(MAX_PASSWORD_CHARACTERS) {
        Err(FieldError::TooLong { limit: MAX_PASSWORD_CHARACTERS })
    } else if typed.chars().any(char::is_control) {
        Err(FieldError::NotPlainText)
    } else {
        Ok(Some(Secret::new(typed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits<'_> = Limits { pool_limit: 10, authority_file: None };

    fn server() -> ConnectionForm {
        ConnectionForm {
            engine: "postgresql".to_owned(),
            server: "db.example.com".to_owned(),
            database: "datasync".to_owned(),
            username: "sync".to_owned(),
            ..ConnectionForm::embedded(10)
        }
    }

    fn parse(form: &ConnectionForm) -> Result<ConnectionSettings, Vec<(Field, FieldError)>> {
        let mut checked = Checked::default();
        form.parse(&LIMITS, &mut checked).ok_or_else(|| checked.errors().to_vec())
    }

    #[test]
    fn the_pool_is_not_larger_than_the_number_of_jobs() {
        let with = |size: &str| {
            let form = ConnectionForm { max_pool_size: size.to_owned(), ..server() };
            parse(&form).map(|settings| settings.max_pool_size)
        };
        assert_eq!(with("10"), Ok(10));
        let above = FieldError::AboveParallelJobs { typed: 11, limit: 10 };
        assert_eq!(with("11"), Err(vec![(Field::MaxPoolSize, above)]));
        for wrong in ["0", "-1", "", "many", "1.5", "99999999999"] {
            let error = FieldError::NotAPoolSize { limit: 10 };
            assert_eq!(with(wrong), Err(vec![(Field::MaxPoolSize, error)]), "{wrong}");
        }
    }

    #[test]
    fn the_timeout_is_between_a_second_and_ten_minutes() {
        let error = FieldError::NotANumberBetween { least: 1, most: 600 };
        for wrong in ["0", "601", "-5", "", "soon"] {
            let form = ConnectionForm { timeout: wrong.to_owned(), ..server() };
            assert_eq!(parse(&form), Err(vec![(Field::Timeout, error)]), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_bound_to_every_part_of_its_destination() {
        let destination = |form: &ConnectionForm| parse(form).unwrap().destination().unwrap();
        for (field, value) in [
            (Field::Engine, "mysql"),
            (Field::Server, "db.evil.example"),
            (Field::Server, "db.example.com:5433"),
            (Field::Username, "other"),
            (Field::Encrypt, "on"),
            (Field::TrustServerCertificate, "on"),
        ] {
            let mut changed = server();
            changed.set(field, value);
            assert_ne!(destination(&server()), destination(&changed), "{field:?}");
        }
        let other_database = ConnectionForm { database: "other".to_owned(), ..server() };
        assert_eq!(destination(&server()), destination(&other_database));
    }

    #[test]
    fn no_file_leads_out_of_the_data_directory() {
        let file = |name: &str| {
            let form = ConnectionForm { database: name.to_owned(), ..ConnectionForm::embedded(10) };
            parse(&form).unwrap().file(Path::new("/data")).unwrap()
        };
        assert_eq!(file(""), Path::new("/data/datasync.db"));
        assert_eq!(file("datasync-2.db"), Path::new("/data/datasync-2.db"));
        for other in ["../datasync.db", "/etc/passwd", "datasync-/../x.db", "secret-key", "a\0b"] {
            assert_eq!(file(other), Path::new("/data/datasync.db"), "{other}");
        }
    }
}
