//! Copies between real servers by the addresses that people type.

use super::*;
use crate::{
    copy::{Action, Copy, CopyRequest},
    load::{Limits, tests::owner},
    secret::Secret,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// The address of a test server, and its password.
#[expect(clippy::disallowed_methods, reason = "tests find their server in the environment")]
fn server(variable: &str) -> (String, String) {
    let server = std::env::var(variable).expect("run by scripts/test-servers");
    let parts: Vec<&str> = server.split(':').collect();
    (format!("{}@{}:{}", parts[2], parts[0], parts[1]), parts[3].to_owned())
}

pub fn place(scheme: &str, variable: &str, database: &str, options: &str) -> CopyPlace {
    let (server, password) = server(variable);
    let mut place = CopyPlace::parse(&format!("{scheme}://{server}/{database}?{options}")).unwrap();
    place.set_password(Secret::new(password));
    place
}

const ENCRYPTED: [&str; 3] = ["", "encrypt=true", "encrypt=true&trust_server_certificate=true"];

#[tokio::test]
async fn tls_is_as_it_was_asked_for_on_every_connection() {
    for options in ENCRYPTED {
        let mut postgres = place("postgresql", "DATASYNC_TEST_POSTGRES", "postgres", options)
            .destination()
            .await
            .unwrap();
        let query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()".to_owned();
        assert_eq!(postgres.query(query).await.unwrap(), [[Some("t".to_owned())]], "{options}");
        let mut maria = place("mariadb", "DATASYNC_TEST_MARIADB", "mysql", options)
            .destination()
            .await
            .unwrap();
        let query = "SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'".to_owned();
        assert_eq!(maria.query(query).await.unwrap(), [[Some("1".to_owned())]], "{options}");
    }
    for (scheme, variable, database) in [
        ("postgresql", "DATASYNC_TEST_POSTGRES_PLAIN", "postgres"),
        ("mariadb", "DATASYNC_TEST_MARIADB_PLAIN", "mysql"),
    ] {
        place(scheme, variable, database, "").destination().await.unwrap();
        let refused = place(scheme, variable, database, "encrypt=true").destination().await;
        let problem = refused.map(|_| ()).unwrap_err().downcast::<ReachProblem>().unwrap();
        assert_eq!(*problem, ReachProblem::EncryptionUnavailable, "{scheme}");
    }
    for (scheme, variable, database, problem) in [
        (
            "postgresql",
            "DATASYNC_TEST_POSTGRES_EXPIRED",
            "postgres",
            ReachProblem::CertificateExpired,
        ),
        (
            "postgresql",
            "DATASYNC_TEST_POSTGRES_WRONG_NAME",
            "postgres",
            ReachProblem::CertificateWrongName,
        ),
        ("mariadb", "DATASYNC_TEST_MARIADB_EXPIRED", "mysql", ReachProblem::CertificateExpired),
        (
            "mariadb",
            "DATASYNC_TEST_MARIADB_WRONG_NAME",
            "mysql",
            ReachProblem::CertificateWrongName,
        ),
    ] {
        let refused = place(scheme, variable, database, "encrypt=true").destination().await;
        let found = refused.map(|_| ()).unwrap_err().downcast::<ReachProblem>().unwrap();
        assert_eq!(*found, problem, "{variable}");
        let any = place(scheme, variable, database, "trust_server_certificate=true");
        any.destination().await.unwrap();
    }
}

/// The same place behind another port; and its own.
pub fn through(place: &CopyPlace, port: Option<u16>) -> (CopyPlace, u16) {
    let mut place = place.clone();
    let Place::Server(server) = &mut place.place else { panic!("a file has no port") };
    let own = server.port;
    server.port = port.unwrap_or(own);
    (place, own)
}

/// The same place behind the server of another variable.
pub fn behind(place: &CopyPlace, variable: &str) -> CopyPlace {
    let (server, _) = server(variable);
    through(place, Some(server.rsplit(':').next().unwrap().parse().unwrap())).0
}

/// An empty database of its own.
pub async fn database(engine: Engine) -> CopyPlace {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("engine_connect_{}_{number}", std::process::id());
    let (scheme, variable, first) = match engine {
        Engine::PostgreSql => ("postgresql", "DATASYNC_TEST_POSTGRES", "postgres"),
        Engine::MySql => ("mariadb", "DATASYNC_TEST_MARIADB", "mysql"),
        Engine::Sqlite => panic!("no server"),
    };
    let mut made = place(scheme, variable, first, "").destination().await.unwrap();
    made.execute(format!("CREATE DATABASE {name}")).await.unwrap();
    place(scheme, variable, &name, "")
}

/// All tables, one by one.
pub fn request(from: &CopyPlace, to: &CopyPlace) -> CopyRequest {
    CopyRequest {
        owner: owner("copy"),
        signed_by: "tests".to_owned(),
        source_schema: from.schema.clone(),
        destination_schema: to.schema.clone(),
        tables: Vec::new(),
        exclude: Vec::new(),
        accept_lossy: BTreeSet::new(),
        seed: [3; 32],
        tables_at_once: 1,
        limits: Limits::default(),
    }
}

#[tokio::test]
async fn more_than_a_test_needs_goes_through_a_connection_that_works() {
    let directory = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}", directory.path().join("copy.db").display());
    let (from, to) = (database(Engine::PostgreSql).await, CopyPlace::parse(&to).unwrap());
    let mut made = from.destination().await.unwrap();
    for statement in [
        "CREATE TABLE wide AS SELECT i AS id, repeat('x', 1000) AS words FROM generate_series(1, 5000) i",
        "ALTER TABLE wide ADD PRIMARY KEY (id)",
    ] {
        made.execute(statement.to_owned()).await.unwrap();
    }
    // And from there into a database, by the connection that writes.
    let back = database(Engine::MySql).await;
    for (from, to) in [(from, to.clone()), (to, back)] {
        let request = request(&from, &to);
        let copy = Copy { from: Arc::new(from), to: Arc::new(to), request };
        let looked = copy.look().await.unwrap_or_else(|problem| panic!("{problem:?}"));
        let outcomes = looked.run(Action::Load, tokio::sync::watch::channel(false).1).await;
        let loaded = outcomes[0].as_ref().unwrap().result.as_ref().unwrap();
        assert_eq!(loaded.destination_rows, 5_000);
    }
}
