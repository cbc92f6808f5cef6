//! Places that answer as servers do that something is wrong with.

use std::sync::Mutex;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::{
    host_name::HostName,
    place::{ServerKind, TlsMode},
    secret::Secret,
};

const PATIENCE: Duration = Duration::from_secs(2);

fn server(kind: ServerKind, host: &str, port: u16, encryption: TlsMode) -> ServerPlace {
    ServerPlace {
        kind,
        host: HostName::parse(host).unwrap(),
        port,
        database: "orders".to_owned(),
        username: "reader".to_owned(),
        password: Some(Secret::new("Correct horse 1")),
        encryption,
        authority_file: None,
        allow_clear_text_password: false,
    }
}

/// The outcome of every stage, and what came of it.
async fn steps(place: &Place, timeout: Duration) -> (Vec<ReachStep>, Result<(), ReachProblem>) {
    let steps = Mutex::default();
    let tell = |step| Vec::push(&mut steps.lock().unwrap(), step);
    let reached = reach(place, Deadline::after(timeout), Observer::new(&tell)).await;
    let outcome = match reached {
        Ok(session) => {
            session.close().await.unwrap();
            Ok(())
        }
        Err(problem) => Err(problem),
    };
    (steps.into_inner().unwrap(), outcome)
}

/// The stage at which it ended, and why. The last step says the same as the answer.
async fn end(place: &Place, timeout: Duration) -> (ReachStage, ReachProblem) {
    let (steps, outcome) = steps(place, timeout).await;
    let last = steps.last().unwrap();
    assert_eq!(last.outcome, Err(outcome.unwrap_err()), "{steps:?}");
    (last.stage, outcome.unwrap_err())
}

/// A server that says `greeting`, hears up to 100 bytes, says `answer` and goes; its port.
async fn stub(greeting: &'static [u8], answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(greeting).await;
            if !answer.is_empty() {
                let _ = stream.read(&mut [0; 100]).await;
                let _ = stream.write_all(answer).await;
            }
        }
    });
    port
}

#[tokio::test]
async fn a_name_that_nobody_has_and_a_port_that_nobody_listens_at_are_told_apart() {
    let place =
        |host, port| Place::Server(server(ServerKind::PostgreSql, host, port, TlsMode::IfOffered));
    let unknown = end(&place("no-such-host.invalid", 5432), Duration::from_secs(20)).await;
    assert_eq!(unknown, (ReachStage::Name, ReachProblem::NameUnknown));
    let refused = end(&place("127.0.0.1", 1), PATIENCE).await;
    assert_eq!(refused, (ReachStage::Connection, ReachProblem::ConnectionRefused));
}

#[tokio::test]
async fn a_password_is_not_sent_where_encryption_is_demanded_and_not_offered() {
    for encryption in [TlsMode::Verified, TlsMode::Unverified] {
        let postgres = stub(b"", b"N").await;
        // Protocol 10, version "5", a number, salt, filler, no capabilities.
        let mysql = stub(b"\x17\0\0\0\x0a5\0\0\0\0\0saltsalt\0\0\0\x2d\0\0\0\0", b"").await;
        for (kind, port) in [(ServerKind::PostgreSql, postgres), (ServerKind::MySql, mysql)] {
            let place = Place::Server(server(kind, "127.0.0.1", port, encryption));
            let ended = end(&place, PATIENCE).await;
            assert_eq!(ended, (ReachStage::Encryption, ReachProblem::EncryptionUnavailable));
        }
    }
}

#[tokio::test]
async fn other_protocols_and_refusals_are_told_apart() {
    use ReachProblem::{EncryptionFailed, NotThisEngine, TooManyConnections};
    use ServerKind::{MySql, PostgreSql};
    let too_many = b"\x17\0\0\0\xff\x10\x04Too many connections";
    for (kind, greeting, answer, problem) in [
        (PostgreSql, &b""[..], &b"HTTP/1.1 400 Bad Request\r\n"[..], NotThisEngine),
        (MySql, b"220 mail.example.com ESMTP\r\n", b"", NotThisEngine),
        (MySql, b"", b"", NotThisEngine),
        (MySql, too_many, b"", TooManyConnections),
        (PostgreSql, b"", b"Sno TLS at all", EncryptionFailed),
    ] {
        let port = stub(greeting, answer).await;
        let place = Place::Server(server(kind, "127.0.0.1", port, TlsMode::IfOffered));
        assert_eq!(end(&place, PATIENCE).await, (ReachStage::Encryption, problem), "{greeting:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_left_in_time() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let place =
        Place::Server(server(ServerKind::PostgreSql, "127.0.0.1", port, TlsMode::IfOffered));
    let began = Instant::now();
    let ended = end(&place, Duration::from_secs(1)).await;
    assert_eq!(ended, (ReachStage::Encryption, ReachProblem::TimedOut { seconds: 1 }));
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn an_authority_that_cannot_be_read_is_told_before_anything_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let port = stub(b"", b"S").await;
    let mut place = server(ServerKind::PostgreSql, "127.0.0.1", port, TlsMode::Verified);
    for content in [None, Some("no certificate")] {
        let file = folder.path().join("authority.pem");
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        place.authority_file = Some(file);
        let ended = end(&Place::Server(place.clone()), PATIENCE).await;
        assert_eq!(ended, (ReachStage::Encryption, ReachProblem::AuthorityFileUnusable));
    }
}

#[tokio::test]
async fn a_file_is_reached_if_it_is_a_database_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.db");
    let place = Place::SqliteFile(file.clone());
    assert_eq!(end(&place, PATIENCE).await, (ReachStage::Database, ReachProblem::DatabaseMissing));
    assert!(!file.exists());

    std::fs::write(&file, "by no means a database, and longer than its header. ".repeat(20))
        .unwrap();
    assert_eq!(end(&place, PATIENCE).await, (ReachStage::SignIn, ReachProblem::FileUnusable));

    std::fs::write(&file, "").unwrap();
    let mut session = Session::open_file(&file).await.unwrap();
    session.run("CREATE TABLE orders (id INTEGER)").await.unwrap();
    session.close().await.unwrap();
    let before = std::fs::read(&file).unwrap();
    let (steps, outcome) = steps(&place, PATIENCE).await;
    assert_eq!(outcome, Ok(()));
    let stages: Vec<_> = steps.iter().map(|step| step.stage).collect();
    assert_eq!(stages, [ReachStage::Database, ReachStage::SignIn]);
    let Ok(ReachFinding::SignedIn { server }) = &steps[1].outcome else { panic!("{steps:?}") };
    assert!(server.starts_with("SQLite 3."), "{server}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn versions_are_short() {
    let short = |version| product_and_version("MySQL", version);
    assert_eq!(short("10.11.14-MariaDB-0+deb12u2"), "MariaDB 10.11.14");
    assert_eq!(short("8.4.3"), "MySQL 8.4.3");
    assert_eq!(
        product_and_version("PostgreSQL", "15.18 (Debian 15.18-0+deb12u1)"),
        "PostgreSQL 15.18"
    );
}
