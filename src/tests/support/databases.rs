//! The three engines, as real servers. `make test` starts PostgreSQL and MariaDB.

use std::time::Duration;

use crate::{
    database::{ConnectionSettings, Engine},
    security::{random, secret::Secret},
    tests::support::TestApp,
};

/// Runs a test on a fresh database of each engine.
pub(in crate::tests) async fn on_every_database(test: impl AsyncFn(TestApp)) {
    for engine in [Engine::Embedded, Engine::PostgreSql, Engine::MySql] {
        println!("on {engine:?}");
        test(TestApp::on(fresh_database(engine)).await).await;
    }
}

/// A database that nobody has used, made when it is opened.
fn fresh_database(engine: Engine) -> ConnectionSettings {
    let variable = match engine {
        Engine::Embedded => return ConnectionSettings::embedded(),
        Engine::PostgreSql => "DATASYNC_TEST_POSTGRES",
        Engine::MySql => "DATASYNC_TEST_MARIADB",
    };
    #[expect(clippy::disallowed_methods, reason = "the test script says where its servers are")]
    let server = std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with `make test`"));
    let [host, port, username, password] = server.split(':').collect::<Vec<_>>()[..] else {
        panic!("{variable} is not host:port:user:password");
    };
    ConnectionSettings {
        engine,
        host: host.to_owned(),
        port: port.parse().unwrap(),
        database: format!("test_{}", random::row_id().replace('-', "")),
        username: username.to_owned(),
        password: Secret::new(password),
        timeout: Duration::from_secs(30),
        max_pool_size: 60,
        encrypt: false,
        trust_server_certificate: false,
        create_database: true,
    }
}
