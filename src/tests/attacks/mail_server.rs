//! Mail servers and token endpoints that do not do what they should.

use serde_json::json;

use crate::tests::support::{
    BABBLE, Browser, CLOSE, Fields, HANG, Hostile, MailPeers, Script, TestApp, administrator,
    mail_fields, pairs, stages, with,
};

/// On this machine.
fn fields<'a>(port: &str, mode: &'a str, others: &[(&'a str, &str)]) -> Fields<'a> {
    with(mail_fields("127.0.0.1", port, mode), others)
}

async fn problem(browser: &mut Browser, fields: &Fields<'_>) -> String {
    let stages = stages(browser, fields).await;
    let last = stages.last().unwrap();
    last["outcome"]["Err"]["problem"].as_str().unwrap_or_else(|| panic!("{last}")).to_owned()
}

#[tokio::test]
async fn every_misbehaviour_has_its_own_name() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let scripts: [(Script, &str); 27] = [
        (&[("", CLOSE)], "connection_closed"),
        (&[("", BABBLE)], "answer_too_large"),
        (&[("", "HTTP/1.1 400 Bad Request")], "not_a_mail_server"),
        (&[("", "554 5.7.1 go away")], "greeting_refused"),
        (&[("", "421 4.3.2 too many")], "server_busy"),
        (&[("EHLO", BABBLE)], "answer_too_large"),
        (&[("EHLO", "250-x\r\n250 PIPELINING")], "auth_missing"),
        (&[("EHLO", "250-x\r\n250 AUTH NTLM GSSAPI")], "password_mechanism_missing"),
        (&[("AUTH", "534 5.7.14 log in by browser")], "auth_refused"),
        (&[("RCPT", "550 5.7.1 host [94.5.3.7] is blocked")], "recipient_refused"),
        (&[("AUTH", "535 5.7.8 no")], "auth_refused"),
        (&[("AUTH", "535 5.7.3 Authentication unsuccessful")], "auth_refused_microsoft"),
        (&[("AUTH", "535 5.7.139 basic authentication is disabled")], "basic_auth_disabled"),
        (&[("AUTH", "430 4.2.0 STOREDRV; mailbox logon failure")], "mailbox_unavailable"),
        (&[("AUTH", "454 4.7.0 later")], "auth_unavailable"),
        (&[("AUTH", "534 5.7.9 app password")], "app_password_needed"),
        (&[("AUTH", CLOSE)], "connection_closed"),
        (&[("MAIL", "530 5.7.57 not authenticated")], "auth_required"),
        (&[("MAIL", "553 5.1.8 sender")], "sender_refused"),
        (&[("MAIL", "450 4.3.0 later")], "temporarily_refused"),
        (&[("RCPT", "554 5.7.1 Relay access denied")], "relaying_denied"),
        (&[("RCPT", "550 5.1.1 who")], "recipient_refused"),
        (&[("RCPT", "452 4.5.3 too many")], "rate_limited"),
        (&[("DATA", "554 5.7.1 spam")], "message_refused"),
        (&[("DATA", "550 5.7.60 not as this sender")], "send_as_denied"),
        (&[("DATA", "552 5.3.4 large")], "message_too_large"),
        (&[("DATA", CLOSE)], "connection_closed"),
    ];
    for (script, expected) in scripts {
        let hostile = Hostile::smtp(script).await;
        let port = hostile.port.to_string();
        let credentials = [("smtp_username", "mailer"), ("smtp_password", "Correct horse 1")];
        let found = problem(&mut browser, &fields(&port, "credentials", &credentials)).await;
        assert_eq!(found, expected, "{script:?}");
    }
}

#[tokio::test]
async fn the_way_there_has_its_own_problems() {
    let peers = MailPeers::get().await;
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let on = |server: &str| peers.port(server);
    let password = [("smtp_username", "m"), ("smtp_password", "p")];
    let with_tls = [("smtp_username", "m"), ("smtp_password", "p"), ("use_tls", "on")];
    let implicit = peers.host("implicit").to_owned();
    let named = |name: &'static str| [&with_tls[..], &[("smtp_server", name)]].concat();
    for (fields, expected) in [
        (fields("25", "none", &[("smtp_server", "no-such-name.invalid")]), "name_not_found"),
        (fields("1", "none", &[]), "connection_refused"),
        (fields(&on("noAuth"), "credentials", &password), "auth_missing"),
        (fields(&on("plain"), "credentials", &with_tls), "starttls_missing"),
        (fields(&on("selfSigned"), "credentials", &with_tls), "certificate_unknown"),
        (fields(&on("expired"), "credentials", &with_tls), "certificate_expired"),
        (fields(&on("wrongName"), "credentials", &with_tls), "certificate_wrong_name"),
        (fields("465", "none", &[("smtp_server", "127.0.0.200")]), "connection_refused"),
        (fields("465", "credentials", &named("localhost")), "connection_refused"),
    ] {
        assert_eq!(problem(&mut browser, &fields).await, expected, "{fields:?}");
    }
    // Whose certificate it was is shown, good or not.
    let steps = stages(&mut browser, &fields(&on("wrongName"), "credentials", &with_tls)).await;
    assert!(steps.last().unwrap().to_string().contains("other.example"), "{steps:?}");
    assert!(!peers.sessions().await.to_string().contains("AUTH"), "no secret before good TLS");

    // TLS from the first byte where nobody said so.
    let steps = stages(&mut browser, &fields("465", "none", &[("smtp_server", &implicit)])).await;
    assert_eq!(steps.last().unwrap()["stage"], json!("accepted"), "{steps:?}");
}

#[tokio::test]
async fn nothing_read_in_clear_counts_after_starttls() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let secret = [("smtp_username", "m"), ("smtp_password", "p4ssword"), ("use_tls", "on")];
    let offers = "250-hostile\r\n250 STARTTLS";
    let scripts: [(Script, &str); 4] = [
        (
            &[("EHLO", "250-hostile\r\n250 STARTTLS"), ("STARTTLS", "220 go\r\n250 AUTH PLAIN")],
            "starttls_tampered",
        ),
        (
            &[("EHLO", "250-hostile\r\n250 STARTTLS"), ("STARTTLS", "454 not now")],
            "starttls_refused",
        ),
        (&[("EHLO", "250-hostile\r\n250 STARTTLS"), ("STARTTLS", CLOSE)], "connection_closed"),
        // The offer was stripped.
        (&[("EHLO", "250-hostile\r\n250 AUTH PLAIN")], "starttls_missing"),
    ];
    assert!(offers.contains("STARTTLS"));
    for (script, expected) in scripts {
        let hostile = Hostile::smtp(script).await;
        let fields = fields(&hostile.port.to_string(), "credentials", &secret);
        assert_eq!(problem(&mut browser, &fields).await, expected, "{script:?}");
        let heard = hostile.heard();
        assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
    }
}

#[tokio::test]
async fn a_token_endpoint_can_do_no_harm() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    let elsewhere = Hostile::http("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let redirect: &'static str = Box::leak(
        format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{}/\r\nContent-Length: 0\r\n\r\n",
            elsewhere.port
        )
        .into_boxed_str(),
    );
    let answer =
        |body: &str| -> &'static str { Box::leak(format!("{json}{body}").into_boxed_str()) };
    let refusal = |error: &str, description: &str| -> &'static str {
        Box::leak(
            format!(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
                 {{\"error\":\"{error}\",\"error_description\":\"{description}\"}}"
            )
            .into_boxed_str(),
        )
    };
    // An SMTP server that would take any token, over TLS.
    let peers = MailPeers::get().await;
    for (http, expected) in [
        (redirect, "token_redirected"),
        (BABBLE, "token_answer_too_large"),
        (HANG, "token_endpoint_slow"),
        (answer("<html>"), "token_answer_unreadable"),
        (
            answer(r#"{"access_token":"a\r\nRCPT TO:<x@y>","token_type":"bearer"}"#),
            "token_malformed",
        ),
        (answer(r#"{"access_token":"","token_type":"bearer"}"#), "token_malformed"),
        (refusal("invalid_client", "AADSTS7000215"), "token_invalid_client"),
        (refusal("invalid_scope", ""), "token_invalid_scope"),
        (refusal("invalid_request", "AADSTS90002: Tenant not found"), "token_wrong_tenant"),
    ] {
        let endpoint = Hostile::http(http).await;
        let url = format!("http://127.0.0.1:{}/token", endpoint.port);
        let fields = fields(
            &peers.port("starttls"),
            "oauth2",
            &[("client_id", "me"), ("client_secret", "hush"), ("token_endpoint", &url)],
        );
        assert_eq!(problem(&mut browser, &fields).await, expected, "{http}");
    }
    assert_eq!(elsewhere.heard(), "", "a redirect is not followed");
    let sessions = peers.sessions().await.to_string();
    assert!(!sessions.contains("AUTH") && !sessions.contains("RCPT"), "{sessions}");

    // And one that issues a token without the permission, and one over http to elsewhere.
    let no_role = fields(
        &peers.port("starttls"),
        "oauth2",
        &[
            ("client_id", "mailer-no-role"),
            ("client_secret", "client secret+/=&%"),
            ("token_endpoint", peers.token_endpoint("tokenHttps")),
            ("scopes", "https://outlook.office365.com/.default"),
        ],
    );
    assert_eq!(problem(&mut browser, &no_role).await, "token_without_permission");
    let in_clear = fields(
        &peers.port("plain"),
        "oauth2",
        &[("client_id", "me"), ("client_secret", "hush"), ("token_endpoint", "https://x.invalid/")],
    );
    assert_eq!(problem(&mut browser, &in_clear).await, "token_needs_tls");
}

#[tokio::test]
async fn people_do_not_wait_for_a_mail_server_that_hangs() {
    let app = TestApp::new().await;
    let hostile = Hostile::smtp(&[("MAIL", HANG)]).await;
    let mut browser = administrator(&app).await;
    let page = browser.open("/settings").await;
    let version = page.version_in("save_mail").to_owned();
    let port = hostile.port.to_string();
    let typed = fields(&port, "none", &[("version", &version)]);
    assert_eq!(browser.post_as_script("save_mail", &pairs(&typed)).await.status, 200);
    browser.post("forgot_password", &[("username", "ada")]).await;
    let state = app.state.clone();
    let (stop, stopped) = tokio::sync::watch::channel(());
    let worker = tokio::spawn(crate::mail::worker::run(state.mailer.clone(), stopped));
    hostile.has_heard("MAIL").await;
    // The worker waits for an answer that never comes; nobody else does.
    for _ in 0..20 {
        browser
            .post("forgot_password", &[("username", "ada")])
            .await
            .expect_redirect("/reset-requested");
        browser.open("/settings/mails").await.expect_page("Forgotten password");
    }
    assert!(!worker.is_finished());
    worker.abort();
    drop(stop);
}
