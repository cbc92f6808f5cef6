//! What is typed about a connection. Parsed, it is a [`NewConnection`].

use std::fmt;

use engine::{
    place::{Place, ServerKind},
    place_url::{CopyPlace, Product},
};
use strum::{EnumIter, IntoStaticStr};

use crate::{
    base::{
        failure::Checked,
        field::{FieldName, Fields, FormValues},
        field_error::FieldError,
        file_roots::FileRoots,
        names::{UsernameKey, plain_text},
        secret::Secret,
    },
    database::{
        entities::connection::{Audience, Kind},
        form::{Limits, ServerFields},
    },
};

/// PostgreSQL cuts names of databases and roles there; MySQL allows one more.
const MOST_NAME_CHARACTERS: u16 = 64;

/// The fields of a connection without its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum PlaceField {
    Name,
    Kind,
    Server,
    Database,
    Username,
    Encrypt,
    TrustServerCertificate,
    /// Of a file.
    Path,
    /// Who may use it.
    Audience,
}

impl Fields for PlaceField {
    fn is_box(self) -> bool {
        matches!(self, Self::Encrypt | Self::TrustServerCertificate)
    }

    fn unposted(self) -> &'static str {
        if self == Self::Audience { Audience::Everybody.name() } else { "" }
    }
}

/// Never among the values that are stored as they were typed.
pub(crate) const PASSWORD: FieldName = FieldName::new("password");

pub(crate) type PlaceForm = FormValues<PlaceField>;

/// What connections are called: one line of 1–100 characters. Names that differ in case only are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConnectionName(String);

impl ConnectionName {
    const MOST_CHARACTERS: u16 = 100;

    fn parse(typed: &str) -> Result<Self, FieldError> {
        let name = Self(plain_text(typed, Self::MOST_CHARACTERS)?);
        if name.key().is_empty() || name.key() != UsernameKey::of(&name.0).shortened().as_str() {
            return Err(FieldError::NotPlainText);
        }
        Ok(name)
    }

    /// By which names are compared.
    pub(crate) fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of anything typed; what could be no name has one that no connection has.
    pub(crate) fn key_of(typed: &str) -> String {
        UsernameKey::of(typed).as_str().to_owned()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A connection that may be saved and tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewConnection {
    pub(crate) name: ConnectionName,
    pub(crate) kind: Kind,
    pub(crate) audience: Audience,
    pub(crate) place: Place,
}

impl NewConnection {
    pub(crate) fn set_password(&mut self, password: Option<Secret>) {
        if let Place::Server(server) = &mut self.place {
            server.password = password;
        }
    }

    pub(crate) fn password(&self) -> Option<&Secret> {
        match &self.place {
            Place::Server(server) => server.password.as_ref(),
            Place::SqliteFile(_) => None,
        }
    }

    /// For the engine; `schema` where the place has several.
    pub(crate) fn at_schema(&self, schema: Option<String>) -> CopyPlace {
        CopyPlace::new(product(self.kind), self.place.clone(), schema)
    }
}

const fn product(kind: Kind) -> Product {
    match kind {
        Kind::PostgreSql => Product::PostgreSql,
        Kind::MariaDb => Product::MariaDb,
        Kind::MySql => Product::MySql,
        Kind::Sqlite => Product::Sqlite,
    }
}

/// Where it is, in a line: `db.example.com:5432/erp`, `shop.db`.
pub(crate) struct ShownPlace<'a>(pub(crate) &'a PlaceForm);

impl fmt::Display for ShownPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |field| self.0.get(field).trim();
        match Kind::from_name(value(PlaceField::Kind)) {
            Some(Kind::Sqlite) => f.write_str(value(PlaceField::Path)),
            _ => write!(f, "{}/{}", value(PlaceField::Server), value(PlaceField::Database)),
        }
    }
}

impl FormValues<PlaceField> {
    /// What a new connection begins with.
    pub(crate) fn of_new_connection() -> Self {
        Self::unposted().with(PlaceField::Kind, Kind::PostgreSql.name())
    }

    /// What stays of it, without what another kind would need.
    pub(crate) fn normalised(mut self) -> Self {
        let of_server = [
            PlaceField::Server,
            PlaceField::Database,
            PlaceField::Username,
            PlaceField::Encrypt,
            PlaceField::TrustServerCertificate,
        ];
        match Kind::from_name(self.get(PlaceField::Kind)) {
            Some(Kind::Sqlite) => of_server.into_iter().for_each(|field| self.set(field, "")),
            _ => self.set(PlaceField::Path, ""),
        }
        self.with_plain_ticks()
    }

    /// The connection without its password, as far as it is well typed; the rest is noted.
    pub(crate) fn parse(
        &self,
        roots: &FileRoots,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<NewConnection> {
        let kind = Kind::from_name(self.get(PlaceField::Kind)).ok_or(FieldError::NotAnOption);
        let kind = checked.take(PlaceField::Kind, kind);
        let name = ConnectionName::parse(self.get(PlaceField::Name));
        let name = checked.take(PlaceField::Name, name);
        let audience = Audience::from_name(self.get(PlaceField::Audience));
        let audience = checked.take(PlaceField::Audience, audience.ok_or(FieldError::NotAnOption));
        let place = match kind {
            Some(Kind::PostgreSql) => self.parse_server(ServerKind::PostgreSql, limits, checked),
            Some(Kind::MariaDb | Kind::MySql) => {
                self.parse_server(ServerKind::MySql, limits, checked)
            }
            Some(Kind::Sqlite) => {
                let file = roots.resolve(self.get(PlaceField::Path));
                checked.take(PlaceField::Path, file).map(Place::SqliteFile)
            }
            None => None,
        };
        Some(NewConnection { name: name?, kind: kind?, audience: audience?, place: place? })
    }

    fn parse_server(
        &self,
        kind: ServerKind,
        limits: &Limits<'_>,
        checked: &mut Checked,
    ) -> Option<Place> {
        let fields = ServerFields {
            server: PlaceField::Server,
            database: PlaceField::Database,
            username: PlaceField::Username,
            encrypt: PlaceField::Encrypt,
            trust_server_certificate: PlaceField::TrustServerCertificate,
            most_name_characters: MOST_NAME_CHARACTERS,
        };
        fields.parse(self, kind, limits, checked).map(Place::Server)
    }
}
