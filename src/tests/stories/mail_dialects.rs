//! Mail servers and token endpoints as they are: what they say late, in other words than the standards
//! have it, or only to one of two questions.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    base::{clock::Clock, failure::Checked, language::Language},
    mail::{
        form::{MailField, MailForm},
        messages::{self, Addressee},
        report::{MailProblem, MailStage, Observer, SendFailure},
        transport::{MailServer, TEST_LIMIT},
    },
    paths::ServerUrl,
    tests::support::{
        Browser, CLOSE, Fields, HANG, Hostile, MailPeers, Script, TestApp, administrator,
        mail_fields, pairs, stages, with,
    },
};

const PASSWORD: [(&str, &str); 2] =
    [("smtp_username", "mailer"), ("smtp_password", "Correct horse 1")];

/// Tests the way through a server that follows a script; the stages, and what it heard.
async fn through(
    browser: &mut Browser,
    script: Script,
    mode: &str,
    others: &[(&'static str, &str)],
) -> (Vec<Value>, String) {
    let server = Hostile::smtp(script).await;
    let fields: Fields<'_> = mail_fields("127.0.0.1", &server.port.to_string(), mode);
    let steps = stages(browser, &with(fields, others)).await;
    (steps, server.heard())
}

fn is_accepted(steps: &[Value]) -> bool {
    let last = steps.last().unwrap();
    last["stage"] == json!("accepted") && last["outcome"]["Ok"].is_object()
}

#[tokio::test]
async fn a_password_never_travels_in_clear_where_starttls_is_offered_in_any_case() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [Script; 3] = [
        &[("EHLO", "250-x\r\n250-starttls\r\n250 auth plain login"), ("STARTTLS", CLOSE)],
        &[("EHLO", "250-x\r\n250-AUTH PLAIN\r\n250 StartTLS"), ("STARTTLS", CLOSE)],
        &[("EHLO", "250-x\n250-starttls\n250 AUTH PLAIN"), ("STARTTLS", CLOSE)],
    ];
    for script in scripts {
        let (steps, heard) = through(&mut browser, script, "credentials", &PASSWORD).await;
        assert!(heard.contains("STARTTLS") && !heard.contains("AUTH"), "{script:?}: {heard}");
        assert!(!is_accepted(&steps), "{steps:?}");
    }
}

#[tokio::test]
async fn ways_to_sign_in_are_read_in_every_spelling() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [(Script, &str); 4] = [
        (&[("EHLO", "250-x\r\n250 AUTH=LOGIN PLAIN")], "AUTH PLAIN"),
        (&[("EHLO", "250-x\r\n250 auth plain")], "AUTH PLAIN"),
        (&[("EHLO", "250-x\r\n250 Auth=login"), ("AUTH LOGIN", "334 dXNlcm5hbWU6")], "AUTH LOGIN"),
        (&[("EHLO", "250-x\r\n250 AUTH LOGIN"), ("AUTH LOGIN", "334")], "AUTH LOGIN"),
    ];
    for (script, expected) in scripts {
        let (steps, heard) = through(&mut browser, script, "credentials", &PASSWORD).await;
        assert!(is_accepted(&steps), "{script:?}: {steps:?}");
        assert!(heard.contains(expected), "{heard}");
    }
}

#[tokio::test]
async fn login_is_tried_where_plain_is_refused() {
    const LOGIN: (&str, &str) = ("AUTH LOGIN", "334 VXNlcm5hbWU6");
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [Script; 3] = [
        &[("AUTH PLAIN", "504 5.5.4 unrecognized authentication type"), LOGIN],
        &[("AUTH PLAIN", "502 5.5.1 not implemented"), LOGIN],
        &[("AUTH PLAIN", "535 5.7.8 no"), LOGIN],
    ];
    for script in scripts {
        let (steps, heard) = through(&mut browser, script, "credentials", &PASSWORD).await;
        assert!(is_accepted(&steps), "{script:?}: {steps:?}");
        // The name and the password follow, each by itself.
        assert!(heard.contains("AUTH LOGIN\r\nbWFpbGVy\r\n"), "{heard}");
        assert!(
            steps
                .iter()
                .any(|step| step["outcome"]["Ok"]["signed_in"]["mechanism"] == json!("LOGIN")),
            "{steps:?}"
        );
    }

    // Where that does not help, what is wrong with the password is said.
    let (steps, _) = through(
        &mut browser,
        &[("AUTH PLAIN", "535 5.7.8 no such user"), ("AUTH LOGIN", CLOSE)],
        "credentials",
        &PASSWORD,
    )
    .await;
    let failure = &steps.last().unwrap()["outcome"]["Err"];
    assert_eq!(failure["problem"], json!("auth_refused"), "{failure}");
    assert_eq!(failure["answer"], json!("535 5.7.8 no such user"));
    // Passwords are off, or another one is needed: trying again only counts against the account.
    let (steps, heard) = through(
        &mut browser,
        &[("AUTH PLAIN", "535 5.7.139 basic authentication is disabled")],
        "credentials",
        &PASSWORD,
    )
    .await;
    assert_eq!(steps.last().unwrap()["outcome"]["Err"]["problem"], json!("basic_auth_disabled"));
    assert!(!heard.contains("AUTH LOGIN"), "{heard}");
}

#[tokio::test]
async fn the_first_refusal_is_shown_whatever_the_server_says_to_our_goodbye() {
    const AGAIN: (&str, &str) = ("HELO", "504 5.5.2 <127.0.0.1>: refused again");
    const REFUSAL: (&str, &str) = ("EHLO", "504 5.5.2 <127.0.0.1>: Helo command rejected");
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [Script; 4] = [
        &[REFUSAL, AGAIN],
        &[REFUSAL, AGAIN, ("QUIT", "250 closing")],
        &[REFUSAL, AGAIN, ("QUIT", HANG)],
        &[REFUSAL, AGAIN, ("QUIT", CLOSE)],
    ];
    for script in scripts {
        let began = Instant::now();
        let (steps, _) = through(&mut browser, script, "none", &[]).await;
        let failure = &steps.last().unwrap()["outcome"]["Err"];
        assert_eq!(failure["problem"], json!("hello_refused"), "{script:?}: {failure}");
        let answer = failure["answer"].as_str().unwrap();
        assert!(answer.contains("Helo command rejected"), "{failure}");
        assert!(!answer.contains("again"), "{failure}");
        assert!(began.elapsed() < Duration::from_secs(10), "nobody waits for a goodbye");
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_ehlo_is_greeted_with_helo_where_that_is_enough() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [Script; 4] = [
        &[("EHLO", "500 what?")],
        &[("EHLO", "502-5.5.1 not\r\n502 implemented"), ("HELO", "250-old\r\n250 server")],
        &[("EHLO", "504"), ("HELO", "250")],
        &[("EHLO", "502 no"), ("HELO", "250-old\r\n250 AUTH PLAIN")],
    ];
    for script in scripts {
        let (steps, heard) = through(&mut browser, script, "none", &[]).await;
        assert!(is_accepted(&steps), "{script:?}: {steps:?}");
        assert!(heard.contains("HELO [127.0.0.1]\r\nMAIL FROM"), "{heard}");
        assert!(!heard.contains("AUTH") && heard.contains("DATA"), "{heard}");
        let (steps, heard) = through(&mut browser, script, "credentials", &PASSWORD).await;
        let failure = &steps.last().unwrap()["outcome"]["Err"];
        assert_eq!(failure["problem"], json!("hello_refused"), "{script:?}: {failure}");
        assert!(!heard.contains("HELO") && !heard.contains("AUTH"), "{heard}");
    }
    // What is refused for another reason is refused.
    let (steps, heard) = through(&mut browser, &[("EHLO", "550 go away")], "none", &[]).await;
    assert!(!is_accepted(&steps) && !heard.contains("HELO"), "{heard}");
}

#[tokio::test]
async fn the_name_in_the_greeting_can_be_set() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    for (name, expected) in [
        ("", "EHLO [127.0.0.1]\r\n"),
        ("Sync.Contoso.example", "EHLO sync.contoso.example\r\n"),
        ("192.0.2.7", "EHLO [192.0.2.7]\r\n"),
        ("2001:db8::7", "EHLO [IPv6:2001:db8::7]\r\n"),
    ] {
        let (steps, heard) = through(&mut browser, &[], "none", &[("hello_name", name)]).await;
        assert!(is_accepted(&steps), "{steps:?}");
        assert!(heard.starts_with(expected), "{heard}");
    }
    let fields = with(mail_fields("127.0.0.1", "25", "none"), &[("hello_name", "a b\r\nRSET")]);
    let answer = browser.post_as_script("test_mail", &pairs(&fields)).await;
    assert_eq!(answer.status, 422, "{answer:?}");
}

#[tokio::test]
async fn replies_without_text_are_replies() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [Script; 2] = [
        &[("", "220"), ("EHLO", "250"), ("MAIL", "250"), ("RCPT", "250")],
        &[("EHLO", "250-\r\n250"), ("RCPT", "250 ")],
    ];
    for script in scripts {
        let (steps, heard) = through(&mut browser, script, "none", &[]).await;
        assert!(is_accepted(&steps), "{script:?}: {steps:?}");
        assert!(heard.contains("DATA"), "{heard}");
    }
}

#[tokio::test]
async fn international_domains_need_no_smtputf8() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let addresses =
        [("sender_address", "Büro <sync@bücher.example>"), ("test_address", "bob@डाटामेल.भारत")];
    let (steps, heard) = through(&mut browser, &[], "none", &addresses).await;
    assert!(is_accepted(&steps), "{steps:?}");
    assert!(heard.is_ascii(), "{heard}");
    for expected in [
        "MAIL FROM:<sync@xn--bcher-kva.example>\r\n",
        "RCPT TO:<bob@xn--c2bd4bq1db8d.xn--h2brj9c>\r\n",
        "<sync@xn--bcher-kva.example>\r\n",
        "@xn--bcher-kva.example>\r\n",
    ] {
        assert!(heard.contains(expected), "{expected}: {heard}");
    }
    let id = heard.lines().find(|line| line.starts_with("Message-ID:")).unwrap();
    assert!(id.ends_with("@xn--bcher-kva.example>"), "{id}");

    // Before the @, nothing stands for such letters.
    let (steps, _) =
        through(&mut browser, &[], "none", &[("test_address", "élodie@exemple.fr")]).await;
    let failure = &steps.last().unwrap()["outcome"]["Err"];
    assert_eq!(failure["problem"], json!("smtputf8_missing"), "{failure}");
}

/// Straight over the transport, so that time can be made to pass: databases have threads of their own.
async fn deliver(script: Script, observer: &Observer) -> Result<(), SendFailure> {
    let server = Hostile::smtp(script).await;
    let form = MailForm::blank()
        .with(MailField::SmtpServer, "127.0.0.1")
        .with(MailField::Port, server.port.to_string())
        .with(MailField::SenderAddress, "sync@contoso.example");
    let settings = form.parse(false, &mut Checked::default()).unwrap();
    let url = ServerUrl::parse("https://sync.contoso.example").unwrap();
    let to = Addressee { name: String::new(), address: "ada@example.com" };
    let message = messages::test_message::write(Language::English, &url)
        .seal(&settings.sender, &to, "1", Clock::System.now())
        .unwrap();
    MailServer::new(1, settings, None, &url, Clock::System).deliver_once(&message, observer).await
}

#[tokio::test(start_paused = true)]
async fn late_answers_are_waited_for() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let watched = Observer::telling(tell, TEST_LIMIT);
    let late: Script = &[("", "slow 220 early talkers wait"), ("RCPT", "slow 250 ok")];
    deliver(late, &watched).await.unwrap();
    deliver(late, &Observer::default()).await.unwrap();
    while let Ok(step) = told.try_recv() {
        assert!(step.outcome.is_ok(), "{step:?}");
    }

    // Whoever watches is told for what there was no answer; the outbox waits for longer.
    for (script, stage) in [
        (&[("", HANG)] as Script, MailStage::Ehlo),
        (&[("", "slow 220 x"), ("EHLO", HANG)], MailStage::Ehlo),
        (&[("", "slow 220 x"), ("EHLO", "slow 250 x"), ("RCPT", HANG)], MailStage::Envelope),
    ] {
        for is_watched in [true, false] {
            let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
            let observer =
                if is_watched { Observer::telling(tell, TEST_LIMIT) } else { Observer::default() };
            let began = Instant::now();
            let failure = deliver(script, &observer).await.unwrap_err();
            assert_eq!((failure.stage, failure.problem), (stage, MailProblem::AnswerTimedOut));
            let waited = began.elapsed();
            if is_watched {
                assert!(waited <= TEST_LIMIT, "{waited:?}");
                let mut last = None;
                while let Ok(step) = told.try_recv() {
                    last = Some(step);
                }
                assert_eq!(last.unwrap().outcome, Err(failure), "the page is told");
            } else {
                assert!(waited >= Duration::from_mins(5), "{waited:?}");
            }
        }
    }
}

#[tokio::test]
async fn tokens_are_read_as_endpoints_write_them() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let peers = MailPeers::get().await;
    let json_type = "application/json";
    for (content_type, body, lives_secs) in [
        (json_type, r#"{"access_token":"abc","token_type":"Bearer","expires_in":"3599"}"#, 3599),
        (json_type, r#"{"access_token":"abc","token_type":"Bearer","expires_in":3599.0}"#, 3599),
        (json_type, r#"{"access_token":"abc","expires_in":3599}"#, 3599),
        ("text/plain", r#"{"access_token":"abc","token_type":"bearer","expires_in":3599}"#, 3599),
        ("text/html", "\u{feff}{\"access_token\":\"abc\",\"scope\":[\"a\"],\"expires_in\":60}", 60),
    ] {
        for status in ["200 OK", "201 Created"] {
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n{body}"
            );
            let endpoint = Hostile::http(answer.leak()).await;
            let url = format!("http://127.0.0.1:{}/token", endpoint.port);
            let fields = mail_fields(peers.host("starttls"), &peers.port("starttls"), "oauth2");
            let client =
                [("client_id", "me"), ("client_secret", "hush"), ("token_endpoint", url.as_str())];
            let steps = stages(&mut browser, &with(fields, &client)).await;
            let token = steps.iter().find(|step| step["stage"] == json!("token"));
            let token = token.unwrap_or_else(|| panic!("{steps:?}"));
            let seen = &token["outcome"]["Ok"]["token"];
            assert_eq!(seen["lives_secs"], json!(lives_secs), "{body}: {token}");
        }
    }
    for refusal in [
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n\
         {\"error\":\"invalid_client\"}",
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n\
         {\"error\":{\"code\":\"invalid_client\",\"message\":\"no\"}}",
    ] {
        let endpoint = Hostile::http(refusal).await;
        let url = format!("http://127.0.0.1:{}/token", endpoint.port);
        let fields = mail_fields(peers.host("starttls"), &peers.port("starttls"), "oauth2");
        let client =
            [("client_id", "me"), ("client_secret", "hush"), ("token_endpoint", url.as_str())];
        let steps = stages(&mut browser, &with(fields, &client)).await;
        let failure = &steps.last().unwrap()["outcome"]["Err"];
        assert_eq!(failure["problem"], json!("token_invalid_client"), "{refusal}: {failure}");
    }
}
