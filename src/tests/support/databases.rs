//! The three engines, as real servers. `make test` starts PostgreSQL and MariaDB.

use super::TestApp;
use crate::{
    base::{random, secret::Secret},
    configuration::origin::Origins,
    database::{
        configured::ConfiguredConnection,
        form::{ConnectionField, ConnectionForm},
        settings::Engine,
    },
};

/// Runs a test on a fresh database of each engine.
pub(in crate::tests) async fn on_every_database(test: impl AsyncFn(TestApp)) {
    for engine in Engine::ALL {
        println!("on {engine:?}");
        test(TestApp::on(fresh_database(engine)).await).await;
    }
}

/// A database that nobody has used, made when it is opened.
pub(in crate::tests) fn fresh_database(engine: Engine) -> ConfiguredConnection {
    let server = match engine {
        Engine::Embedded => return configured(ConnectionForm::embedded(100), None),
        Engine::PostgreSql => "POSTGRES",
        Engine::MySql => "MARIADB",
    };
    fresh_database_on(engine, server)
}

/// The same on a server that differs in something: `POSTGRES_EXPIRED`.
pub(in crate::tests) fn fresh_database_on(engine: Engine, server: &str) -> ConfiguredConnection {
    let variable = format!("DATASYNC_TEST_{server}");
    #[expect(clippy::disallowed_methods, reason = "the test script says where its servers are")]
    let server = std::env::var(&variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with `make test`"));
    let [host, port, username, password] = server.split(':').collect::<Vec<_>>()[..] else {
        panic!("{variable} is not host:port:user:password");
    };
    let form = ConnectionForm::default()
        .with(ConnectionField::Engine, engine.name())
        .with(ConnectionField::Server, format!("{host}:{port}"))
        .with(ConnectionField::Database, format!("test_{}", random::row_id().replace('-', "")))
        .with(ConnectionField::Username, username)
        .with(ConnectionField::Timeout, "30")
        .with(ConnectionField::MaxPoolSize, "60")
        .with(ConnectionField::CreateDatabase, "on");
    configured(form, Some(password))
}

fn configured(form: ConnectionForm, password: Option<&str>) -> ConfiguredConnection {
    ConfiguredConnection {
        form,
        password: password.map(Secret::new),
        origins: Origins::default(),
        pool_limit: 100,
        authority_file: None,
        allow_clear_text_password: false,
    }
}
