//! A program of the operator's that is posted to. It reads what the documentation promises.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{Router, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

/// Instead of a status: it takes the post and never answers.
pub(in crate::tests) const SILENCE: u16 = 0;

pub(in crate::tests) struct Receiver {
    port: u16,
    mind: Arc<Mutex<Mind>>,
}

#[derive(Default)]
struct Mind {
    posts: Vec<Post>,
    /// The next answers; 200 after them.
    answers: VecDeque<u16>,
}

#[derive(Debug, Clone)]
pub(in crate::tests) struct Post {
    headers: HeaderMap,
    body: String,
}

impl Receiver {
    pub(in crate::tests) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mind = Arc::<Mutex<Mind>>::default();
        let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&mind));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { port, mind }
    }

    pub(in crate::tests) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub(in crate::tests) fn answers(&self, statuses: &[u16]) {
        self.mind.lock().unwrap().answers.extend(statuses);
    }

    pub(in crate::tests) fn posts(&self) -> Vec<Post> {
        self.mind.lock().unwrap().posts.clone()
    }
}

async fn take(
    State(mind): State<Arc<Mutex<Mind>>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let status = {
        let mut mind = mind.lock().unwrap();
        mind.posts.push(Post { headers, body });
        mind.answers.pop_front().unwrap_or(200)
    };
    if status == SILENCE {
        std::future::pending::<()>().await;
    }
    StatusCode::from_u16(status).unwrap()
}

impl Post {
    pub(in crate::tests) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    pub(in crate::tests) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(in crate::tests) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// As docs/notices.md says.
    pub(in crate::tests) fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed = format!("{}.{}.{}", self.id(), self.header("webhook-timestamp"), self.body);
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(signed.as_bytes());
        let signature =
            STANDARD.decode(self.header("webhook-signature").strip_prefix("v1,").unwrap());
        mac.verify_slice(&signature.unwrap()).is_ok()
    }
}
