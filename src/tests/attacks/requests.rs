//! Requests that no page of ours makes.

use axum::{
    body::Body,
    http::{
        Method, Request, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, HOST, ORIGIN, REFERER},
        request::Builder,
    },
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    site::{posted::bound, request::Visitor},
    tests::support::{PASSWORD, TestApp, on_every_database},
};

const FORM: &str = "application/x-www-form-urlencoded";

async fn set_up() -> TestApp {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app
}

fn sign_in() -> Builder {
    Request::post("/api/sign_in").header(CONTENT_TYPE, FORM).header(HOST, "127.0.0.1:3000")
}

fn credentials() -> Body {
    Body::from(format!("username=ada&password={}", PASSWORD.replace(' ', "+")))
}

#[tokio::test]
async fn posts_from_other_sites_are_refused_before_anything_runs() {
    let app = set_up().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:3000.evil.example"),
    ] {
        let mut browser = app.browser();
        let answer = browser.send(sign_in().header(name, value).body(credentials()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(browser.cookies.is_empty());
        assert!(answer.body.contains("came from another site"), "{}", answer.body);
    }
    let mut browser = app.browser();
    let own = sign_in().header(ORIGIN, "http://127.0.0.1:3000").body(credentials()).unwrap();
    assert_eq!(browser.send(own).await.status, StatusCode::OK);
    assert!(browser.cookies.contains_key("session"));
}

#[tokio::test]
async fn a_post_from_the_same_host_without_tls_is_from_another_site() {
    let app = set_up().await;
    let mut ada = app.signed_in("ada").await;
    let page = ada.open("/settings").await;
    let fields = [
        ("version", page.version_in("save_server")),
        ("server_url", "https://sync.example.com"),
        ("save_unreached", "on"),
        ("session_idle_hours", "12"),
        ("session_days", "7"),
    ];
    ada.submit("save_server", &fields).await;
    assert!(app.state.url().is_https());
    let sign_in = |host: &str, origin: &str| {
        let request = Request::post("/api/sign_in").header(CONTENT_TYPE, FORM);
        request.header(HOST, host).header(ORIGIN, origin).body(credentials()).unwrap()
    };
    for (host, origin, status) in [
        ("sync.example.com", "http://sync.example.com", StatusCode::FORBIDDEN),
        ("sync.example.com", "http://SYNC.example.com", StatusCode::FORBIDDEN),
        // Behind a proxy that changes `Host`, and one that does not.
        ("127.0.0.1:3000", "http://sync.example.com", StatusCode::FORBIDDEN),
        ("127.0.0.1:3000", "https://sync.example.com", StatusCode::OK),
        ("sync.example.com", "https://sync.example.com", StatusCode::OK),
        // The way to mend a Server URL that leads nowhere.
        ("127.0.0.1:3000", "http://127.0.0.1:3000", StatusCode::OK),
    ] {
        let mut browser = app.browser();
        let answer = browser.send(sign_in(host, origin)).await;
        assert_eq!(answer.status, status, "{origin} to {host}");
        assert_eq!(browser.cookies.is_empty(), status != StatusCode::OK);
    }
}

#[tokio::test]
async fn only_forms_of_bounded_size_are_read() {
    let app = set_up().await;
    let mut browser = app.browser();
    let too_large = format!("username=ada&password={}", "x".repeat(65 * 1024));
    for (request, status) in [
        (sign_in().body(Body::from(too_large)), StatusCode::PAYLOAD_TOO_LARGE),
        (
            Request::post("/api/sign_in").header(CONTENT_TYPE, "text/plain").body(credentials()),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (Request::post("/api/sign_in").body(credentials()), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            Request::get("/api/sign_in?username=ada").body(Body::empty()),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Request::builder().method(Method::DELETE).uri("/api/sign_in").body(Body::empty()),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Request::post("/api/no_such_function").body(Body::empty()), StatusCode::NOT_FOUND),
        (Request::get("/no-such-page").body(Body::empty()), StatusCode::NOT_FOUND),
    ] {
        let request = request.unwrap();
        let what = format!("{} {}", request.method(), request.uri());
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{what}");
        for foreign in ["server function", "leptos", "axum", "panicked", "deserialize"] {
            assert!(!answer.body.contains(foreign), "{what}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn odd_bodies_are_ordinary_refusals() {
    let app = set_up().await;
    for body in [
        "",
        "username",
        "username=%ff%fe&password=%00",
        "username=ada&username=eve&password=x",
        "username[a]=ada&password[]=x",
        "%=%&&&==",
        "unknown=1&username=ada&password=wrong",
    ] {
        let request = sign_in().header(ACCEPT, "application/json").body(Body::from(body)).unwrap();
        let answer = app.browser().send(request).await;
        assert!(
            matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST),
            "{body}: {answer:?}"
        );
    }
}

/// PostgreSQL cannot hold one.
#[tokio::test(flavor = "multi_thread")]
async fn a_nul_in_an_address_is_no_fault_on_any_database() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        app.make_built_in_jobs().await;
        let mut ada = app.signed_in("ada").await;
        for path in [
            "/settings?tested=%00",
            "/settings?attempted=a%00b&tested=x",
            "/settings?q=%00&sort=%00&page=%00&role=%00&status=%00",
            "/settings?mail=%00&state=%00",
            "/settings/guide/test?mail=%00",
            "/settings/audit?person=%00&before=%00",
            "/settings/audit/export?person=%00",
            "/settings/users/export?q=%00",
            "/jobs?state=%00&page=%00&after=%00",
            "/jobs/backup?state=%00",
            "/account?saved=%00",
            "/login?next=%00",
            "/register?__path=%00&__err=%00",
            "/%00?%00=%00",
            "/settings/users/%00",
            "/jobs/%00/runs/%00",
            "/activate/%00",
        ] {
            let status = ada.get(path).await.status;
            assert!(!status.is_server_error(), "{path}: {status}");
        }
        ada.get("/settings?tested=%00").await.expect_page("Server URL");
    })
    .await;
}

#[tokio::test]
async fn scripts_get_json_and_a_status() {
    let app = set_up().await;
    let request = |body: &'static str| sign_in().body(Body::from(body)).unwrap();
    let answer = app.browser().send(request("username=ada&password=wrong")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body, r#"{"refused":"wrong_credentials"}"#);
    let request =
        Request::post("/api/register").header(CONTENT_TYPE, FORM).body(Body::empty()).unwrap();
    let answer = app.browser().send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(r#"["email","required"]"#), "{}", answer.body);
}

#[tokio::test]
async fn redirects_stay_on_this_site() {
    let app = set_up().await;
    app.signed_in("ada").await;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\r\nX: y",
    ] {
        let fields = [("username", "ada"), ("password", PASSWORD), ("next", next)];
        app.browser().post("sign_in", &fields).await.expect_redirect("/");
    }
    let foreign = sign_in()
        .header(ACCEPT, "text/html")
        .header(REFERER, "https://evil.example/login")
        .body(Body::from("username=ada&password=wrong"))
        .unwrap();
    let location = app.browser().send(foreign).await.location().unwrap();
    assert!(location.starts_with("/login?__path="), "{location}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = set_up().await;
    let mut browser = app.signed_in("ada").await;
    for path in
        ["/", "/login", "/settings", "/no-such-page", "/api/sign_in", "/health/live", "/activate/x"]
    {
        let answer = browser.get(path).await;
        let header = |name: &str| answer.headers.get(name).map_or("", |v| v.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("'nonce-"), "{path}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(header("cache-control"), "private, no-store", "{path}");
        assert!(!answer.body.contains(" style=\""), "{path}");
    }
    let nonce_of = |policy: &str| {
        policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned()
    };
    let first = browser.get("/login").await;
    let second = browser.get("/login").await;
    let nonces = [&first, &second]
        .map(|answer| nonce_of(answer.headers["content-security-policy"].to_str().unwrap()));
    assert_ne!(nonces[0], nonces[1]);
    assert!(first.body.contains(&format!("nonce=\"{}\"", nonces[0])));
}

#[tokio::test]
async fn links_never_follow_the_host_header() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    let body = format!(
        "setup_code={}&email=ada@example.com&username=ada&first_name=Ada&last_name=L&serial_number={serial_number}",
        app.setup_code()
    );
    let request = Request::post("/api/register")
        .header(CONTENT_TYPE, FORM)
        .header(HOST, "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .body(Body::from(body))
        .unwrap();
    assert_eq!(app.browser().send(request).await.status, StatusCode::OK);
    let link = app.full_link_for("ada").await.unwrap();
    assert!(link.starts_with("http://127.0.0.1:3000/activate/"), "{link}");
}

#[tokio::test]
async fn what_people_type_is_never_markup() {
    const MARKUP: &str = "</title></textarea>\"><img src=x onerror=alert(1)>";
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    let fields = [
        ("setup_code", MARKUP),
        ("email", MARKUP),
        ("username", MARKUP),
        ("first_name", MARKUP),
        ("last_name", MARKUP),
        ("serial_number", MARKUP),
    ];
    let mut browser = app.browser();
    browser.get("/register").await;
    let refused = browser.submit("register", &fields).await;
    assert!(refused.error_of("email").is_some() && !refused.body.contains("<img"), "{refused:?}");

    let code = app.setup_code();
    let fields = [
        ("setup_code", code.as_str()),
        ("email", "ada@example.com"),
        ("username", MARKUP),
        ("first_name", MARKUP),
        ("last_name", MARKUP),
        ("serial_number", &serial_number),
    ];
    browser.post("register", &fields).await.expect_redirect("/registered");
    let link = app.link_for(MARKUP).await.unwrap();
    let page = browser.open(&link).await;
    assert!(!page.body.contains("<img"), "{}", page.body);
    browser.activate(&link).await.expect_redirect("/password-set");
    browser.sign_in(MARKUP, PASSWORD).await.expect_redirect("/settings");
    for path in
        ["/", "/settings", "/account", &format!("/login?next=/{MARKUP}").replace(' ', "%20")]
    {
        let page =
            browser.open(&path.replace('<', "%3C").replace('>', "%3E").replace('"', "%22")).await;
        assert!(!page.body.contains("<img"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_request_names_one_host() {
    let app = set_up().await;
    for path in ["/login", "/health/live", "/api/v1/jobs", "/favicon.svg"] {
        let request = |hosts: &[&str]| {
            let request = Request::get(path);
            let request = hosts.iter().fold(request, |request, host| request.header(HOST, *host));
            request.body(Body::empty()).unwrap()
        };
        let twice = app.browser().send(request(&["127.0.0.1:3000", "evil.example"])).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{path}");
        let twice = app.browser().send(request(&["127.0.0.1:3000", "127.0.0.1:3000"])).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{path}");
        let once = app.browser().send(request(&["127.0.0.1:3000"])).await;
        assert_ne!(once.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn what_was_typed_elsewhere_fills_no_form() {
    let app = set_up().await;
    let mut ada = app.signed_in("ada").await;
    let wrong = [("email", "planted@evil.example"), ("password", PASSWORD), ("first_name", "")];
    ada.get("/settings/users/new").await;
    let location = ada.post("add_user", &wrong).await.location().unwrap();
    let own = ada.get(&location).await;
    assert_eq!(own.value_of("email"), Some("planted@evil.example"), "{}", own.body);

    // Made in another session, or in none.
    let typed = ada.cookies["typed"].clone();
    let mut later = app.signed_in("ada").await;
    later.cookies.insert("typed".to_owned(), typed.clone());
    let page = later.get(&location).await;
    assert!(!page.body.contains("planted"), "{}", page.body);
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(&typed).unwrap()).unwrap();
    let (tag, pairs) = text.split_once(' ').unwrap();
    for made_up in [pairs.to_owned(), format!("{tag} {pairs}&x=y"), format!(" {pairs}")] {
        ada.cookies.insert("typed".to_owned(), URL_SAFE_NO_PAD.encode(made_up));
        assert!(!ada.get(&location).await.body.contains("planted"));
    }
    let nobody = bound(&Visitor::default(), pairs);
    ada.cookies.insert("typed".to_owned(), nobody);
    assert!(!ada.get(&location).await.body.contains("planted"));
}
