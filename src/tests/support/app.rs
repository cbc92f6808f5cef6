//! A whole installation in a directory of its own, with a clock that jumps and a mailbox.

use std::{path::Path, sync::Arc, time::Duration};

use axum::Router;
use ed25519_dalek::SigningKey;
use jiff::civil::{Date, date};
use sea_orm::EntityTrait;
use tempfile::TempDir;
use tokio::sync::watch;

use super::{
    browser::{Answer, Browser},
    databases::fresh_database,
};
use crate::{
    base::{
        clock::{Clock, Timestamp},
        failure::Error,
        random,
    },
    database::{
        ConnectionSettings, configured::ConfiguredConnection, entities::account,
        kept::StoredConnection, settings::Engine,
    },
    jobs::webhook,
    licenses::license::{Feature, License, LicenseId, PublicKey, TrustedKeys},
    mail::{mailer::Mailbox, worker},
    setup::headless,
    web::{
        config::Config,
        router::router,
        state::{AppState, OpenedBy},
    },
};

/// Meets every rule and is nobody's name.
pub(in crate::tests) const PASSWORD: &str = "Engine 42 runs";

pub(in crate::tests) struct TestApp {
    pub(in crate::tests) state: AppState,
    pub(in crate::tests) router: Router,
    pub(in crate::tests) clock: Clock,
    directory: TempDir,
    links: Mailbox,
    vendor: SigningKey,
}

impl TestApp {
    /// On the embedded database.
    pub(in crate::tests) async fn new() -> Self {
        Self::on(fresh_database(Engine::Embedded)).await
    }

    pub(in crate::tests) async fn embedded_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::with(fresh_database(Engine::Embedded), change).await
    }

    pub(in crate::tests) async fn on(connection: ConfiguredConnection) -> Self {
        Self::with(connection, |_| ()).await
    }

    pub(in crate::tests) async fn with(
        connection: ConfiguredConnection,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let directory = TempDir::new().unwrap();
        let vendor = SigningKey::from_bytes(&random::bytes());
        let mut config = Config::parse(None, std::iter::empty()).unwrap();
        config.data_directory = directory.path().to_owned();
        config.connection = connection;
        config.trusted_keys =
            TrustedKeys { vendor: vec![PublicKey::of(&vendor)], allow_development_key: false };
        change(&mut config);
        let clock = Clock::fixed(Timestamp::start_of(TODAY));
        let links = Arc::default();
        let (state, router) = open(config, &clock, &links).await;
        Self { state, router, clock, directory, links, vendor }
    }

    /// Another machine with the same configuration and an empty data directory, where nothing has been
    /// started yet.
    pub(in crate::tests) fn empty_machine(
        &self,
        connection: ConfiguredConnection,
    ) -> (TempDir, Config) {
        let directory = TempDir::new().unwrap();
        let mut config = (*self.state.config).clone();
        directory.path().clone_into(&mut config.data_directory);
        config.connection = connection;
        (directory, config)
    }

    /// Starts the server there.
    pub(in crate::tests) async fn start_on(&self, (directory, config): (TempDir, Config)) -> Self {
        let (clock, vendor, links) = (self.clock.clone(), self.vendor.clone(), Arc::default());
        let (state, router) = open(config, &clock, &links).await;
        Self { state, router, clock, directory, links, vendor }
    }

    /// The process ends, and its lock with it.
    pub(in crate::tests) fn stop(&self) {
        if let Some(lock) = &self.state.lock {
            lock.unlock().unwrap();
        }
    }

    /// Stops and starts the server over the same data directory.
    pub(in crate::tests) async fn restart(&mut self) {
        self.reconfigure(|_| ()).await;
    }

    /// As a server does at its start, where the configuration names an administrator.
    pub(in crate::tests) async fn register_headless(&self) -> Result<(), Error> {
        match &self.state.config.administrator {
            Some(administrator) => headless::register(&self.state, administrator).await,
            None => Ok(()),
        }
    }

    /// The same with another configuration.
    pub(in crate::tests) async fn reconfigure(&mut self, change: impl FnOnce(&mut Config)) {
        self.stop();
        let mut config = (*self.state.config).clone();
        change(&mut config);
        (self.state, self.router) = open(config, &self.clock, &self.links).await;
    }

    /// As another start would find it.
    pub(in crate::tests) async fn open_again(&self) -> Result<AppState, Error> {
        let config = (*self.state.config).clone();
        let address = config.address;
        AppState::open(config, address, self.clock.clone(), OpenedBy::Server).await
    }

    pub(in crate::tests) fn data_directory(&self) -> &Path {
        self.directory.path()
    }

    pub(in crate::tests) fn setup_code(&self) -> String {
        std::fs::read_to_string(self.data_directory().join("setup-code")).unwrap().trim().to_owned()
    }

    pub(in crate::tests) fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// For peers that have clocks of their own.
    pub(in crate::tests) fn advance_to_now(&self) {
        self.advance(self.clock.now().until(Clock::System.now()));
    }

    pub(in crate::tests) fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A serial number for a new perpetual license.
    pub(in crate::tests) fn serial_number(&self, seats: u32) -> String {
        self.serial_number_until(seats, None)
    }

    pub(in crate::tests) fn serial_number_until(
        &self,
        seats: u32,
        expires: Option<Date>,
    ) -> String {
        self.issue("Contoso", seats, expires)
    }

    pub(in crate::tests) fn serial_number_of(&self, licensee: &str) -> String {
        self.issue(licensee, 1, None)
    }

    fn issue(&self, licensee: &str, seats: u32, expires: Option<Date>) -> String {
        let license = License {
            id: LicenseId::new(u64::from_be_bytes(random::bytes())),
            licensee: licensee.to_owned(),
            seats,
            issued: TODAY,
            expires,
            features: vec![Feature::Synchronization],
        };
        license.issue(&self.vendor).to_string()
    }

    /// By which it opens its database.
    pub(in crate::tests) fn connection(&self) -> ConnectionSettings {
        let config = &self.state.config;
        let kept = StoredConnection::read(&config.data_directory).unwrap();
        config.connection.settings(&kept, &self.state.vault).unwrap()
    }

    /// Lets the worker keep every promise that is due, and returns the newest link for somebody.
    pub(in crate::tests) async fn link_for(&self, username: &str) -> Option<String> {
        let link = self.full_link_for(username).await?;
        Some(link.strip_prefix("http://127.0.0.1:3000").unwrap().to_owned())
    }

    /// The same with scheme and host.
    pub(in crate::tests) async fn full_link_for(&self, username: &str) -> Option<String> {
        self.deliver().await;
        let links = self.links.lock().unwrap();
        links.iter().rev().find(|(name, _)| name == username).map(|(_, link)| link.clone())
    }

    /// Lets the worker keep every promise that is due.
    pub(in crate::tests) async fn deliver(&self) -> worker::Round {
        let (_stop, stopped) = watch::channel(());
        worker::deliver_due(&self.state.mailer, worker::LANES, &stopped).await.unwrap()
    }

    /// The same for the posts to the webhook.
    pub(in crate::tests) async fn post_due(&self) {
        let (_stop, stopped) = watch::channel(());
        webhook::worker::deliver_due(&self.state, &stopped).await.unwrap();
    }

    /// How many links went out so far.
    pub(in crate::tests) async fn links_sent(&self) -> usize {
        self.deliver().await;
        self.links.lock().unwrap().len()
    }

    pub(in crate::tests) async fn accounts(&self) -> Vec<account::Model> {
        account::Entity::find().all(&self.state.database.read()).await.unwrap()
    }

    /// Registers, which needs the setup code only while nobody is set up.
    pub(in crate::tests) async fn register(&self, username: &str, serial_number: &str) -> Answer {
        self.register_in(&mut self.browser(), username, serial_number).await
    }

    /// The same, up to the page that is the answer.
    pub(in crate::tests) async fn register_on_page(
        &self,
        username: &str,
        serial_number: &str,
    ) -> Answer {
        let mut browser = self.browser();
        let answer = self.register_in(&mut browser, username, serial_number).await;
        browser.open(&answer.location().unwrap()).await
    }

    async fn register_in(
        &self,
        browser: &mut Browser,
        username: &str,
        serial_number: &str,
    ) -> Answer {
        let asks_for_code = self.state.installation.asks_for_code();
        let code = if asks_for_code { self.setup_code() } else { String::new() };
        let email = format!("{username}@example.com");
        let fields = [
            ("setup_code", code.as_str()),
            ("email", &email),
            ("username", username),
            ("first_name", "Ada"),
            ("last_name", "Lovelace"),
            ("serial_number", serial_number),
        ];
        browser.post("register", &fields).await
    }

    /// Registers and activates somebody.
    pub(in crate::tests) async fn join(&self, username: &str, serial_number: &str) {
        self.register(username, serial_number).await.expect_redirect("/registered");
        let link = self.link_for(username).await.unwrap();
        self.browser().activate(&link).await.expect_redirect("/password-set");
    }

    /// A browser in which somebody is signed in.
    pub(in crate::tests) async fn signed_in(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(username, PASSWORD).await;
        assert!(answer.location().is_some_and(|to| !to.starts_with("/login")), "{answer:?}");
        browser
    }
}

/// The day on which every test begins.
pub(in crate::tests) const TODAY: Date = date(2026, 6, 1);

async fn open(config: Config, clock: &Clock, links: &Mailbox) -> (AppState, Router) {
    let address = config.address;
    let state = AppState::open(config, address, clock.clone(), OpenedBy::Server).await.unwrap();
    state.mailer.mailbox.set(Arc::clone(links)).unwrap();
    let router = router(state.clone()).unwrap();
    (state, router)
}
