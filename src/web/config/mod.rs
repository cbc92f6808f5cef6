//! The configuration: `appsettings.json` (with `//` comments allowed) below `DATASYNC__…` variables.
//!
//! 1. File and environment become one list of settings, each with the place it came from
//!    ([`settings`]).
//! 2. Each known key takes its setting and parses it ([`values`]).
//! 3. What nobody took is an unknown key. All problems are reported at once, each with its place.

mod settings;
mod values;

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use settings::{Place, Settings};

use crate::{
    database::{
        configured::{ConfiguredConnection, Origin},
        form::ConnectionForm,
    },
    error::FieldError,
    licenses::license::TrustedKeys,
    mail::form::{MailForm, MailSecrets},
    paths::ServerUrl,
    security::{
        secret::Secret,
        vault::{Key, Vault},
    },
    web::{failure::Checked, form::Field},
};

/// The file that is read when it lies beside the binary and no other is named.
const FILE_NAME: &str = "appsettings.json";

const PARALLEL_JOBS: &str = "MaxNumberOfJobsRunningInParallel";
/// Keys that later versions act on. They are accepted so that one file serves both, and their use
/// is announced at start.
const NOT_YET: [&str; 5] = [
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
    pub(crate) connection: ConfiguredConnection,
    /// In force until an administrator saves others.
    pub(crate) mail: Option<ConfiguredMail>,
    /// The ring that secrets are sealed with; empty: a file in the data directory.
    pub(crate) secret_keys: Vec<Key>,
    pub(crate) trusted_keys: TrustedKeys,
    pub(crate) require_setup_code: bool,
    /// Whether administrators need a second factor.
    pub(crate) two_factor_for_administrators: bool,
    /// Keys that were set and are not acted on by this version.
    pub(crate) ignored: Vec<String>,
}

/// The `Smtp.…` keys.
#[derive(Debug, Clone)]
pub(crate) struct ConfiguredMail {
    pub(crate) form: MailForm,
    pub(crate) secret: Option<Secret>,
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
            address: settings
                .take("Server.Address", values::address)
                .unwrap_or_else(default_address),
            url: settings.take("Server.Url", values::server_url),
            data_directory: settings
                .take_path("Server.DataDirectory")
                .unwrap_or_else(|| "data".into()),
            trusted_proxies: settings.take_list("Server.TrustedProxies", values::network),
            show_version: settings.take("Server.ShowVersion", values::bool).unwrap_or(true),
            connection: take_connection(&mut settings),
            mail: take_mail(&mut settings),
            secret_keys: settings.take_list("Server.SecretKey", values::secret_key),
            trusted_keys: TrustedKeys {
                vendor: settings.take_list("License.PublicKeys", values::public_key),
                allow_development_key: settings
                    .take("License.AllowDevelopmentKey", values::bool)
                    .unwrap_or(false),
            },
            require_setup_code: settings.take("Setup.RequireCode", values::bool).unwrap_or(true),
            two_factor_for_administrators: settings
                .take("Accounts.TwoFactorForAdministrators", values::bool)
                .unwrap_or(false),
            ignored: NOT_YET
                .into_iter()
                .filter(|key| settings.take(key, |text| Ok(text.to_owned())).is_some())
                .map(str::to_owned)
                .collect(),
        };
        match settings.finish() {
            problems if problems.is_empty() => Ok(config),
            problems => Err(ConfigError(problems)),
        }
    }

    /// Where the installation keeps the keys of its secrets.
    pub(crate) fn vault(&self) -> Vault {
        Vault::of(&self.secret_keys, &self.data_directory)
    }

    /// Where people reach this server, given the address it really listens on.
    pub(crate) fn server_url(&self, listening_on: SocketAddr) -> Option<ServerUrl> {
        self.url.clone().or_else(|| ServerUrl::parse(&format!("http://{listening_on}")))
    }
}

/// The environment, as far as it is text.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn default_address() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 3000))
}

/// The `Connection.…` keys, which mean what the fields of the Connection panel mean.
fn take_connection(settings: &mut Settings) -> ConfiguredConnection {
    let jobs_place = settings.place_of(PARALLEL_JOBS);
    let most_parallel_jobs =
        settings.take(PARALLEL_JOBS, |t| values::number(t, 1, 10_000)).unwrap_or(100);
    let mut form = ConnectionForm::embedded(most_parallel_jobs);
    let mut places = Vec::new();
    for (key, field) in [
        ("Connection.Engine", Field::Engine),
        ("Connection.Server", Field::Server),
        ("Connection.Database", Field::Database),
        ("Connection.Username", Field::Username),
        ("Connection.Timeout", Field::Timeout),
        ("Connection.MaxPoolSize", Field::MaxPoolSize),
        ("Connection.Encrypt", Field::Encrypt),
        ("Connection.TrustServerCertificate", Field::TrustServerCertificate),
        ("Connection.CreateDatabase", Field::CreateDatabase),
    ] {
        let place = settings.place_of(key);
        let is_box =
            matches!(field, Field::Encrypt | Field::TrustServerCertificate | Field::CreateDatabase);
        let parse = |text: &str| if is_box { values::tick(text) } else { Ok(text.to_owned()) };
        if let (Some(value), Some(place)) = (settings.take(key, parse), place) {
            form.set(field, &value);
            places.push((field, key, place));
        }
    }
    let password_place = settings.place_of("Connection.Password");
    let password = settings.take("Connection.Password", |text| Ok(Secret::new(text)));
    let configured = ConfiguredConnection {
        form: form.normalised(),
        password,
        origins: places
            .iter()
            .map(|(field, _, place)| (*field, origin(place)))
            .chain(password_place.iter().map(|place| (Field::Password, origin(place))))
            .collect(),
        most_parallel_jobs,
        authority_file: settings.take_path("Connection.AuthorityFile"),
    };
    let mut checked = Checked::default();
    configured.form.parse(&configured.limits(), &mut checked);
    for (field, error) in checked.errors() {
        let found = places.iter().find(|(of, ..)| of == field);
        let engine = places.iter().find(|(of, ..)| *of == Field::Engine);
        let place = found.or(engine).map(|(.., place)| place).or(jobs_place.as_ref());
        let place = place.map_or_else(String::new, |place| format!("{place}: "));
        let key = found.map_or("Connection", |(_, key, _)| key);
        settings.complain(match error {
            FieldError::AboveParallelJobs { typed, limit } => {
                format!("{place}{key}: {typed} is above {PARALLEL_JOBS}, which is {limit}")
            }
            FieldError::NotAPoolSize { limit } => format!(
                "{place}{key}: not a number from 1 to {limit}, the value of {PARALLEL_JOBS}"
            ),
            FieldError::NotANumberBetween { least, most } => {
                format!("{place}{key}: not a number from {least} to {most}")
            }
            FieldError::Required => {
                format!("{place}{key}: this engine also needs {}", field.name())
            }
            error => format!("{place}{key}: {} is not usable: {error:?}", field.name()),
        });
    }
    configured
}

fn origin(place: &Place) -> Origin {
    match place {
        Place::File { .. } => Origin::File,
        Place::Variable(name) => Origin::Variable(name.clone()),
    }
}

/// The `Smtp.…` keys, which mean what the fields of the Mail panel mean. Without a server there is
/// nothing to send through.
fn take_mail(settings: &mut Settings) -> Option<ConfiguredMail> {
    let place = settings.place_of("Smtp.Server");
    let mut text = |key: &str| settings.take(key, |text| Ok(text.to_owned()));
    let blank = MailForm::blank();
    let server = text("Smtp.Server");
    let form = MailForm {
        smtp_server: server.clone().unwrap_or_default(),
        sender_address: text("Smtp.SenderAddress").unwrap_or_default(),
        port: text("Smtp.Port").unwrap_or(blank.port),
        connection_mode: text("Smtp.ConnectionMode").unwrap_or(blank.connection_mode),
        smtp_username: text("Smtp.Username").unwrap_or_default(),
        smtp_login: text("Smtp.Login").unwrap_or_default(),
        client_id: text("Smtp.ClientId").unwrap_or_default(),
        token_endpoint: text("Smtp.TokenEndpoint").unwrap_or_default(),
        scopes: text("Smtp.Scopes").unwrap_or_default(),
        mailbox: text("Smtp.Mailbox").unwrap_or_default(),
        client_authentication: text("Smtp.ClientAuthentication")
            .unwrap_or(blank.client_authentication),
        use_tls: String::new(),
    };
    let secrets = MailSecrets {
        smtp_password: text("Smtp.Password").unwrap_or_default(),
        api_key: text("Smtp.ApiKey").unwrap_or_default(),
        client_secret: text("Smtp.ClientSecret").unwrap_or_default(),
    };
    let uses_tls = settings.take("Smtp.UseTls", values::bool).unwrap_or(true);
    server?;
    let form = MailForm { use_tls: if uses_tls { blank.use_tls } else { String::new() }, ..form };
    let mut checked = Checked::default();
    let secret = form.mode().and_then(|mode| secrets.of(mode, &mut checked));
    if form.parse(secret.is_some(), &mut checked).is_none() {
        let place = place.map_or_else(String::new, |place| format!("{place}: "));
        for (field, error) in checked.errors() {
            settings.complain(format!("{place}Smtp: {} is not usable: {error:?}", field.name()));
        }
    }
    Some(ConfiguredMail { form, secret })
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
        assert_eq!(config.connection.form, ConnectionForm::embedded(100));
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
        assert_eq!(config.connection.form.max_pool_size, "8");
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
    fn mail_is_configured_as_on_the_page() {
        let config = parse(
            r#"{ "Smtp": { "Server": "smtp.example.com", "SenderAddress": "sync@example.com",
                "ConnectionMode": "credentials", "Username": "mailer" } }"#,
            &[("DATASYNC__SMTP__PASSWORD", "Correct horse 1")],
        )
        .unwrap();
        let mail = config.mail.unwrap();
        assert_eq!(mail.form.port, "587");
        assert!(mail.secret.unwrap().matches("Correct horse 1"));

        let problems = parse(
            "{\n\"Smtp\": { \"Server\": \"smtp.example.com:25\", \"SenderAddress\": \"x\" } }",
            &[],
        )
        .unwrap_err();
        for expected in ["appsettings.json:2: Smtp: smtp_server", "Smtp: sender_address"] {
            assert!(problems.contains(expected), "{expected} not in {problems}");
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
}
