//! The configuration: `appsettings.json` (with `//` comments allowed) below `DATASYNC__…` variables.
//!
//! 1. File and environment become one list of settings, each with the place it came from.
//! 2. Each known key takes its setting and parses it.
//! 3. What nobody took is an unknown key. All problems are reported at once, each with its place.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;
use jsonc_parser::{ParseOptions, ast, common::Ranged, parse_to_ast};

use crate::{
    database::{ConnectionSettings, Engine},
    licenses::license::{PublicKey, TrustedKeys},
    paths::ServerUrl,
    security::secret::Secret,
};

/// The file that is read when it lies beside the binary and no other is named.
const FILE_NAME: &str = "appsettings.json";
const VARIABLE_PREFIX: &str = "DATASYNC__";

/// Keys that later versions act on. They are accepted so that one file serves both, and their use
/// is announced at start.
const NOT_YET: [&str; 17] = [
    "Smtp.Server",
    "Smtp.SenderAddress",
    "Smtp.Port",
    "Smtp.ConnectionMode",
    "Smtp.Username",
    "Smtp.Password",
    "Smtp.UseTls",
    "Smtp.ApiKey",
    "Smtp.ClientId",
    "Smtp.ClientSecret",
    "Smtp.TokenEndpoint",
    "Smtp.Scopes",
    "Setup.SerialNumber",
    "Setup.Administrator.Email",
    "Setup.Administrator.Username",
    "Setup.Administrator.FirstName",
    "Setup.Administrator.LastName",
];

#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) address: SocketAddr,
    /// `None`: the address itself is the server's URL.
    pub(crate) url: Option<ServerUrl>,
    pub(crate) data_directory: PathBuf,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) show_version: bool,
    pub(crate) connection: ConnectionSettings,
    pub(crate) trusted_keys: TrustedKeys,
    pub(crate) require_setup_code: bool,
    /// Keys that were set and are not acted on by this version.
    pub(crate) ignored: Vec<String>,
}

/// Where a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File { path: PathBuf, line: usize },
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "${name}"),
        }
    }
}

/// Every problem of the configuration, one a line, each with its place.
#[derive(Debug)]
pub(crate) struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// The configuration of this process. Reads the file (`file`, or the one beside the binary if
    /// there is one) and the environment.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let beside_binary = std::env::current_exe()
            .ok()
            .and_then(|path| Some(path.parent()?.join(FILE_NAME)))
            .filter(|path| path.exists());
        let file = file.map(Path::to_owned).or(beside_binary);
        let text = match &file {
            Some(path) => Some((
                path.as_path(),
                std::fs::read_to_string(path)
                    .map_err(|error| ConfigError(vec![format!("{}: {error}", path.display())]))?,
            )),
            None => None,
        };
        Self::parse(text.as_ref().map(|(path, text)| (*path, text.as_str())), variables())
    }

    /// The same from given texts.
    pub(crate) fn parse(
        file: Option<(&Path, &str)>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Settings::default();
        if let Some((path, text)) = file {
            settings.read_file(path, text);
        }
        settings.read_variables(variables);

        let config = Self {
            address: settings.take("Server.Address", parse_address).unwrap_or_else(default_address),
            url: settings.take("Server.Url", parse_server_url),
            data_directory: settings
                .take_path("Server.DataDirectory")
                .unwrap_or_else(|| "data".into()),
            trusted_proxies: settings.take_list("Server.TrustedProxies", parse_network),
            show_version: settings.take("Server.ShowVersion", parse_bool).unwrap_or(true),
            connection: settings.take_connection(),
            trusted_keys: TrustedKeys {
                vendor: settings.take_list("License.PublicKeys", parse_public_key),
                allow_development_key: settings
                    .take("License.AllowDevelopmentKey", parse_bool)
                    .unwrap_or(false),
            },
            require_setup_code: settings.take("Setup.RequireCode", parse_bool).unwrap_or(true),
            ignored: NOT_YET
                .into_iter()
                .filter(|key| settings.take(key, |text| Ok(text.to_owned())).is_some())
                .map(str::to_owned)
                .collect(),
        };
        settings.refuse_the_rest();
        if settings.problems.is_empty() { Ok(config) } else { Err(ConfigError(settings.problems)) }
    }

    /// Where people reach this server, given the address it really listens on.
    pub(crate) fn server_url(&self, listening_on: SocketAddr) -> Option<ServerUrl> {
        self.url.clone().or_else(|| ServerUrl::parse(&format!("http://{listening_on}")))
    }
}

/// Our part of the environment; what is not text is none of ours.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The settings nobody has taken yet, and the problems found so far.
#[derive(Default)]
struct Settings {
    found: Vec<Setting>,
    problems: Vec<String>,
}

struct Setting {
    key: String,
    values: Vec<String>,
    place: Place,
}

impl Settings {
    fn read_file(&mut self, path: &Path, text: &str) {
        let options = ParseOptions {
            allow_comments: true,
            allow_trailing_commas: true,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            ..ParseOptions::default()
        };
        let line_at =
            |position: usize| 1 + text.get(..position).unwrap_or(text).matches('\n').count();
        match parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &options) {
            Ok(parsed) => match &parsed.value {
                Some(ast::Value::Object(object)) => {
                    self.read_object(object, "", &|position| Place::File {
                        path: path.to_owned(),
                        line: line_at(position),
                    });
                }
                _ => self.problems.push(format!("{}:1: not a JSON object", path.display())),
            },
            Err(error) => {
                let line = line_at(error.range().start);
                self.problems.push(format!("{}:{line}: {}", path.display(), error.kind()));
            }
        }
    }

    fn read_object(
        &mut self,
        object: &ast::Object<'_>,
        prefix: &str,
        place: &dyn Fn(usize) -> Place,
    ) {
        for property in &object.properties {
            let key = format!("{prefix}{}", property.name.as_str());
            let place_here = place(property.start());
            if let Some(earlier) = self.found.iter().find(|s| s.key.eq_ignore_ascii_case(&key)) {
                self.problems
                    .push(format!("{place_here}: {key} is set twice, first at {}", earlier.place));
                continue;
            }
            let values = match &property.value {
                ast::Value::Object(inner) => {
                    self.read_object(inner, &format!("{key}."), place);
                    continue;
                }
                ast::Value::Array(array) => array.elements.iter().map(scalar).collect(),
                value => scalar(value).map(|text| vec![text]),
            };
            match values {
                Some(values) => self.found.push(Setting { key, values, place: place_here }),
                None => self.problems.push(format!("{place_here}: {key} is not a plain value")),
            }
        }
    }

    /// `DATASYNC__SERVER__ADDRESS` is `Server.Address`; `…__0`, `…__1` are the items of a list.
    fn read_variables(&mut self, variables: impl Iterator<Item = (String, String)>) {
        let mut variables: Vec<_> = variables
            .filter(|(name, _)| name.to_ascii_uppercase().starts_with(VARIABLE_PREFIX))
            .collect();
        variables.sort();
        let mut from_variables: Vec<Setting> = Vec::new();
        for (name, value) in variables {
            let mut parts: Vec<_> = name[VARIABLE_PREFIX.len()..].split("__").collect();
            let is_item = parts.last().is_some_and(|part| part.parse::<u16>().is_ok());
            if is_item {
                parts.pop();
            }
            let key = parts.join(".");
            match from_variables.iter_mut().find(|s| s.key.eq_ignore_ascii_case(&key)) {
                Some(earlier) if is_item => earlier.values.push(value),
                _ => from_variables.push(Setting {
                    key,
                    values: vec![value],
                    place: Place::Variable(name),
                }),
            }
        }
        // The environment wins over the file.
        self.found
            .retain(|old| !from_variables.iter().any(|new| new.key.eq_ignore_ascii_case(&old.key)));
        self.found.append(&mut from_variables);
    }

    fn remove(&mut self, key: &str) -> Option<Setting> {
        let position = self.found.iter().position(|s| s.key.eq_ignore_ascii_case(key))?;
        Some(self.found.remove(position))
    }

    fn take<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let setting = self.remove(key)?;
        let parsed = match setting.values.as_slice() {
            [value] => parse(value),
            _ => Err("one value is wanted, not a list".to_owned()),
        };
        self.note(key, &setting.place, parsed)
    }

    /// A JSON array, numbered variables, or one variable with commas.
    fn take_list<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let Some(setting) = self.remove(key) else { return Vec::new() };
        setting
            .values
            .iter()
            .flat_map(|value| value.split(','))
            .filter(|value| !value.trim().is_empty())
            .filter_map(|value| self.note(key, &setting.place, parse(value.trim())))
            .collect()
    }

    /// A relative path in a file is relative to that file.
    fn take_path(&mut self, key: &str) -> Option<PathBuf> {
        let setting = self.remove(key)?;
        let text = setting.values.into_iter().next().filter(|text| !text.is_empty());
        let path =
            self.note(key, &setting.place, text.ok_or_else(|| "a path is wanted".to_owned()))?;
        Some(match setting.place {
            Place::File { path: file, .. } => file.parent().unwrap_or(Path::new("")).join(path),
            Place::Variable(_) => path.into(),
        })
    }

    fn note<T>(&mut self, key: &str, place: &Place, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|problem| self.problems.push(format!("{place}: {key}: {problem}"))).ok()
    }

    fn take_connection(&mut self) -> ConnectionSettings {
        let defaults = ConnectionSettings::embedded();
        let engine = self.take("Connection.Engine", parse_engine).unwrap_or(Engine::Embedded);
        let (host, port) =
            self.take("Connection.Server", parse_host_and_port).unwrap_or((defaults.host, None));
        let most_jobs_place = self.place_of("MaxNumberOfJobsRunningInParallel");
        let most_jobs = self
            .take("MaxNumberOfJobsRunningInParallel", |t| parse_number(t, 1, 10_000))
            .unwrap_or(100);
        let pool_place = self.place_of("Connection.MaxPoolSize");
        let max_pool_size = self
            .take("Connection.MaxPoolSize", |t| parse_number(t, 1, 10_000))
            .unwrap_or(most_jobs.min(defaults.max_pool_size));
        if max_pool_size > most_jobs {
            let place =
                pool_place.or(most_jobs_place).map_or_else(String::new, |p| format!("{p}: "));
            self.problems.push(format!(
                "{place}Connection.MaxPoolSize: {max_pool_size} is above MaxNumberOfJobsRunningInParallel, which is {most_jobs}"
            ));
        }
        let text = |t: &str| Ok(t.to_owned());
        let settings = ConnectionSettings {
            engine,
            port: port.unwrap_or(match engine {
                Engine::Embedded => 0,
                Engine::PostgreSql => 5432,
                Engine::MySql => 3306,
            }),
            host,
            database: self.take("Connection.Database", text).unwrap_or_default(),
            username: self.take("Connection.Username", text).unwrap_or_default(),
            password: Secret::new(self.take("Connection.Password", text).unwrap_or_default()),
            timeout: self
                .take("Connection.Timeout", |t| parse_number(t, 1, 600))
                .map_or(defaults.timeout, |secs| Duration::from_secs(secs.into())),
            max_pool_size,
            encrypt: self.take("Connection.Encrypt", parse_bool).unwrap_or(false),
            trust_server_certificate: self
                .take("Connection.TrustServerCertificate", parse_bool)
                .unwrap_or(false),
            create_database: self.take("Connection.CreateDatabase", parse_bool).unwrap_or(false),
        };
        if engine != Engine::Embedded && (settings.host.is_empty() || settings.database.is_empty())
        {
            self.problems.push(
                "Connection.Engine: this engine also needs Connection.Server and Connection.Database".to_owned(),
            );
        }
        settings
    }

    fn place_of(&self, key: &str) -> Option<Place> {
        self.found.iter().find(|s| s.key.eq_ignore_ascii_case(key)).map(|s| s.place.clone())
    }

    fn refuse_the_rest(&mut self) {
        for setting in std::mem::take(&mut self.found) {
            self.problems.push(format!("{}: unknown key {}", setting.place, setting.key));
        }
    }
}

fn scalar(value: &ast::Value<'_>) -> Option<String> {
    match value {
        ast::Value::StringLit(text) => Some(text.value.to_string()),
        ast::Value::NumberLit(number) => Some(number.value.to_owned()),
        ast::Value::BooleanLit(boolean) => Some(boolean.value.to_string()),
        ast::Value::Object(_) | ast::Value::Array(_) | ast::Value::NullKeyword(_) => None,
    }
}

fn default_address() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 3000))
}

fn parse_address(text: &str) -> Result<SocketAddr, String> {
    text.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .map_err(|_| format!("\"{text}\" is not an address like 127.0.0.1:3000"))
}

fn parse_server_url(text: &str) -> Result<ServerUrl, String> {
    ServerUrl::parse(text)
        .ok_or_else(|| format!("\"{text}\" is not an address like https://sync.example.com"))
}

fn parse_bool(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse().map(|address: std::net::IpAddr| address.into()))
        .map_err(|_| format!("\"{text}\" is not an address or network like 10.0.0.0/8"))
}

fn parse_public_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).ok_or_else(|| format!("\"{text}\" is not a public key of 44 characters"))
}

fn parse_engine(text: &str) -> Result<Engine, String> {
    match text.to_ascii_lowercase().as_str() {
        "embedded" => Ok(Engine::Embedded),
        "postgresql" => Ok(Engine::PostgreSql),
        "mysql" | "mariadb" => Ok(Engine::MySql),
        _ => Err(format!("\"{text}\" is none of Embedded, PostgreSQL, MySQL, MariaDB")),
    }
}

fn parse_number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("\"{text}\" is not a number from {least} to {most}"))
}

/// `host`, `host:port`, `[::1]` or `[::1]:port`.
fn parse_host_and_port(text: &str) -> Result<(String, Option<u16>), String> {
    let problem =
        || format!("\"{text}\" is not a server like db.example.com or db.example.com:5432");
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse().ok().filter(|p| *p > 0).ok_or_else(problem)?))
        }
        _ => (text, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_host = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'));
    if is_host { Ok((host.to_owned(), port)) } else { Err(problem()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::parse(Some((Path::new("/etc/datasync/appsettings.json"), file)), variables)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_configured_is_a_working_configuration() {
        let config = Config::parse(None, std::iter::empty()).unwrap();
        assert_eq!(config.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.data_directory, Path::new("data"));
        assert_eq!(config.connection.engine, Engine::Embedded);
        assert!(config.require_setup_code);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = parse(
            r#"{ // where it listens
                "Server": { "Address": "127.0.0.1:4000", "DataDirectory": "data" },
                "MaxNumberOfJobsRunningInParallel": 8,
            }"#,
            &[("DATASYNC__SERVER__ADDRESS", "127.0.0.1:5000"), ("PATH", "/bin")],
        )
        .unwrap();
        assert_eq!(config.address.port(), 5000);
        assert_eq!(config.data_directory, Path::new("/etc/datasync/data"));
        assert_eq!(config.connection.max_pool_size, 8);
    }

    #[test]
    fn all_problems_are_reported_at_once_with_their_place() {
        let problems = parse(
            "{\n  \"Server\": {\n    \"Adress\": \"x\",\n    \"Url\": \"sync\"\n  },\n  \"Setup\": { \"RequireCode\": \"maybe\" }\n}",
            &[("DATASYNC__LICENSE__PUBLICKEYS", "abc"), ("DATASYNC__SERVER__DATADIR", "/x")],
        )
        .unwrap_err();
        for expected in [
            "/etc/datasync/appsettings.json:3: unknown key Server.Adress",
            "/etc/datasync/appsettings.json:4: Server.Url: \"sync\" is not an address",
            "/etc/datasync/appsettings.json:6: Setup.RequireCode: \"maybe\" is neither true nor false",
            "$DATASYNC__LICENSE__PUBLICKEYS: License.PublicKeys: \"abc\" is not a public key",
            "$DATASYNC__SERVER__DATADIR: unknown key SERVER.DATADIR",
        ] {
            assert!(problems.contains(expected), "{expected}\nnot in\n{problems}");
        }
    }

    #[test]
    fn broken_json_names_the_line() {
        let problems = parse("{\n  \"Server\": {\n    oops\n", &[]).unwrap_err();
        assert!(problems.starts_with("/etc/datasync/appsettings.json:3: "), "{problems}");
    }

    #[test]
    fn the_pool_is_not_larger_than_the_number_of_jobs() {
        let problems = parse(
            r#"{ "Connection": { "MaxPoolSize": 20 }, "MaxNumberOfJobsRunningInParallel": 10 }"#,
            &[],
        )
        .unwrap_err();
        assert!(
            problems.contains("20 is above MaxNumberOfJobsRunningInParallel, which is 10"),
            "{problems}"
        );
    }

    #[test]
    fn servers_are_hosts_with_or_without_port() {
        assert_eq!(parse_host_and_port("db:5433"), Ok(("db".to_owned(), Some(5433))));
        assert_eq!(parse_host_and_port("[::1]:5433"), Ok(("::1".to_owned(), Some(5433))));
        assert_eq!(parse_host_and_port("::1"), Ok(("::1".to_owned(), None)));
        for bad in ["", "db:0", "db:x", "db/other", "db?sslmode=disable", "user@db"] {
            assert!(parse_host_and_port(bad).is_err(), "{bad}");
        }
    }
}
