//! A place as people type it on a command line:
//! `postgresql://user@host:port/database?schema=…`, `mariadb://…`, `mysql://…` or `sqlite:path`.
//!
//! Everything that has a meaning of its own in such an address is written with percent signs. TLS is set as in the
//! Connection panel: `encrypt=true` wants it and a certificate that is trusted, `trust_server_certificate=true`
//! takes any, and `authority_file=` names certificates that are trusted besides the system's.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::{
    host_name::HostName,
    place::{Place, ServerKind, ServerPlace, TlsMode},
    secret::Secret,
};

/// A place for a copy. Prints as an address without user, password and options: the name under which the
/// register knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyPlace {
    pub place: Place,
    /// The schema of PostgreSQL.
    pub schema: Option<String>,
    /// Others on the machine can read what stands on a command line.
    pub has_password_in_url: bool,
    product: Product,
}

/// What a place is called; two of them speak one protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    PostgreSql,
    MariaDb,
    MySql,
    Sqlite,
}

impl Product {
    const fn scheme(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MariaDb => "mariadb",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }
}

/// Why typed text is no [`CopyPlace`]. Never repeats a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceUrlProblem {
    /// Not `scheme:…` at all, or a port that is none.
    NotAnAddress,
    UnknownScheme(String),
    NoHost,
    NoUser,
    NoDatabase,
    NoFile,
    UnknownOption(String),
    RepeatedOption(String),
    /// An option that is neither `true` nor `false`.
    NotABoolean(String),
    /// Percent signs that stand for no text, or for a NUL character.
    NotText,
    /// A `#`, which would cut the address off.
    Fragment,
    /// `.` or `..` between slashes, which would be left out.
    DotSegment,
}

impl CopyPlace {
    /// A place that nobody typed as an address.
    pub const fn new(product: Product, place: Place, schema: Option<String>) -> Self {
        Self { place, schema, has_password_in_url: false, product }
    }

    pub fn parse(typed: &str) -> Result<Self, PlaceUrlProblem> {
        let (scheme, rest) = typed.split_once(':').ok_or(PlaceUrlProblem::NotAnAddress)?;
        let (product, kind) = match scheme.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" => (Product::PostgreSql, ServerKind::PostgreSql),
            "mariadb" => (Product::MariaDb, ServerKind::MySql),
            "mysql" => (Product::MySql, ServerKind::MySql),
            "sqlite" => return Self::file(rest),
            other => return Err(PlaceUrlProblem::UnknownScheme(other.to_owned())),
        };
        refuse_what_is_left_out(rest)?;
        let url = Url::parse(typed).map_err(|_| PlaceUrlProblem::NotAnAddress)?;
        let host = url.host_str().ok_or(PlaceUrlProblem::NoHost)?;
        let host = HostName::parse(&decoded(host)?).map_err(|_| PlaceUrlProblem::NoHost)?;
        let username = decoded(url.username())?;
        if username.is_empty() {
            return Err(PlaceUrlProblem::NoUser);
        }
        let database = decoded(url.path().strip_prefix('/').unwrap_or_default())?;
        if database.is_empty() {
            return Err(PlaceUrlProblem::NoDatabase);
        }
        let password = url.password().map(decoded).transpose()?;
        let options = Options::of(&url, kind)?;
        let place = ServerPlace {
            kind,
            host,
            port: url.port().unwrap_or(kind.default_port()),
            database,
            username,
            password: password.as_ref().map(Secret::new),
            encryption: options.encryption(),
            authority_file: options.authority_file,
            allow_clear_text_password: false,
        };
        Ok(Self {
            place: Place::Server(place),
            // The one that a connection of PostgreSQL begins in.
            schema: match kind {
                ServerKind::PostgreSql => {
                    Some(options.schema.unwrap_or_else(|| "public".to_owned()))
                }
                ServerKind::MySql => None,
            },
            has_password_in_url: password.is_some(),
            product,
        })
    }

    /// `sqlite:shop.db`, `sqlite:/data/shop.db`, `sqlite:///data/shop.db`: a path as it is.
    fn file(path: &str) -> Result<Self, PlaceUrlProblem> {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(PlaceUrlProblem::NoFile);
        }
        Ok(Self::new(Product::Sqlite, Place::SqliteFile(PathBuf::from(path)), None))
    }

    /// Whether the same address means another place on another machine.
    pub fn is_of_this_machine(&self) -> bool {
        match &self.place {
            Place::SqliteFile(_) => true,
            Place::Server(server) => server.host.is_loopback(),
        }
    }

    /// A password from elsewhere, which comes before one in the address.
    pub fn set_password(&mut self, password: Secret) {
        if let Place::Server(server) = &mut self.place {
            server.password = Some(password);
        }
    }
}

impl std::fmt::Display for CopyPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = self.product.scheme();
        match &self.place {
            Place::SqliteFile(file) => {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
                write!(f, "{scheme}:{}", file.display())
            }
            Place::Server(ServerPlace { host, port, database, .. }) => {
                write!(f, "{scheme}://{host}:{port}/{database}")?;
                self.schema.iter().try_for_each(|name| write!(f, "?schema={name}"))
            }
        }
    }
}

/// Refuses what would have no part in the place that is reached, and what is taken out of an address in silence.
fn refuse_what_is_left_out(rest: &str) -> Result<(), PlaceUrlProblem> {
    if rest.contains('#') {
        return Err(PlaceUrlProblem::Fragment);
    }
    if rest.contains(char::is_control) || rest.trim() != rest {
        return Err(PlaceUrlProblem::NotAnAddress);
    }
    let path = rest.split('?').next().unwrap_or_default();
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if path.split('/').any(is_dots) { Err(PlaceUrlProblem::DotSegment) } else { Ok(()) }
}

#[derive(Default)]
struct Options {
    schema: Option<String>,
    encrypt: Option<bool>,
    trust_server_certificate: Option<bool>,
    authority_file: Option<PathBuf>,
}

impl Options {
    fn of(url: &Url, kind: ServerKind) -> Result<Self, PlaceUrlProblem> {
        let mut options = Self::default();
        for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            let is_new = match (&*name, kind) {
                ("schema", ServerKind::PostgreSql) => options.schema.replace(value).is_none(),
                ("encrypt", _) => options.encrypt.replace(boolean(&name, &value)?).is_none(),
                ("trust_server_certificate", _) => {
                    let is_trusted = boolean(&name, &value)?;
                    options.trust_server_certificate.replace(is_trusted).is_none()
                }
                ("authority_file", _) => options.authority_file.replace(value.into()).is_none(),
                _ => return Err(PlaceUrlProblem::UnknownOption(name)),
            };
            if !is_new {
                return Err(PlaceUrlProblem::RepeatedOption(name));
            }
        }
        Ok(options)
    }

    fn encryption(&self) -> TlsMode {
        match (self.encrypt, self.trust_server_certificate) {
            (_, Some(true)) => TlsMode::Unverified,
            (Some(true), _) => TlsMode::Verified,
            // Somebody who names an authority wants it to be asked.
            (None, _) if self.authority_file.is_some() => TlsMode::Verified,
            _ => TlsMode::IfOffered,
        }
    }
}

fn boolean(name: &str, value: &str) -> Result<bool, PlaceUrlProblem> {
    value.parse().map_err(|_| PlaceUrlProblem::NotABoolean(name.to_owned()))
}

fn decoded(text: &str) -> Result<String, PlaceUrlProblem> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| PlaceUrlProblem::NotText)?;
    if text.contains('\0') { Err(PlaceUrlProblem::NotText) } else { Ok(text.into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(typed: &str) -> (ServerPlace, CopyPlace) {
        let place =
            CopyPlace::parse(typed).unwrap_or_else(|problem| panic!("{typed}: {problem:?}"));
        let Place::Server(server) = place.place.clone() else { panic!("{typed}") };
        (server, place)
    }

    #[test]
    fn an_address_says_everything_that_a_connection_needs() {
        let (server, place) = self::server(
            "postgresql://read%40er:p%3A%2F%40%3F%23%25%20%C3%A9@[2001:db8::1]:5433/my%2Fdw%20x?schema=a%26b&encrypt=true",
        );
        assert_eq!((&*server.username, &*server.database), ("read@er", "my/dw x"));
        assert_eq!(server.password.as_ref().unwrap().reveal(), "p:/@?#% é");
        assert_eq!((server.host.to_string(), server.port), ("2001:db8::1".to_owned(), 5433));
        assert_eq!(server.encryption, TlsMode::Verified);
        assert_eq!(place.schema.as_deref(), Some("a&b"));
        assert!(place.has_password_in_url);
        assert!(!format!("{place:?} {place}").contains("é"));

        let (server, place) = self::server("mariadb://reader@ERP.example/erp");
        assert_eq!((server.kind, server.port), (ServerKind::MySql, 3306));
        assert_eq!((server.encryption, place.schema.clone()), (TlsMode::IfOffered, None));
        assert_eq!(place.to_string(), "mariadb://erp.example:3306/erp");
        let (_, place) = self::server("postgres://u@h/d");
        assert_eq!(place.to_string(), "postgresql://h:5432/d?schema=public");

        for (typed, path) in [
            ("sqlite:shop.db", "shop.db"),
            ("sqlite:/data/a b%20.db", "/data/a b%20.db"),
            ("sqlite:///data/shop.db", "/data/shop.db"),
            ("sqlite:../no. #1.db", "../no. #1.db"),
        ] {
            let place = CopyPlace::parse(typed).unwrap();
            assert_eq!(place.place, Place::SqliteFile(path.into()), "{typed}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_named() {
        use PlaceUrlProblem::{
            DotSegment, Fragment, NoDatabase, NoFile, NoHost, NoUser, NotABoolean, NotAnAddress,
            NotText, RepeatedOption, UnknownOption, UnknownScheme,
        };
        let text = str::to_owned;
        for (typed, problem) in [
            ("erp", NotAnAddress),
            ("oracle://u@h/d", UnknownScheme(text("oracle"))),
            ("postgresql://u@h:99999/d", NotAnAddress),
            ("postgresql:///d", NoHost),
            ("postgresql://h/d", NoUser),
            ("postgresql://u@h", NoDatabase),
            ("postgresql://u@h/", NoDatabase),
            ("postgresql://u@h/d?sslmode=off", UnknownOption(text("sslmode"))),
            ("mysql://u@h/d?schema=x", UnknownOption(text("schema"))),
            ("mysql://u@h/d?encrypt=true&encrypt=false", RepeatedOption(text("encrypt"))),
            ("mysql://u@h/d?encrypt=yes", NotABoolean(text("encrypt"))),
            ("mysql://u:%ff@h/d", NotText),
            ("mysql://u@h/d%00", NotText),
            ("sqlite:", NoFile),
            ("mysql://u@h/d#x", Fragment),
            ("mysql://u:a#b@h/d", Fragment),
            ("postgresql://u@h/d?schema=a#b", Fragment),
            ("mysql://u@h/./d", DotSegment),
            ("mysql://u@h/a/../d", DotSegment),
            ("mysql://u@h/%2E%2e/d", DotSegment),
            ("mysql://u@h/..", DotSegment),
            ("mysql://u@h/d ", NotAnAddress),
            ("mysql://u@h/d\te", NotAnAddress),
        ] {
            assert_eq!(CopyPlace::parse(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn encryption_is_as_in_the_connection_panel() {
        for (options, mode) in [
            ("", TlsMode::IfOffered),
            ("?encrypt=false", TlsMode::IfOffered),
            ("?encrypt=true", TlsMode::Verified),
            ("?encrypt=true&trust_server_certificate=true", TlsMode::Unverified),
            ("?authority_file=/etc/ca.pem", TlsMode::Verified),
        ] {
            assert_eq!(server(&format!("mysql://u@h/d{options}")).0.encryption, mode, "{options}");
        }
    }
}
