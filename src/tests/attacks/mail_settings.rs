//! People who want a secret that somebody else typed to go elsewhere, to be shown, or to be replaced
//! without notice; and forms that are older than what they would overwrite.

use std::path::Path;

use serde_json::json;

use crate::{
    mail::{configured::ConfiguredMail, store},
    tests::support::{
        Fields, Hostile, MailPeers, Script, TestApp, administrator, mail_fields, pairs, stages,
        with,
    },
    web::config::Config,
};

/// On this machine.
fn fields<'a>(port: &str, mode: &'a str, others: &[(&'a str, &str)]) -> Fields<'a> {
    with(mail_fields("127.0.0.1", port, mode), others)
}

#[tokio::test]
async fn a_secret_goes_nowhere_else_by_no_way() {
    let app = TestApp::new().await;
    let peers = MailPeers::get().await;
    let mut browser = administrator(&app).await;
    let page = browser.open("/settings").await;
    let version = page.version_in("save_mail").to_owned();
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
    let version = page.version_in("save_mail").to_owned();

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
            let answer = browser.post_as_script(function, &pairs(&changed)).await;
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
    assert_eq!(browser.post_as_script("save_mail", &pairs(&newer)).await.status, 200);
    assert_eq!(browser.post_as_script("save_mail", &pairs(&newer)).await.status, 409);

    // The test of one administrator lends its secret to nobody else, and no mode to another.
    let mut as_key = kept.clone();
    as_key.retain(|(name, _)| *name != "connection_mode");
    as_key.push(("connection_mode", "api_key".to_owned()));
    assert_eq!(browser.post_as_script("test_mail", &pairs(&as_key)).await.status, 422);
}

#[tokio::test]
async fn what_was_tested_can_be_saved_without_typing_it_again() {
    let app = TestApp::new().await;
    let peers = MailPeers::get().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.version_in("save_mail").to_owned();
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
    assert_eq!(browser.post_as_script("save_mail", &pairs(&elsewhere)).await.status, 422);
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
    let version = page.version_in("save_mail").to_owned();
    let typed = fields(&peers.port("plain"), "none", &[("version", &version)]);
    let shown = pairs(&typed);
    let report = ada.submit("test_mail", &shown).await;
    report.expect_page("It works.");

    // Another tab saves something else.
    let mut other = typed.clone();
    other.push(("smtp_login", "theirs".to_owned()));
    assert_eq!(
        app.signed_in("ada").await.post_as_script("save_mail", &pairs(&other)).await.status,
        200
    );

    let test = report.value_of("test").unwrap().to_owned();
    assert_eq!(report.version_in("save_mail"), version, "what was seen, not what is");
    let mut saved = typed.clone();
    saved.push(("test", test.clone()));
    let shown = pairs(&saved);
    let page = ada.submit("save_mail", &shown).await;
    page.expect_page("Somebody else saved these settings");
    assert_ne!(page.version_in("save_mail"), version, "now they know");
}

#[tokio::test]
async fn a_mistake_does_not_turn_an_old_form_into_a_new_one() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.version_in("save_mail").to_owned();
    let good = fields("587", "none", &[("version", &version)]);
    assert_eq!(
        app.signed_in("ada").await.post_as_script("save_mail", &pairs(&good)).await.status,
        200
    );
    let wrong = fields("587", "none", &[("version", &version), ("sender_address", "nonsense")]);
    let page = browser.submit("save_mail", &pairs(&wrong)).await;
    assert_eq!(page.version_in("save_mail"), version);
    let page = browser.submit("save_mail", &pairs(&good)).await;
    page.expect_page("Somebody else saved these settings");
}

#[tokio::test]
async fn a_secret_that_was_lost_in_a_refusal_is_not_replaced_by_the_old_one() {
    let app = TestApp::new().await;
    let mut browser = administrator(&app).await;
    let version = browser.open("/settings").await.version_in("save_mail").to_owned();
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
    assert_eq!(browser.post_as_script("save_mail", &pairs(&good)).await.status, 200);
    let page = browser.open("/settings").await;
    let version = page.version_in("save_mail").to_owned();
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

/// Mail settings of variables.
fn in_environment(variables: &[(&str, &str)]) -> Option<ConfiguredMail> {
    let variables =
        variables.iter().map(|(k, v)| (format!("DATASYNC__SMTP__{k}"), (*v).to_owned()));
    Config::parse(None, variables).unwrap().mail
}

#[tokio::test]
async fn what_the_environment_fixes_stays_and_never_locks_the_settings() {
    let mut app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let fields = [
        ("version", "0"),
        ("smtp_server", "saved.example.com"),
        ("port", "25"),
        ("sender_address", "saved@example.com"),
        ("connection_mode", "none"),
    ];
    ada.post("save_mail", &fields).await;
    let in_force = async |app: &TestApp| {
        let kept = store::find(&app.state.mailer, &app.state.database.read()).await.unwrap();
        let form = kept.form.clone().unwrap();
        (form.smtp_server, form.connection_mode, kept.settings().is_ok())
    };
    let expected = |server: &str, mode: &str| (server.to_owned(), mode.to_owned(), true);
    assert_eq!(in_force(&app).await, expected("saved.example.com", "none"));

    app.reconfigure(|config| {
        config.mail = in_environment(&[
            ("SERVER", "fixed.example.com"),
            ("SENDERADDRESS", "fixed@example.com"),
            ("PASSWORD", "Horse 1"),
        ]);
    })
    .await;
    assert_eq!(in_force(&app).await, expected("fixed.example.com", "none"));
    let page = app.signed_in("ada").await.get("/settings").await;
    page.expect_page("DATASYNC__SMTP__SERVER");
    // Nobody says in which mode that password would be used, so it fixes nothing.
    assert!(!page.body.contains("DATASYNC__SMTP__PASSWORD and cannot"));

    // What was saved does not go with this: then the configuration alone is in force.
    let file = r#"{ "Smtp": { "Server": "smtp.sendgrid.net", "SenderAddress": "sync@example.com",
        "ApiKey": "SG.1" } }"#;
    app.reconfigure(|config| {
        let mode = ("DATASYNC__SMTP__CONNECTIONMODE".to_owned(), "api_key".to_owned());
        let file = (Path::new("/appsettings.json"), file);
        config.mail = Config::parse(Some(file), [mode].into_iter()).unwrap().mail;
    })
    .await;
    assert_eq!(in_force(&app).await, expected("smtp.sendgrid.net", "api_key"));
}
