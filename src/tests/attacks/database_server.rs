//! A database server that is tried, in the hands of somebody who wants the password, the memory or the
//! log of whoever tries it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use sea_orm::TransactionTrait;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::{
    database::{Pool, form::ConnectionField, kept::StoredConnection, settings::Engine},
    tests::support::{
        Fields, TestApp, administrator, attempt, connection_fields, fresh_database_on, with,
    },
    web::config::Config,
};

const PASSWORD: &str = "Database 1 secret";
/// What the sockets on both ends hold, besides what is read.
const BUFFERS: usize = 16 << 20;

/// What a server does with a connection after it was greeted.
type Behaviour = fn(TcpStream, Arc<Evil>) -> futures_util::future::BoxFuture<'static, ()>;

#[derive(Default)]
struct Evil {
    sent: AtomicUsize,
    heard: Mutex<Vec<u8>>,
}

impl Evil {
    /// Listens as PostgreSQL without TLS, or as MariaDB; the answer is the port.
    async fn serve(self: &Arc<Self>, is_postgres: bool, behave: Behaviour) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let evil = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let evil = Arc::clone(&evil);
                tokio::spawn(async move {
                    if is_postgres {
                        let _ = stream.read_exact(&mut [0; 8]).await;
                        let _ = stream.write_all(b"N").await;
                        // The name of the user, and so on.
                        let _ = stream.read(&mut [0; 1000]).await;
                    }
                    behave(stream, evil).await;
                });
            }
        });
        port
    }

    /// As much as the other side takes.
    async fn flood(&self, stream: &mut TcpStream, with: &[u8]) {
        while stream.write_all(with).await.is_ok() {
            self.sent.fetch_add(with.len(), Ordering::Relaxed);
        }
    }

    /// To the end.
    async fn listen(&self, stream: &mut TcpStream) {
        let mut buffer = [0; 1000];
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            self.heard.lock().unwrap().extend(&buffer[..length]);
        }
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

fn fields(engine: &'static str, port: u16) -> Fields<'static> {
    let server = format!("127.0.0.1:{port}");
    let typed = [("engine", engine), ("database", "datasync"), ("username", "sync")];
    let mut fields: Fields<'static> =
        typed.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    fields.push(("server", server));
    fields.push(("password", PASSWORD.to_owned()));
    fields.push(("timeout", "3".to_owned()));
    fields.push(("max_pool_size", "5".to_owned()));
    with(fields, &[("encrypt", ""), ("trust_server_certificate", ""), ("create_database", "")])
}

fn problem(steps: &[Value]) -> &Value {
    &steps.last().unwrap()["outcome"]["Err"]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_sent_in_clear_to_whoever_asks_for_it() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let evil = Arc::new(Evil::default());
    let port = evil
        .serve(true, |mut stream, evil| {
            Box::pin(async move {
                let _ = stream.write_all(b"R\0\0\0\x08\0\0\0\x03").await;
                evil.listen(&mut stream).await;
            })
        })
        .await;
    let steps = attempt(&mut ada, &fields("postgresql", port)).await;
    assert_eq!(problem(&steps), "password_in_clear", "{steps:?}");
    assert_eq!(evil.heard(), "");
    // Unless the configuration says so.
    let allow = |config: &mut Config| config.connection.allow_clear_text_password = true;
    let trusting = TestApp::embedded_with(allow).await;
    let mut bea = administrator(&trusting).await;
    attempt(&mut bea, &fields("postgresql", port)).await;
    assert!(evil.heard().contains(PASSWORD));
    evil.heard.lock().unwrap().clear();

    // MariaDB's way to ask: another plugin.
    let port = evil
        .serve(false, |mut stream, evil| {
            Box::pin(async move {
                let greeting =
                    b"\x0a5.5.5-10.11.0\0\x01\0\0\0saltsalt\0\xff\xf7\x2d\x02\0\xff\x81\x15\
                                 \0\0\0\0\0\0\0\0\0\0saltsaltsalt\0mysql_native_password\0";
                let greeting: Vec<u8> = without_tls(greeting);
                let _ = stream.write_all(&packet(0, &greeting)).await;
                let _ = stream.read(&mut [0; 1000]).await;
                let _ = stream.write_all(&packet(2, b"\xfemysql_clear_password\0")).await;
                evil.listen(&mut stream).await;
            })
        })
        .await;
    let steps = attempt(&mut ada, &fields("mysql", port)).await;
    assert!(!problem(&steps).is_null(), "{steps:?}");
    assert!(!evil.heard().contains(PASSWORD));
}

/// Honest at first, and then not.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_changes_its_mind_during_a_test_gets_no_password() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let target = fresh_database_on(Engine::PostgreSql, "POSTGRES_PLAIN");
    let _owner = TestApp::on(target.clone()).await;
    let password = target.password.clone().unwrap();
    let fields = with(connection_fields(&target), &[("create_database", ""), ("timeout", "3")]);
    let real = target.form.get(ConnectionField::Server).to_owned();
    let mut passed = false;
    for honest in 1..10 {
        let Turncoat { port, heard, .. } = turncoat(&real, honest).await;
        let server = format!("127.0.0.1:{port}");
        let steps = attempt(&mut ada, &with(fields.clone(), &[("server", &*server)])).await;
        let heard = String::from_utf8_lossy(&heard.lock().unwrap()).into_owned();
        assert!(!heard.contains(password.reveal()), "after {honest} connections");
        passed = problem(&steps).is_null();
        if passed {
            break;
        }
        assert!(heard.is_empty() || problem(&steps) == "password_in_clear", "{steps:?}");
    }
    assert!(passed, "each connection of the test was turned once");
}

struct Turncoat {
    port: u16,
    /// By those whom it asked for the password.
    heard: Arc<Mutex<Vec<u8>>>,
    /// One for each of them that has hung up.
    ended: Arc<Semaphore>,
}

/// Passes so many connections on to a real server, and asks for the password in the next.
async fn turncoat(real: &str, honest: usize) -> Turncoat {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (real, heard) = (real.to_owned(), Arc::<Mutex<Vec<u8>>>::default());
    let ended = Arc::new(Semaphore::new(0));
    let (noted, over) = (Arc::clone(&heard), Arc::clone(&ended));
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            number += 1;
            if number <= honest {
                let mut server = TcpStream::connect(&real).await.unwrap();
                tokio::spawn(async move {
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
                });
                continue;
            }
            let _ = stream.read_exact(&mut [0; 8]).await;
            let _ = stream.write_all(b"N").await;
            let _ = stream.read(&mut [0; 1000]).await;
            let _ = stream.write_all(b"R\0\0\0\x08\0\0\0\x03").await;
            let mut said = Vec::new();
            let _ = stream.read_to_end(&mut said).await;
            noted.lock().unwrap().append(&mut said);
            over.add_permits(1);
        }
    });
    Turncoat { port, heard, ended }
}

/// Offers TLS as long as it is honest, so that the pool's first connections are encrypted, and then none.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_gives_its_password_to_no_server_that_stops_offering_tls() {
    let target = fresh_database_on(Engine::PostgreSql, "POSTGRES");
    let _owner = TestApp::on(target.clone()).await;
    let password = target.password.clone().unwrap();
    let real = target.form.get(ConnectionField::Server).to_owned();
    let (mut opened, mut turned_when_open) = (0, 0);
    for honest in 1..10 {
        let Turncoat { port, heard, ended } = turncoat(&real, honest).await;
        let mut target = target.clone();
        target.form.set(ConnectionField::Server, format!("127.0.0.1:{port}"));
        target.form.set(ConnectionField::Timeout, "2");
        target.form.set(ConnectionField::Encrypt, "");
        let directory = tempfile::TempDir::new().unwrap();
        let vault = crate::base::vault::Vault::of(&[], directory.path());
        let settings = target.settings(&StoredConnection::default(), &vault).unwrap();
        let is_turned = match Pool::open(&settings, directory.path()).await {
            Err(_) => true,
            Ok(pool) => {
                opened += 1;
                // One more than the pool has open.
                let (first, second) =
                    (pool.connection.begin().await, pool.connection.begin().await);
                first.is_err() || second.is_err()
            }
        };
        if is_turned {
            ended.acquire().await.unwrap().forget();
            turned_when_open += usize::from(opened == 1);
        }
        let heard = String::from_utf8_lossy(&heard.lock().unwrap()).into_owned();
        assert!(!heard.contains(password.reveal()), "after {honest} connections");
    }
    assert!(turned_when_open > 0 && opened > 1);
}

fn packet(number: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    [&length[..3], &[number], content].concat()
}

/// The capabilities stand after the version, a number, salt and a filler.
fn without_tls(greeting: &[u8]) -> Vec<u8> {
    let at = greeting.iter().position(|byte| *byte == 0).unwrap() + 1 + 4 + 8 + 1;
    let mut greeting = greeting.to_vec();
    greeting[at + 1] &= !0x08;
    greeting
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_us_read_more_than_a_test_needs() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let behaviours: [(&str, &str, Behaviour); 3] = [
        ("postgresql", "one message", |mut stream, evil| {
            Box::pin(async move {
                let _ = stream.write_all(b"E\x7f\xff\xff\xf0").await;
                evil.flood(&mut stream, &vec![b'x'; 64 * 1024]).await;
            })
        }),
        ("postgresql", "notices", |mut stream, evil| {
            Box::pin(async move {
                let notice = b"N\0\0\0\x25SERROR\0C00000\0Mone\nINFO forged\0\0";
                let mut notice = notice.to_vec();
                notice[4] = u8::try_from(notice.len() - 1).unwrap();
                evil.flood(&mut stream, &notice.repeat(1_000)).await;
            })
        }),
        ("mysql", "one greeting", |mut stream, evil| {
            Box::pin(async move {
                // Whoever only looks for TLS is greeted shortly.
                if evil.sent.load(Ordering::Relaxed) == 0 && evil.heard().is_empty() {
                    evil.heard.lock().unwrap().push(b'.');
                    let greeting = b"\x0a5\0\0\0\0\0saltsalt\0\0\0\x2d\0\0\0\0";
                    let _ = stream.write_all(&packet(0, greeting)).await;
                    return;
                }
                for _ in 0..1_000 {
                    let _ = stream.write_all(b"\xff\xff\xff\0").await;
                    evil.flood(&mut stream, &vec![0x0a; 0xff_ff_ff]).await;
                }
            })
        }),
    ];
    for (engine, name, behave) in behaviours {
        let evil = Arc::new(Evil::default());
        let port = evil.serve(engine == "postgresql", behave).await;
        let steps = attempt(&mut ada, &fields(engine, port)).await;
        assert_eq!(problem(&steps), "answer_too_large", "{name}: {steps:?}");
        let sent = evil.sent.load(Ordering::Relaxed);
        assert!(sent < BUFFERS, "{name}: {sent} bytes were taken");
    }
}
