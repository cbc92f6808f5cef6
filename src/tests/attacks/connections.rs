//! Connections on which nothing happens: clients that say nothing, or take nothing.

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    routing::get,
};
use axum_server::Handle;
use futures_util::stream;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, timeout},
};

use crate::{
    configuration::server_settings::ServerSettings,
    tests::support::TestApp,
    web::connections::{self, Connections},
};

/// The real router behind real connections, with a page that never ends.
async fn serve(most: usize) -> (SocketAddr, Connections, Router) {
    serve_with(Connections::new(most), TestApp::new().await)
}

fn serve_with(connections: Connections, app: TestApp) -> (SocketAddr, Connections, Router) {
    let piece = || Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 16_384]));
    let endless = get(async move || Body::from_stream(stream::repeat_with(piece)));
    let router = app.router.clone().route("/endless", endless);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let served = connections::serve(listener, router.clone(), Handle::new(), connections.clone());
    tokio::spawn(async move {
        // Its directory and its database stay as long as it serves.
        let _app = app;
        served.await
    });
    (address, connections, router)
}

async fn send(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

fn get_request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// The first line of the answer.
async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = send(address, &get_request(path)).await;
    let mut answer = vec![0; 4_096];
    let read = timeout(Duration::from_secs(10), stream.read(&mut answer)).await;
    let length = read.unwrap_or_else(|_| panic!("{path}: no answer")).unwrap();
    let text = String::from_utf8_lossy(&answer[..length]);
    text.lines().next().unwrap_or_default().to_owned()
}

const OK: &str = "HTTP/1.1 200 OK";

#[tokio::test]
async fn a_connection_without_a_whole_request_ends_within_seconds() {
    let (address, _, _) = serve(100).await;
    tokio::time::pause();
    for beginning in [
        &b""[..],
        b"G",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        // A whole one, and nothing after it.
        b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
    ] {
        let began = Instant::now();
        let mut stream = send(address, beginning).await;
        let closed = timeout(Duration::from_mins(10), stream.read_to_end(&mut Vec::new())).await;
        let what = String::from_utf8_lossy(beginning);
        assert!(closed.is_ok(), "{what:?} stays open");
        assert!(began.elapsed() < Duration::from_secs(12), "{what:?}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_client_that_never_reads_is_not_kept() {
    let (address, connections, _) = serve(100).await;
    tokio::time::pause();
    let began = Instant::now();
    let stream = send(address, &get_request("/endless")).await;
    let closed = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        while connections.open() > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    assert!(timeout(Duration::from_mins(10), closed).await.is_ok(), "stays open");
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    drop(stream);
}

#[tokio::test]
async fn silent_connections_keep_nobody_out() {
    let (address, connections, _) = serve(20).await;
    let mut silent = Vec::new();
    for number in 0_usize..300 {
        let beginning: &[u8] = if number.is_multiple_of(2) { b"" } else { b"GET / HT" };
        silent.push(send(address, beginning).await);
    }
    for path in ["/health/live", "/health/ready", "/register"] {
        assert_eq!(ask(address, path).await, OK, "{path}");
    }
    not_more_than(84, &connections).await;
}

/// Connections that lose their seats are closed within moments.
async fn not_more_than(most: usize, connections: &Connections) {
    let closed = async {
        while connections.open() > most {
            tokio::task::yield_now().await;
        }
    };
    assert!(timeout(Duration::from_secs(5), closed).await.is_ok(), "{}", connections.open());
}

#[tokio::test]
async fn clients_that_take_nothing_leave_room_to_ask_whether_the_server_lives() {
    let (address, connections, _) = serve(20).await;
    let mut greedy = Vec::new();
    for _ in 0..20 {
        let mut stream = send(address, &get_request("/endless")).await;
        // It is being answered, and reads no further.
        stream.read_exact(&mut [0; 100]).await.unwrap();
        greedy.push(stream);
    }
    // More of them, and silent ones.
    for number in 0_usize..200 {
        let request = if number.is_multiple_of(2) { get_request("/endless") } else { Vec::new() };
        greedy.push(send(address, &request).await);
    }
    assert_eq!(ask(address, "/login").await, "HTTP/1.1 503 Service Unavailable");
    assert_eq!(ask(address, "/health/live").await, OK);
    not_more_than(84, &connections).await;
    drop(greedy);
}

/// From another address of this machine.
async fn send_from(from: [u8; 4], to: SocketAddr, bytes: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    // Whoever is closed out already cannot be written to.
    let _ = stream.write_all(bytes).await;
    stream
}

const GREEDY: [u8; 4] = [127, 0, 0, 1];
const OTHER: [u8; 4] = [127, 0, 0, 2];

/// Whether it is answered, and not closed at once.
async fn is_let_in(from: [u8; 4], to: SocketAddr) -> (bool, TcpStream) {
    let mut stream = send_from(from, to, &get_request("/endless")).await;
    let read = timeout(Duration::from_secs(10), stream.read(&mut [0; 100])).await;
    (matches!(read.unwrap(), Ok(1..)), stream)
}

#[tokio::test]
async fn one_address_has_a_quarter_of_the_connections_and_a_trusted_proxy_all() {
    let app = TestApp::new().await;
    let server = app.state.mailer.server.clone();
    let connections = Connections::new(20).with_shares(server.clone());
    let (address, connections, _) = serve_with(connections, app);
    let mut greedy = Vec::new();
    for number in 0..50 {
        let (is_in, stream) = is_let_in(GREEDY, address).await;
        assert_eq!(is_in, number < 5, "{number}");
        greedy.push(stream);
    }
    assert_eq!(connections.open(), 5);
    let (is_in, _others) = is_let_in(OTHER, address).await;
    assert!(is_in, "others are kept out");
    // What an address gives back it has again.
    greedy.truncate(4);
    not_more_than(5, &connections).await;
    let (is_in, stream) = is_let_in(GREEDY, address).await;
    assert!(is_in, "its own seat is lost");
    greedy.push(stream);

    let proxies = vec!["127.0.0.1/32".parse().unwrap()];
    server.replace(ServerSettings { trusted_proxies: proxies, ..(*server.get()).clone() });
    for number in 0..10 {
        let (is_in, stream) = is_let_in(GREEDY, address).await;
        assert!(is_in, "{number}");
        greedy.push(stream);
    }
}
