//! What is posted, and by what the receiver knows that it is from here.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac, digest::InvalidLength};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use sha2::Sha256;

use crate::{
    base::{failure::Error, language::Language},
    database::entities::webhook_delivery,
    jobs::words,
    mail::notice::{Notice, NoticeKind},
    paths::ServerUrl,
};

/// Names and values are a contract with the programs that read it: see docs/notices.md.
#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    /// Instants are in UTC (RFC 3339).
    at: String,
    job: &'a str,
    run: Option<&'a str>,
    started_at: Option<String>,
    ended_at: String,
    /// A sentence for people.
    reason: Option<String>,
    failures: i32,
    url: String,
}

/// The body of a post. Its link begins with the Server URL of now.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    row: &webhook_delivery::Model,
    url: &ServerUrl,
) -> Result<String, Error> {
    let notice: Notice = serde_json::from_str(&row.about)?;
    let message = Message {
        kind: kind(notice.event),
        id: &row.id,
        at: row.created_at.to_string(),
        job: &notice.job,
        run: (!notice.run.is_empty()).then_some(&notice.run),
        started_at: notice.started_at.map(|at| at.to_string()),
        ended_at: notice.ended_at.to_string(),
        reason: notice.reason.as_ref().map(|reason| words::reason(Language::English, reason)),
        failures: notice.failures,
        url: url.link_to(&notice.page(db).await?),
    };
    Ok(serde_json::to_string(&message)?)
}

const fn kind(event: NoticeKind) -> &'static str {
    match event {
        NoticeKind::Failed => "job.failed",
        NoticeKind::FailedAgain => "job.failed_again",
        NoticeKind::Recovered => "job.recovered",
        NoticeKind::Test => "test",
    }
}

/// The value of `webhook-signature`; `at` is that of `webhook-timestamp`, in seconds.
pub(super) fn sign(key: &[u8], id: &str, at: u64, body: &str) -> Result<String, InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the documentation of those who wrote the standard.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (id, at) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
        assert_eq!(
            sign(&key, id, at, r#"{"test": 2432232314}"#).unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
