//! The Server panel: what is saved is in force at once, and a wrong Server URL locks nobody out.

use std::{net::SocketAddr, time::Duration};

use axum::{
    body::Body,
    extract::Path,
    http::{
        Request, StatusCode,
        header::{HOST, ORIGIN},
    },
};

use sea_orm::{EntityTrait, sea_query::Expr};

use crate::{
    base::secret::Secret,
    configuration::{
        origin::Origin,
        server_settings::{ServerField, ServerForm},
    },
    database::{entities::server_settings, settings::Engine},
    settings::server::service,
    tests::support::{Browser, PASSWORD, TestApp, fresh_database},
};

const HOUR: Duration = Duration::from_hours(1);
/// A Server URL in the environment.
const FIXED: &str = "http://127.0.0.1:3000";

/// The same server as `app`, listening.
async fn listen(app: &TestApp) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = app.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

fn form<'a>(version: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("version", version),
        ("server_url", ""),
        ("trusted_proxies", ""),
        ("show_version", "on"),
        ("session_idle_hours", "12"),
        ("session_days", "7"),
    ];
    for (name, value) in changes {
        fields.retain(|(of, _)| of != name);
        fields.push((name, value));
    }
    fields
}

async fn administrator(app: &TestApp) -> Browser {
    app.join("ada", &app.serial_number(2)).await;
    app.signed_in("ada").await
}

#[tokio::test]
async fn a_server_url_that_no_browser_sends_as_its_origin_is_refused() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    ada.get("/settings").await;
    for host in
        ["a\"b", "a'b", "a$b", "a&b", "a;b", "a,b", "a(b", "a*b", "a=b", "a!b", "a`b", "{a}"]
    {
        let url = format!("http://{host}.example");
        let fields = form("0", &[("server_url", &url), ("save_unreached", "on")]);
        let page = ada.submit("save_server", &fields).await;
        assert!(page.error_of("server_url").is_some(), "{url}: {page:?}");
    }
    let url = app.state.url().to_string();
    assert_eq!(url, "http://127.0.0.1:3000", "nothing was saved");
}

#[tokio::test]
async fn a_server_url_that_an_earlier_version_took_bricks_nothing() {
    let mut app = TestApp::new().await;
    administrator(&app).await;
    let kept = ServerForm::of_a_new_installation()
        .with(ServerField::ServerUrl, "http://a\"b.example")
        .with(ServerField::SessionDays, "3");
    let tx = app.state.database.begin().await.unwrap();
    server_settings::Entity::update_many()
        .col_expr(server_settings::Column::Form, Expr::value(serde_json::to_string(&kept).unwrap()))
        .exec(&*tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.restart().await;
    let days = app.state.server().session_limits.absolute;
    assert_eq!(days, Duration::from_hours(3 * 24), "the other settings stay");
    let mut ada = app.signed_in("ada").await;
    let page = ada.get("/settings").await;
    page.expect_page("Server URL");
    let fields = form(page.version_in("save_server"), &[("server_url", "")]);
    ada.submit("save_server", &fields).await.expect_page("The server settings are in force.");
}

#[tokio::test]
async fn a_new_server_url_is_in_force_at_once_for_links_and_sign_ins() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let url = format!("http://{}", listen(&app).await);
    let page = ada.submit("save_server", &form("0", &[("server_url", &format!(" {url}/ "))])).await;
    page.expect_page("The server settings are in force.");
    page.expect_page("No browser has come that way yet");
    assert_eq!(app.state.url().to_string(), url);

    app.register("grace", &app.serial_number(1)).await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let link = app.full_link_for("ada").await.unwrap();
    assert!(link.starts_with(&url), "{link}");

    // The link that a person opens, and nothing that resembles it.
    let page = ada.get("/settings").await;
    let (_, link) = page.body.split_once(&format!("{url}/reached/")).unwrap();
    let code = link.split('"').next().unwrap();
    let path = format!("/reached/{code}");
    let over = async |host: &str| {
        let request = Request::get(&path).header("accept", "text/html").header(HOST, host);
        app.browser().send(request.body(Body::empty()).unwrap()).await
    };
    over("elsewhere.example.com").await.expect_page("leads to DataSync");
    ada.get("/settings").await.expect_page("No browser has come that way yet");
    over(url.strip_prefix("http://").unwrap()).await.expect_page("leads to DataSync");
    ada.get("/settings").await.expect_page("a browser has come that way");
    for wrong in ["x", &code[1..], &format!("{code}x")] {
        let answer = app.browser().get(&format!("/reached/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        assert!(!answer.headers.contains_key("datasync-reached"));
    }
}

#[tokio::test]
async fn an_address_that_leads_elsewhere_is_saved_only_on_purpose() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    // Something that answers everything, and nobody at all.
    let stranger = TestApp::new().await;
    let elsewhere = format!("http://{}", listen(&stranger).await);
    for url in [elsewhere.as_str(), "http://127.0.0.1:1", "https://sync.invalid"] {
        let page = ada.submit("save_server", &form("0", &[("server_url", url)])).await;
        let error = page.error_of("server_url").unwrap();
        assert!(error.contains("do not arrive at this server"), "{error}");
        assert_eq!(page.value_of("server_url"), Some(url));
        page.expect_page("Save this address although");
    }
    assert_eq!(app.state.url().to_string(), "http://127.0.0.1:3000");
    let on_purpose = form("0", &[("server_url", &elsewhere), ("save_unreached", "on")]);
    ada.submit("save_server", &on_purpose).await.expect_page("are in force");
    assert_eq!(app.state.url().to_string(), elsewhere);
}

/// Answers whoever asks for `/reached/…` as `answer` says.
async fn pretend(answer: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> String {
    let reached = axum::routing::get(async move |Path(code): Path<String>| {
        [("datasync-reached", answer(&code))]
    });
    let router = axum::Router::new().route("/reached/{code}", reached);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn a_foreign_host_cannot_answer_for_this_server() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    // An answer that was right once.
    let ask = Request::head("/reached/0123456789012345678901234567890123456789012");
    let answer = app.browser().send(ask.body(Body::empty()).unwrap()).await;
    let signature = answer.headers["datasync-reached"].to_str().unwrap().to_owned();
    let code = server_settings::Entity::find().one(&app.state.database.read()).await;
    let code = code.unwrap().unwrap().reach_code;
    for url in [
        pretend(|code| Secret::new(code).sha256()).await,
        pretend(move |_| Secret::new(code.as_str()).sha256()).await,
        pretend(move |_| signature.clone()).await,
        pretend(str::to_owned).await,
    ] {
        let page = ada.submit("save_server", &form("0", &[("server_url", &url)])).await;
        let error = page.error_of("server_url").unwrap();
        assert!(error.contains("do not arrive at this server"), "{error}");
    }
    let url = format!("http://{}", listen(&app).await);
    let page = ada.submit("save_server", &form("0", &[("server_url", &url)])).await;
    page.expect_page("The server settings are in force.");
}

#[tokio::test]
async fn wrong_input_is_refused_beside_its_field() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for (field, typed, words) in [
        ("server_url", "sync.example.com", "not an address like"),
        ("server_url", "https://sync.example.com/datasync", "root of a host"),
        ("trusted_proxies", "10.0.0.0/99", "addresses or networks"),
        ("session_idle_hours", "0", "from 1 to 168"),
        ("session_days", "9999999999999999999999", "from 1 to 90"),
    ] {
        let page = ada.submit("save_server", &form("0", &[(field, typed)])).await;
        let error = page.error_of(field).unwrap_or_else(|| panic!("{field}: {page:?}"));
        assert!(error.contains(words), "{field}: {error}");
        assert_eq!(page.value_of(field), Some(typed));
    }
    // Who saves second is told.
    ada.submit("save_server", &form("0", &[("session_days", "3")])).await.expect_page("in force");
    let page = ada.submit("save_server", &form("0", &[("session_days", "4")])).await;
    page.expect_page("Somebody else saved");
    let page = ada.submit("save_server", &form("1", &[("session_days", "4")])).await;
    page.expect_page("in force");
}

#[tokio::test]
async fn the_password_is_asked_for_after_a_while() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    app.advance(HOUR);
    let page = ada.submit("save_server", &form("0", &[("session_days", "3")])).await;
    assert!(page.error_of("server-password").is_some(), "{page:?}");
    let fields = form("0", &[("session_days", "3"), ("password", PASSWORD)]);
    ada.submit("save_server", &fields).await.expect_page("are in force");
}

#[tokio::test]
async fn sessions_end_when_the_settings_say_so() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let fields = form("0", &[("session_idle_hours", "2"), ("session_days", "1")]);
    ada.submit("save_server", &fields).await.expect_page("are in force");
    app.advance(HOUR);
    ada.get("/account").await.expect_page("Your account");
    app.advance(3 * HOUR);
    ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
    let mut ada = app.signed_in("ada").await;
    for _ in 0..23 {
        app.advance(HOUR);
        ada.get("/account").await.expect_page("Your account");
    }
    app.advance(2 * HOUR);
    ada.get("/account").await.expect_redirect("/login?next=%2Faccount");
}

#[tokio::test]
async fn what_one_server_saves_the_others_learn() {
    let app = TestApp::with(fresh_database(Engine::PostgreSql), |_| ()).await;
    let mut ada = administrator(&app).await;
    let other = app.open_again().await.unwrap();
    ada.submit("save_server", &form("0", &[("session_days", "3")])).await.expect_page("in force");
    assert_eq!(other.server().session_limits.absolute, 7 * 24 * HOUR);
    service::refresh(&other, &other.configured_server).await.unwrap();
    assert_eq!(other.server().session_limits.absolute, 3 * 24 * HOUR);
}

#[tokio::test]
async fn the_version_before_login_can_be_hidden() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    app.browser().get("/login").await.expect_page("Release");
    ada.submit("save_server", &form("0", &[("show_version", "")])).await.expect_page("in force");
    let page = app.browser().get("/login").await;
    assert!(!page.body.contains("Release"));
}

#[tokio::test]
async fn the_environment_fixes_and_the_page_names_the_variable() {
    let app = TestApp::embedded_with(|config| {
        config.server.form.set(ServerField::ServerUrl, FIXED);
        let variable = Origin::Variable("DATASYNC__SERVER__URL".to_owned());
        config.server.origins.note(ServerField::ServerUrl, variable);
        config.server.form.set(ServerField::SessionDays, "3");
        config.server.origins.note(ServerField::SessionDays, Origin::File);
    })
    .await;
    let mut ada = administrator(&app).await;
    let page = ada.get("/settings").await;
    page.expect_page("DATASYNC__SERVER__URL");
    assert_eq!(page.value_of("session_days"), Some("3"));
    let fields = form("0", &[("server_url", "https://other.example.com"), ("session_days", "4")]);
    ada.submit("save_server", &fields).await.expect_page("are in force");
    assert_eq!(app.state.url().to_string(), FIXED);
    assert_eq!(ada.get("/settings").await.value_of("session_days"), Some("4"));
}

#[tokio::test]
async fn posts_from_the_saved_address_are_no_strangers() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let fields = form("0", &[("server_url", "https://sync.example.com"), ("save_unreached", "on")]);
    ada.submit("save_server", &fields).await;
    // A proxy in front changes `Host`; the browser says where the page came from.
    for (origin, status) in [
        ("https://sync.example.com", StatusCode::UNAUTHORIZED),
        ("https://evil.example.com", StatusCode::FORBIDDEN),
    ] {
        let request = Request::post("/api/sign_in")
            .header(ORIGIN, origin)
            .header(HOST, "10.0.0.7:3000")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("username=x&password=y".into())
            .unwrap();
        assert_eq!(app.browser().send(request).await.status, status, "{origin}");
    }
}
