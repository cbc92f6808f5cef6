//! Real mail servers and a real token endpoint, in another process: `scripts/test-servers` starts
//! them. And hostile ones, in this process.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::MutexGuard,
};

/// The real ones. Whoever has them has them alone: what they do is set for all.
pub(in crate::tests) struct MailPeers {
    control: String,
    http: reqwest::Client,
    ports: Value,
    _alone: MutexGuard<'static, ()>,
}

impl MailPeers {
    pub(in crate::tests) async fn get() -> Self {
        static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let alone = ALONE.lock().await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        #[expect(clippy::disallowed_methods, reason = "the test script says where its servers are")]
        let control = std::env::var("DATASYNC_TEST_MAIL").unwrap_or_else(|_| {
            panic!("DATASYNC_TEST_MAIL is not set: run the tests with `make test`")
        });
        let http = reqwest::Client::new();
        let mut peers = Self { control, http, ports: Value::Null, _alone: alone };
        peers.post("reset", &json!({})).await;
        peers.ports = peers.ask("").await;
        peers
    }

    pub(in crate::tests) fn port(&self, server: &str) -> String {
        self.ports["smtp"][server]["port"].to_string()
    }

    pub(in crate::tests) fn host(&self, server: &str) -> &str {
        self.ports["smtp"][server]["host"].as_str().unwrap()
    }

    pub(in crate::tests) fn token_endpoint(&self, name: &str) -> &str {
        self.ports[name].as_str().unwrap()
    }

    /// What arrived for somebody, in the order in which it did.
    pub(in crate::tests) async fn mails_to(&self, address: &str) -> Vec<Value> {
        let mails = self.ask("mails").await;
        let is_for = |mail: &Value| mail["to"].as_array().unwrap().contains(&json!(address));
        mails.as_array().unwrap().iter().filter(|mail| is_for(mail)).cloned().collect()
    }

    /// Every dialogue, as one text of JSON.
    pub(in crate::tests) async fn sessions(&self) -> Value {
        self.ask("sessions").await
    }

    pub(in crate::tests) async fn token_requests(&self) -> u64 {
        self.ask("tokens").await["requests"].as_u64().unwrap()
    }

    pub(in crate::tests) async fn behave(&self, how: Value) {
        self.post("behaviour", &how).await;
    }

    async fn ask(&self, what: &str) -> Value {
        let answer = self.http.get(format!("{}/{what}", self.control)).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn post(&self, what: &str, body: &Value) {
        let request = self.http.post(format!("{}/{what}", self.control));
        let answer = request
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
}

/// The link in a mail that arrived, without scheme and host.
pub(in crate::tests) fn link_in(mail: &Value) -> String {
    let source = mail["source"].as_str().unwrap();
    let parsed = mail_parser::MessageParser::default().parse(source.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    let (_, rest) = text.split_once("http://127.0.0.1:3000").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Answers to what a client says, by the beginning of its line; the empty beginning is the greeting.
pub(in crate::tests) type Script = &'static [(&'static str, &'static str)];

/// Says nothing more, and holds the line.
pub(in crate::tests) const HANG: &str = "hang";
/// Hangs up.
pub(in crate::tests) const CLOSE: &str = "close";
/// Before a reply: it comes after 20 seconds.
pub(in crate::tests) const SLOW: &str = "slow ";
/// Says something without an end.
pub(in crate::tests) const BABBLE: &str = "babble";

/// A server that follows a script and remembers everything it hears.
pub(in crate::tests) struct Hostile {
    pub(in crate::tests) port: u16,
    heard: Arc<Mutex<String>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Hostile {
    /// Speaks SMTP, as far as the script goes; `250 ok` to everything else.
    pub(in crate::tests) async fn smtp(script: Script) -> Self {
        Self::start(move |stream, heard| follow(script, stream, heard)).await
    }

    /// Gives every request the same answer.
    pub(in crate::tests) async fn http(answer: &'static str) -> Self {
        Self::start(move |stream, heard| answer_http(answer, stream, heard)).await
    }

    async fn start<F>(serve: impl Fn(TcpStream, Arc<Mutex<String>>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let shared = Arc::clone(&heard);
        let serving = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { port, heard, serving }
    }

    /// Waits until a client has said something.
    pub(in crate::tests) async fn has_heard(&self, word: &str) {
        while !self.heard().contains(word) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Ends every connection and takes no more.
    pub(in crate::tests) fn hang_up(&self) {
        self.serving.abort();
    }

    pub(in crate::tests) fn heard(&self) -> String {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn follow(script: Script, stream: TcpStream, heard: Arc<Mutex<String>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let said = line.to_ascii_uppercase();
        let reply = script
            .iter()
            .find(|(begin, _)| {
                if said.is_empty() {
                    begin.is_empty()
                } else {
                    !begin.is_empty() && said.starts_with(begin)
                }
            })
            .map(|(_, reply)| *reply);
        let default = match said.get(..4).unwrap_or_default() {
            "" => "220 hostile",
            "EHLO" => "250-hostile\r\n250 AUTH PLAIN LOGIN XOAUTH2",
            "AUTH" => "235 2.7.0 ok",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        match reply.unwrap_or(default) {
            HANG => std::future::pending::<()>().await,
            CLOSE => return None,
            BABBLE => loop {
                stream.write_all(&[b'2'; 4096]).await.ok()?;
            },
            reply => {
                let prompt = reply.strip_prefix(SLOW);
                if prompt.is_some() {
                    tokio::time::sleep(std::time::Duration::from_secs(20)).await;
                }
                let reply = prompt.unwrap_or(reply);
                stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
            }
        }
        if said.starts_with("DATA") && reply.is_none() {
            loop {
                line.clear();
                stream.read_line(&mut line).await.ok()?;
                heard.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
                if line == ".\r\n" || line.is_empty() {
                    break;
                }
            }
        } else {
            line.clear();
            stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
            heard.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
        }
    }
}

async fn answer_http(
    answer: &'static str,
    mut stream: TcpStream,
    heard: Arc<Mutex<String>>,
) -> Option<()> {
    let mut bytes = [0; 16 * 1024];
    let read = stream.read(&mut bytes).await.ok()?;
    heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push_str(&String::from_utf8_lossy(&bytes[..read]));
    if answer == BABBLE {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"")
            .await
            .ok()?;
        loop {
            stream.write_all(&[b'x'; 4096]).await.ok()?;
        }
    }
    if answer == HANG {
        // One byte a second, for as long as anybody listens.
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".repeat(100) {
            stream.write_all(&[byte]).await.ok()?;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }
    stream.write_all(answer.as_bytes()).await.ok()
}
