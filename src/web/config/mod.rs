//! The configuration: `appsettings.json` (with `//` comments allowed) below `DATASYNC__…` variables.
//!
//! 1. File and environment become one list of settings, each with the place it came from
//!    ([`settings`]).
//! 2. Each known key takes its setting and parses it ([`values`]).
//! 3. What nobody took is an unknown key. All problems are reported at once, each with its place.

pub(crate) mod origin;
mod settings;
pub(crate) mod shown;
mod values;

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use origin::{Origin, Origins};
use settings::{Place, Settings};
use shown::{CONNECTION_KEYS, MAIL_KEYS, MAIL_SECRET_KEYS, SERVER_KEYS};

use crate::{
    accounts::register::form::RegisterForm,
    database::{configured::ConfiguredConnection, form::ConnectionForm},
    error::FieldError,
    i18n::{self, Language},
    licenses::license::TrustedKeys,
    mail::{
        configured::ConfiguredMail,
        form::{MailForm, MailSecrets},
    },
    security::{
        secret::Secret,
        vault::{Key, Vault},
    },
    settings::server::{configured::ConfiguredServer, form::ServerForm},
    setup::headless::ConfiguredAdministrator,
    web::{failure::Checked, form::Field},
};

/// The file that is read when it lies beside the binary and no other is named.
const FILE_NAME: &str = "appsettings.json";

const PARALLEL_JOBS: &str = "MaxNumberOfJobsRunningInParallel";
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) address: SocketAddr,
    pub(crate) data_directory: PathBuf,
    /// In force until an administrator saves others, except for what the environment fixes.
    pub(crate) server: ConfiguredServer,
    pub(crate) connection: ConfiguredConnection,
    /// In force until an administrator saves others, except for what the environment fixes.
    pub(crate) mail: Option<ConfiguredMail>,
    /// The ring that secrets are sealed with; empty: a file in the data directory.
    pub(crate) secret_keys: Vec<Key>,
    pub(crate) trusted_keys: TrustedKeys,
    pub(crate) require_setup_code: bool,
    /// Whether administrators need a second factor.
    pub(crate) two_factor_for_administrators: bool,
    /// Who administers, where that is not left to the first person with the setup code.
    pub(crate) administrator: Option<ConfiguredAdministrator>,
    /// Where each key stands that is set.
    places: Vec<(String, Place)>,
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

        let mut config = Self {
            address: settings
                .take("Server.Address", values::address)
                .unwrap_or_else(default_address),
            data_directory: settings
                .take_path("Server.DataDirectory")
                .unwrap_or_else(|| "data".into()),
            server: take_server(&mut settings),
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
            administrator: take_administrator(&mut settings),
            places: Vec::new(),
        };
        config.places = settings.finish().map_err(ConfigError)?;
        Ok(config)
    }

    /// Where the installation keeps the keys of its secrets.
    pub(crate) fn vault(&self) -> Vault {
        Vault::of(&self.secret_keys, &self.data_directory)
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

/// The `Server.…` keys that mean what the fields of the Server panel mean.
fn take_server(settings: &mut Settings) -> ConfiguredServer {
    let mut form = ServerForm::of_a_new_installation();
    let (mut origins, mut places) = (Origins::default(), Vec::new());
    for (key, field) in SERVER_KEYS {
        let place = settings.place_of(key);
        let value = match field {
            Field::ServerUrl => settings.take(key, values::server_url).map(|url| url.to_string()),
            Field::TrustedProxies => {
                let networks = settings.take_list(key, values::network);
                Some(networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            Field::ShowVersion => settings.take(key, values::tick),
            _ => settings.take(key, |text| Ok(text.to_owned())),
        };
        if let (Some(value), Some(place)) = (value, place) {
            form.set(field, &value);
            origins.note(field, origin(&place));
            places.push((field, key, place));
        }
    }
    let mut checked = Checked::default();
    form.parse(&mut checked);
    for (field, error) in checked.errors() {
        settings.complain(complaint(&places, (*field, *error), "Server", places.first()));
    }
    ConfiguredServer { form, origins }
}

/// The `Connection.…` keys, which mean what the fields of the Connection panel mean.
fn take_connection(settings: &mut Settings) -> ConfiguredConnection {
    let jobs_place = settings.place_of(PARALLEL_JOBS);
    let most_parallel_jobs =
        settings.take(PARALLEL_JOBS, |t| values::number(t, 1, 10_000)).unwrap_or(100);
    let mut form = ConnectionForm::embedded(most_parallel_jobs);
    let mut places = Vec::new();
    for (key, field) in CONNECTION_KEYS {
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
    let mut origins = Origins::default();
    for (field, _, place) in &places {
        origins.note(*field, origin(place));
    }
    if let Some(place) = &password_place {
        origins.note(Field::Password, origin(place));
    }
    let configured = ConfiguredConnection {
        form: form.normalised(),
        password,
        origins,
        most_parallel_jobs,
        authority_file: settings.take_path("Connection.AuthorityFile"),
    };
    let mut checked = Checked::default();
    configured.form.parse(&configured.limits(), &mut checked);
    for (field, error) in checked.errors() {
        let engine = places.iter().find(|(of, ..)| *of == Field::Engine);
        settings.complain(match error {
            FieldError::Required if *field == Field::Engine => {
                let place = engine.map_or_else(String::new, |(.., place)| format!("{place}: "));
                format!("{place}Connection.Engine: not one of Embedded, PostgreSQL, MySQL, MariaDB")
            }
            FieldError::AboveParallelJobs { typed, limit } => {
                let found = places.iter().find(|(of, ..)| of == field).map(|(.., place)| place);
                let place = found.or(jobs_place.as_ref());
                let place = place.map_or_else(String::new, |place| format!("{place}: "));
                format!(
                    "{place}Connection.MaxPoolSize: {typed} is above {PARALLEL_JOBS}, which is {limit}"
                )
            }
            _ => complaint(&places, (*field, *error), "Connection", engine),
        });
    }
    configured
}

/// The `Setup.…` keys that name the administrator: all of them but the username and the language, or
/// none.
fn take_administrator(settings: &mut Settings) -> Option<ConfiguredAdministrator> {
    const KEYS: [(&str, Field); 6] = [
        ("Setup.SerialNumber", Field::SerialNumber),
        ("Setup.Administrator.Email", Field::Email),
        ("Setup.Administrator.Username", Field::Username),
        ("Setup.Administrator.FirstName", Field::FirstName),
        ("Setup.Administrator.LastName", Field::LastName),
        ("Setup.Administrator.Language", Field::Language),
    ];
    let places = KEYS.map(|(key, _)| settings.place_of(key));
    let [serial_number, email, username, first_name, last_name, language] =
        KEYS.map(|(key, _)| settings.take(key, |text| Ok(text.to_owned())));
    let first_place = places.iter().flatten().next()?.clone();
    let mut checked = Checked::default();
    let language = checked.take(
        Field::Language,
        language.map_or(Ok(Language::English), |tag| {
            Language::from_tag(&tag).ok_or(FieldError::NotAnOption)
        }),
    );
    let form = RegisterForm {
        setup_code: String::new(),
        email: email.unwrap_or_default(),
        username: username.unwrap_or_default(),
        first_name: first_name.unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
        serial_number: serial_number.unwrap_or_default(),
    };
    let parsed = form.parse(language.unwrap_or(Language::English), &mut checked);
    for (field, error) in checked.errors() {
        let at = KEYS.iter().position(|(_, of)| of == field).unwrap_or_default();
        let (key, place) = (KEYS[at].0, places[at].as_ref().unwrap_or(&first_place));
        settings.complain(match error {
            FieldError::Required => format!("{place}: {key} is needed as well"),
            FieldError::NotAnOption => format!("{place}: {key}: neither en nor fr"),
            error => {
                format!("{place}: {key}: {}", i18n::field_error(Language::English, *error))
            }
        });
    }
    let (account, serial_number) = parsed?;
    Some(ConfiguredAdministrator { account, serial_number })
}

/// A setting with its field and where it stands.
type Placed = (Field, &'static str, Place);

/// What is wrong with a field, at its own key; where that is not set, at the one that asks for it.
fn complaint(
    places: &[Placed],
    (field, error): (Field, FieldError),
    section: &str,
    asking: Option<&Placed>,
) -> String {
    let found = places.iter().find(|(of, ..)| *of == field);
    let place = found.or(asking).map_or_else(String::new, |(.., place)| format!("{place}: "));
    let words = i18n::field_error(Language::English, error);
    match found {
        Some((_, key, _)) => format!("{place}{key}: {words}"),
        None => format!("{place}{section}, {}: {words}", field.name()),
    }
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
    let (mut origins, mut places, mut values) = (Origins::default(), Vec::new(), Vec::new());
    let mut secrets = MailSecrets::default();
    for (key, field) in MAIL_KEYS.into_iter().chain(MAIL_SECRET_KEYS) {
        let place = settings.place_of(key);
        let is_box = field == Field::UseTls;
        let parse = |text: &str| if is_box { values::tick(text) } else { Ok(text.to_owned()) };
        let (Some(value), Some(place)) = (settings.take(key, parse), place) else { continue };
        origins.note(field, origin(&place));
        places.push((field, key, place));
        match field {
            Field::SmtpPassword => secrets.smtp_password = value,
            Field::ApiKey => secrets.api_key = value,
            Field::ClientSecret => secrets.client_secret = value,
            _ => values.push((field.name().to_owned(), value)),
        }
    }
    origins.of(Field::SmtpServer)?;
    let form = MailForm::blank().with(values);
    let mut checked = Checked::default();
    let secret = form.mode().and_then(|mode| secrets.of(mode, &mut checked));
    form.parse(secret.is_some(), &mut checked);
    let server = places.iter().find(|(of, ..)| *of == Field::SmtpServer);
    for (field, error) in checked.errors() {
        let error = match (field, error) {
            (Field::ConnectionMode, FieldError::Required) => FieldError::NotAnOption,
            (_, error) => *error,
        };
        settings.complain(complaint(&places, (*field, error), "Smtp", server));
    }
    Some(ConfiguredMail { form, secret, origins })
}

#[cfg(test)]
mod tests {
    use super::{
        shown::{Saved, Source},
        *,
    };

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
    fn an_administrator_is_named_completely_or_not_at_all() {
        let problems = parse(
            "{\n\"Setup\": { \"SerialNumber\": \"AAAA\",\n\"Administrator\": { \"Email\": \"ada\", \"Language\": \"de\" } } }",
            &[],
        )
        .unwrap_err();
        for expected in [
            "appsettings.json:2: Setup.SerialNumber: There is a typing error",
            "appsettings.json:3: Setup.Administrator.Email: This is not an email address",
            "appsettings.json:2: Setup.Administrator.FirstName is needed as well",
            "appsettings.json:2: Setup.Administrator.LastName is needed as well",
            "appsettings.json:3: Setup.Administrator.Language: ",
        ] {
            assert!(problems.contains(expected), "{expected}\nnot in\n{problems}");
        }
        assert!(parse("{}", &[]).unwrap().administrator.is_none());
    }

    #[test]
    fn what_would_be_refused_on_the_page_is_refused_here() {
        let proxies = vec!["10.0.0.1"; 51].join(",");
        let problems = parse(
            "{ \"Server\": { \"SessionDays\": 0 },\n\"Connection\": { \"Engine\": \"oracle\" },\n\"Smtp\": { \"Server\": \"x\",\n\"Port\": \"abc\", \"SenderAddress\": \"sync@example.com\" } }",
            &[
                ("DATASYNC__SERVER__TRUSTEDPROXIES", &proxies),
                ("DATASYNC__SERVER__URL", "https://ada:sesame@x"),
            ],
        )
        .unwrap_err();
        for expected in [
            "appsettings.json:1: Server.SessionDays: ",
            "appsettings.json:2: Connection.Engine: not one of Embedded",
            "appsettings.json:4: Smtp.Port: ",
            "$DATASYNC__SERVER__TRUSTEDPROXIES: Server.TrustedProxies: ",
            "$DATASYNC__SERVER__URL: Server.Url: it is not an address",
        ] {
            assert!(problems.contains(expected), "{expected}\nnot in\n{problems}");
        }
        assert!(!problems.contains("sesame"), "{problems}");
    }

    #[test]
    fn what_is_shown_says_where_it_comes_from_and_hides_secrets() {
        let config = parse(
            "{ \"Server\": { \"SessionDays\": 3 },\n\"Connection\": { \"Password\": \"Horse 1\" } }",
            &[
                ("DATASYNC__SMTP__SERVER", "smtp.example.com"),
                ("DATASYNC__SMTP__SENDERADDRESS", "sync@example.com"),
                ("DATASYNC__SERVER__DATADIRECTORY", "/nowhere"),
            ],
        )
        .unwrap();
        let mut saved = ServerForm::of_a_new_installation();
        saved.set(Field::SessionDays, "5");
        let saved = Saved { server: Some(saved), mail: None };
        let shown = config.shown(&saved).unwrap();
        let of = |key: &str| shown.iter().find(|shown| shown.key == key).unwrap();
        let value = |key: &str| of(key).value.as_deref();
        assert_eq!(value("Server.SessionDays"), Some("5"));
        assert!(matches!(of("Server.SessionDays").source, Source::Saved));
        assert_eq!(value("Smtp.Server"), Some("smtp.example.com"));
        assert!(
            matches!(&of("Smtp.Server").source, Source::Configured(p) if p == "$DATASYNC__SMTP__SERVER")
        );
        assert_eq!(value("Smtp.UseTls"), Some("true"));
        assert!(matches!(of("Smtp.UseTls").source, Source::Default));
        assert_eq!(value("Connection.Password"), None);
        assert!(shown.iter().all(|s| !s.value.as_ref().is_some_and(|v| v.contains("Horse"))));
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
        for expected in
            ["appsettings.json:2: Smtp.Server: ", "appsettings.json:2: Smtp.SenderAddress: "]
        {
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
