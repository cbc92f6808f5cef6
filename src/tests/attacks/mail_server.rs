//! Mail servers and token endpoints that do not do what they should, and people who want to see a
//! secret that somebody else typed.

use std::time::Duration;

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use crate::tests::support::{
    Answer, BABBLE, Browser, CLOSE, HANG, Hostile, MailPeers, Script, TestApp,
};

type Fields<'a> = Vec<(&'a str, String)>;

async fn administrator(app: &TestApp) -> Browser {
    app.advance_to_now();
    app.join("ada", &app.serial_number(2)).await;
    app.signed_in("ada").await
}

fn fields<'a>(port: &str, mode: &'a str, others: &[(&'a str, &str)]) -> Fields<'a> {
    let mut fields = vec![
        ("smtp_server", "127.0.0.1".to_owned()),
        ("port", port.to_owned()),
        ("sender_address", "sync@contoso.example".to_owned()),
        ("connection_mode", mode.to_owned()),
    ];
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

fn pairs<'a>(fields: &'a Fields<'a>) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Tests what is on the screen as a script does, which gets the stages at the end.
async fn stages(browser: &mut Browser, fields: &Fields<'_>) -> Vec<Value> {
    let answer = as_script(browser, "test_mail", fields).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

async fn as_script(browser: &mut Browser, function: &str, fields: &Fields<'_>) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(format!("/api/{function}"))
        .header("content-type", "application/x-www-form-urlencoded");
    browser.send(request.body(Body::from(body)).unwrap()).await
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
async fn a_secret_goes_nowhere_else_by_no_way() {
    let app = TestApp::new().await;
    let peers = MailPeers::get().await;
    let mut browser = administrator(&app).await;
    let page = browser.open("/settings").await;
    let version = page.value_of("version").unwrap().to_owned();
    let good = fields(
        &peers.port("starttls"),
        "credentials",
        &[
            ("smtp_username", "mailer"),
            ("smtp_password", "Correct horse 1"),
            ("use_tls", "on"),
            ("version", &version),
        ],
    );
    let shown = pairs(&good);
    let page = browser.submit("save_mail", &shown).await;
    page.expect_page("Saved.");
    assert!(!page.body.contains("Correct horse"), "never sent back");
    assert_eq!(page.value_of("smtp_username"), Some("mailer"));
    let version = page.value_of("version").unwrap().to_owned();

    let hostile = Hostile::smtp(&[]).await;
    let port = hostile.port.to_string();
    for change in [
        vec![("smtp_server", "localhost")],
        vec![("port", port.as_str())],
        vec![("port", port.as_str()), ("use_tls", "")],
        vec![("smtp_username", "other")],
    ] {
        let mut changed: Fields<'_> =
            good.iter().filter(|(name, _)| *name != "smtp_password").cloned().collect();
        changed.retain(|(name, _)| change.iter().all(|(other, _)| other != name));
        changed.extend(change.iter().map(|(name, value)| (*name, (*value).to_owned())));
        changed.retain(|(name, _)| *name != "version");
        changed.push(("version", version.clone()));
        for function in ["save_mail", "test_mail"] {
            // By form.
            browser.open("/settings").await;
            let shown = pairs(&changed);
            let page = browser.submit(function, &shown).await;
            let error = page.error_of("smtp_password").unwrap_or_else(|| panic!("{change:?}"));
            assert!(error.contains("type it again"), "{error}");
            // By direct call.
            let answer = as_script(&mut browser, function, &changed).await;
            assert_eq!(answer.status, 422, "{answer:?}");
        }
    }
    assert_eq!(hostile.heard(), "");

    // Unchanged, it is kept: a test signs in with it.
    let kept: Fields<'_> =
        good.iter().filter(|(name, _)| *name != "smtp_password").cloned().collect();
    let steps = stages(&mut browser, &kept).await;
    assert_eq!(steps.last().unwrap()["stage"], json!("accepted"), "{steps:?}");

    // Two tabs: the older one cannot save over the newer one.
    let mut newer = good.clone();
    newer.retain(|(name, _)| *name != "version");
    newer.push(("version", version.clone()));
    assert_eq!(as_script(&mut browser, "save_mail", &newer).await.status, 200);
    assert_eq!(as_script(&mut browser, "save_mail", &newer).await.status, 409);

    // The test of one administrator lends its secret to nobody else, and no mode to another.
    let mut as_key = kept.clone();
    as_key.retain(|(name, _)| *name != "connection_mode");
    as_key.push(("connection_mode", "api_key".to_owned()));
    assert_eq!(as_script(&mut browser, "test_mail", &as_key).await.status, 422);
}

#[tokio::test]
async fn what_was_tested_can_be_saved_without_typing_it_again() {
    let app = TestApp::new().await;
    let peers = MailPeers::get().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.value_of("version").unwrap().to_owned();
    let typed = fields(
        &peers.port("starttls"),
        "credentials",
        &[
            ("smtp_username", "mailer"),
            ("smtp_password", "Correct horse 1"),
            ("use_tls", "on"),
            ("test_address", "inbox@example.com"),
            ("version", &version),
        ],
    );
    let shown = pairs(&typed);
    let report = browser.submit("test_mail", &shown).await;
    report.expect_page("It works.");
    report.expect_page("Signed in (PLAIN)");
    assert!(!report.body.contains("Correct horse"));
    assert_eq!(peers.mails_to("inbox@example.com").await.len(), 1);

    let names = [
        "version",
        "test",
        "smtp_server",
        "port",
        "sender_address",
        "connection_mode",
        "smtp_username",
        "use_tls",
    ];
    let hidden: Vec<(&str, String)> =
        names.map(|name| (name, report.value_of(name).unwrap().to_owned())).to_vec();
    let shown = pairs(&hidden);
    browser.submit("save_mail", &shown).await.expect_page("signed in as mailer");

    // The secret of the test is bound to its destination like any other.
    let mut elsewhere = hidden.clone();
    elsewhere.retain(|(name, _)| *name != "smtp_server" && *name != "version");
    elsewhere.extend([("smtp_server", "localhost".to_owned()), ("version", "1".to_owned())]);
    assert_eq!(as_script(&mut browser, "save_mail", &elsewhere).await.status, 422);
}

#[tokio::test]
async fn people_do_not_wait_for_a_mail_server_that_hangs() {
    let app = TestApp::new().await;
    let hostile = Hostile::smtp(&[("MAIL", HANG)]).await;
    let mut browser = administrator(&app).await;
    let page = browser.open("/settings").await;
    let version = page.value_of("version").unwrap().to_owned();
    let port = hostile.port.to_string();
    let typed = fields(&port, "none", &[("version", &version)]);
    assert_eq!(as_script(&mut browser, "save_mail", &typed).await.status, 200);
    browser.post("forgot_password", &[("username", "ada")]).await;
    let state = app.state.clone();
    let (stop, stopped) = tokio::sync::watch::channel(());
    let worker = tokio::spawn(crate::mail::worker::run(state, stopped));
    while !hostile.heard().contains("MAIL") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
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

/// What a server says is shown and kept, so it must not contain what it was told.
#[tokio::test]
async fn a_server_that_repeats_a_secret_does_not_get_it_onto_a_page() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    const SECRET: &str = "Correct horse 1+/";
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let plain = STANDARD.encode(format!("\0mailer\0{SECRET}"));
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let refusal = leak(format!("535 5.7.8 {plain} and {SECRET} {}", "x".repeat(300)));
    let accepted = leak(format!("250 queued {}", STANDARD.encode(SECRET)));
    let scripts: [Script; 2] = [
        Box::leak(Box::new([("AUTH", refusal)])),
        Box::leak(Box::new([("RCPT", accepted), (".", accepted), ("MAIL", accepted)])),
    ];
    for script in scripts {
        let hostile = Hostile::smtp(script).await;
        let typed = fields(
            &hostile.port.to_string(),
            "credentials",
            &[("smtp_username", "mailer"), ("smtp_password", SECRET)],
        );
        let told = format!("{:?}", stages(&mut browser, &typed).await);
        for spelling in [SECRET.to_owned(), plain.clone(), STANDARD.encode(SECRET)] {
            assert!(!told.contains(&spelling), "{told}");
        }
    }
    let refusal = leak(format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
         {{\"error\":\"invalid_client\",\"error_description\":\"not {SECRET}\"}}"
    ));
    let endpoint = Hostile::http(refusal).await;
    let peers = MailPeers::get().await;
    let url = format!("http://127.0.0.1:{}/token", endpoint.port);
    let typed = fields(
        &peers.port("starttls"),
        "oauth2",
        &[("client_id", "me"), ("client_secret", SECRET), ("token_endpoint", &url)],
    );
    let told = format!("{:?}", stages(&mut browser, &typed).await);
    assert!(told.contains("invalid_client") && !told.contains("Correct horse"), "{told}");
}

#[tokio::test]
async fn saving_a_test_does_not_overwrite_what_somebody_else_saved_meanwhile() {
    let app = TestApp::new().await;
    let peers = MailPeers::get().await;
    let mut ada = administrator(&app).await;
    let page = ada.open("/settings").await;
    let version = page.value_of("version").unwrap().to_owned();
    let typed = fields(&peers.port("plain"), "none", &[("version", &version)]);
    let shown = pairs(&typed);
    let report = ada.submit("test_mail", &shown).await;
    report.expect_page("It works.");

    // Another tab saves something else.
    let mut other = typed.clone();
    other.push(("smtp_login", "theirs".to_owned()));
    assert_eq!(as_script(&mut app.signed_in("ada").await, "save_mail", &other).await.status, 200);

    let test = report.value_of("test").unwrap().to_owned();
    assert_eq!(report.value_of("version"), Some(version.as_str()), "what was seen, not what is");
    let mut saved = typed.clone();
    saved.push(("test", test.clone()));
    let shown = pairs(&saved);
    let page = ada.submit("save_mail", &shown).await;
    page.expect_page("Somebody else saved these settings");
    assert_ne!(page.value_of("version"), Some(version.as_str()), "now they know");
}

#[tokio::test]
async fn a_mistake_does_not_turn_an_old_form_into_a_new_one() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.value_of("version").unwrap().to_owned();
    let good = fields("587", "none", &[("version", &version)]);
    assert_eq!(as_script(&mut app.signed_in("ada").await, "save_mail", &good).await.status, 200);
    let wrong = fields("587", "none", &[("version", &version), ("sender_address", "nonsense")]);
    let page = browser.submit("save_mail", &pairs(&wrong)).await;
    assert_eq!(page.value_of("version"), Some(version.as_str()));
    let page = browser.submit("save_mail", &pairs(&good)).await;
    page.expect_page("Somebody else saved these settings");
}

#[tokio::test]
async fn a_secret_that_was_lost_in_a_refusal_is_not_replaced_by_the_old_one() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.value_of("version").unwrap().to_owned();
    let good = fields(
        "587",
        "credentials",
        &[
            ("smtp_username", "mailer"),
            ("smtp_password", "old"),
            ("use_tls", "on"),
            ("version", &version),
        ],
    );
    assert_eq!(as_script(&mut browser, "save_mail", &good).await.status, 200);
    let page = browser.open("/settings").await;
    let version = page.value_of("version").unwrap().to_owned();
    let mut typed = fields(
        "587",
        "credentials",
        &[
            ("smtp_username", "mailer"),
            ("smtp_password", "new"),
            ("use_tls", "on"),
            ("version", &version),
            ("sender_address", "nonsense"),
        ],
    );
    let shown = pairs(&typed);
    let page = browser.submit("save_mail", &shown).await;
    page.expect_page("Please type it again: nothing was saved");
    let retype = page.value_of("retype").unwrap().to_owned();
    typed.retain(|(name, _)| !["smtp_password", "sender_address"].contains(name));
    typed.extend([("sender_address", "sync@contoso.example".to_owned()), ("retype", retype)]);
    let shown = pairs(&typed);
    let page = browser.submit("save_mail", &shown).await;
    assert!(page.error_of("smtp_password").is_some(), "{page:?}");
}
