//! The configuration of this process: each feature reads its own part of it, as [`configuration`] finds
//! it in the file and in the environment. All problems are reported at once, each with its place.
//!
//! [`configuration`]: crate::configuration

pub(crate) mod shown;

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use crate::{
    base::{
        failure::Error,
        vault::{Key, Vault},
    },
    configuration::{
        settings::{Location, Settings},
        values,
    },
    database::{
        configured::ConfiguredConnection,
        kept::StoredConnection,
        schema::{self, Contents},
        settings::ConnectionSettings,
    },
    jobs::configured::ConfiguredJobs,
    licenses::license::TrustedKeys,
    mail::configured::ConfiguredMail,
    settings::server::configured::ConfiguredServer,
    setup::headless::ConfiguredAdministrator,
};

/// The file that is read when it lies beside the binary and no other is named.
const FILE_NAME: &str = "appsettings.json";

#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) address: SocketAddr,
    /// Where numbers for Prometheus are served, if they are.
    pub(crate) metrics_address: Option<SocketAddr>,
    pub(crate) data_directory: PathBuf,
    /// Under which data files may be; empty: a folder in the data directory.
    pub(crate) file_roots: Vec<PathBuf>,
    /// In force until an administrator saves others, except for what the environment fixes.
    pub(crate) server: ConfiguredServer,
    pub(crate) connection: ConfiguredConnection,
    pub(crate) jobs: ConfiguredJobs,
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
    places: Vec<(String, Location)>,
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

        let jobs = ConfiguredJobs::read(&mut settings);
        let mut config = Self {
            address: settings
                .take("Server.Address", values::address)
                .unwrap_or_else(default_address),
            metrics_address: settings.take("Server.MetricsAddress", values::address),
            data_directory: settings
                .take_path("Server.DataDirectory")
                .unwrap_or_else(|| "data".into()),
            file_roots: settings.take_list("Files.Roots", values::absolute_path),
            server: ConfiguredServer::read(&mut settings),
            connection: ConfiguredConnection::read(&mut settings, &jobs.pool_limit),
            jobs,
            mail: ConfiguredMail::read(&mut settings),
            secret_keys: settings.take_list("Server.SecretKey", values::secret_key),
            trusted_keys: TrustedKeys::read(&mut settings),
            require_setup_code: settings.take("Setup.RequireCode", values::bool).unwrap_or(true),
            two_factor_for_administrators: settings
                .take("Accounts.TwoFactorForAdministrators", values::bool)
                .unwrap_or(false),
            administrator: ConfiguredAdministrator::read(&mut settings),
            places: Vec::new(),
        };
        config.places = settings.finish().map_err(ConfigError)?;
        Ok(config)
    }

    /// By which `serve` would open its database.
    pub(crate) fn connection_settings(&self) -> Result<ConnectionSettings, Error> {
        self.connection.settings(&StoredConnection::read(&self.data_directory)?, &self.vault())
    }

    /// What is in that database, and how many steps its schema lacks; `None` where there is no file.
    pub(crate) async fn look_at_database(&self) -> Result<Option<(Contents, usize)>, Error> {
        let (settings, data) = (self.connection_settings()?, &self.data_directory);
        if settings.file(data).is_some_and(|file| !file.exists()) {
            return Ok(None);
        }
        Ok(Some(schema::look_at(&settings, data).await?))
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

#[cfg(test)]
mod tests {
    use super::{
        shown::{SavedSettings, Source},
        *,
    };
    use crate::{
        configuration::server_settings::{ServerField, ServerForm},
        database::form::{ConnectionField, ConnectionForm},
        mail::form::MailField,
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
        assert_eq!(config.connection.form.get(ConnectionField::MaxPoolSize), "8");
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
        saved.set(ServerField::SessionDays, "5");
        let saved = SavedSettings { server: Some(saved), mail: None };
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
        assert_eq!(mail.form.get(MailField::Port), "587");
        assert!(mail.secret.unwrap().matches("Correct horse 1"));

        // In any case; the page shows the one that is meant.
        for (written, meant) in [("None", "none"), ("CREDENTIALS", "credentials")] {
            let config = parse(
                r#"{ "Smtp": { "Server": "smtp.example.com", "SenderAddress": "sync@example.com" } }"#,
                &[("DATASYNC__SMTP__CONNECTIONMODE", written)],
            )
            .unwrap();
            assert_eq!(config.mail.unwrap().form.get(MailField::ConnectionMode), meant);
        }

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
