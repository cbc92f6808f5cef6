//! The places that data is read from and written to: tried, saved, looked into, removed.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Database, EntityTrait};
use serde_json::Value;

use crate::{
    database::{
        configured::ConfiguredConnection,
        entities::{audit, connection},
        form::ConnectionField,
        settings::Engine,
    },
    setup::key,
    tests::support::{Answer, Browser, Fields, TestApp, fresh_database, pairs, with},
};

const SERVERS: [(Engine, &str); 2] =
    [(Engine::PostgreSql, "postgresql"), (Engine::MySql, "mariadb")];

/// An installation, and the fields of a connection to its own database: one that has tables.
async fn with_place(engine: Engine, kind: &str) -> (TestApp, Fields<'static>) {
    let own = fresh_database(engine);
    let fields = place(&own, kind);
    let app = TestApp::on(own).await;
    app.join("ada", &app.serial_number(3)).await;
    (app, fields)
}

fn place(own: &ConfiguredConnection, kind: &str) -> Fields<'static> {
    let value = |field| own.form.get(field).to_owned();
    vec![
        ("name", "Warehouse".to_owned()),
        ("kind", kind.to_owned()),
        ("server", value(ConnectionField::Server)),
        ("database", value(ConnectionField::Database)),
        ("username", value(ConnectionField::Username)),
        ("password", own.password.as_ref().unwrap().reveal().to_owned()),
    ]
}

/// What a test of these fields shows, as a script gets it. The last step is the problem, if there is one.
async fn test(browser: &mut Browser, fields: &Fields<'_>) -> Vec<Value> {
    let answer = browser.post_as_script("test_place", &pairs(fields)).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

async fn save(browser: &mut Browser, fields: &Fields<'_>) -> String {
    let answer = browser.post_as_script("save_place", &pairs(fields)).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

async fn row(app: &TestApp, id: &str) -> Option<connection::Model> {
    connection::Entity::find_by_id(id).one(&app.state.database.read()).await.unwrap()
}

#[track_caller]
fn expect_without(page: &Answer, secret: &str) {
    assert!(!page.body.contains(secret), "{}", page.body);
}

#[tokio::test]
async fn a_place_is_tried_saved_looked_into_and_removed() {
    for (engine, kind) in SERVERS {
        let (app, fields) = with_place(engine, kind).await;
        let password = fields.iter().find(|(name, _)| *name == "password").unwrap().1.clone();
        let mut ada = app.signed_in("ada").await;
        ada.get("/connections").await.expect_page("There are no connections yet");

        // Unsaved: the test says how far it came, and what was typed is at hand afterwards.
        ada.get("/connections/new").await.expect_page("Test connection");
        let tested = ada.submit("test_place", &pairs(&fields)).await;
        tested.expect_page("tables and views");
        tested.expect_page("This connection works.");
        expect_without(&tested, &password);
        let attempt = tested.value_of("attempt").unwrap().to_owned();
        let again = ada.get(&format!("/connections/new?attempted={attempt}")).await;
        assert_eq!(again.value_of("name"), Some("Warehouse"));
        expect_without(&again, &password);
        ada.get("/connections").await.expect_page("There are no connections yet");

        // With the password that was typed for the test.
        let kept =
            with(fields.clone(), &[("password", ""), ("attempt", &attempt), ("version", "0")]);
        let saved = ada.submit("save_place", &pairs(&kept)).await;
        saved.expect_page("The connection was saved.");
        saved.expect_page("Passed");
        saved.expect_page(">job_run</a>");
        expect_without(&saved, &password);
        let list = ada.get("/connections").await;
        list.expect_page("Warehouse");
        list.expect_page("Passed");

        let rows = connection::Entity::find().all(&app.state.database.read()).await.unwrap();
        let [saved] = &rows[..] else { panic!("{rows:?}") };
        assert!(!format!("{saved:?}").contains(&password));
        let page = format!("/connections/{}", saved.id);
        let found = ada.get(&format!("{page}?search=JOB")).await;
        found.expect_page(">job_run</a>");
        assert!(!found.body.contains(">account</a>"), "{}", found.body);
        ada.get(&format!("{page}?search=nowhere"))
            .await
            .expect_page("No table has a name like that");
        let table = ada.get(&format!("{page}/table?name=account")).await;
        table.expect_page("username_key");
        table.expect_page("Primary key");
        table.expect_page("<td>ada@");
        ada.get(&format!("{page}/table?name=nowhere")).await.expect_page("no longer exists");

        let removed = ada.submit("remove_place", &[("id", &saved.id)]).await;
        removed.expect_page("The connection was removed.");
        assert_eq!(row(&app, &saved.id).await, None);
        ada.get(&page).await.expect_missing();
        let events = audit::Entity::find().all(&app.state.database.read()).await.unwrap();
        let noted: Vec<_> = events
            .iter()
            .filter(|event| event.subject.as_deref() == Some("Warehouse"))
            .map(|event| (event.action, event.fields.as_deref()))
            .collect();
        let fields = Some("name,kind,server,database,username,password");
        assert!(noted.iter().any(|(_, noted)| *noted == fields), "{noted:?}");
        assert!(!format!("{events:?}").contains(&password));
    }
}

#[tokio::test]
async fn a_password_goes_only_where_it_was_typed_for() {
    for (engine, kind) in SERVERS {
        let (app, fields) = with_place(engine, kind).await;
        let mut ada = app.signed_in("ada").await;
        let id = save(&mut ada, &fields).await;
        let edited = |others: &[(&'static str, &str)]| {
            with(with(fields.clone(), &[("password", ""), ("id", &id), ("version", "1")]), others)
        };

        // Another name, and the same destination: the password stays.
        let steps = test(&mut ada, &edited(&[("name", "Lager")])).await;
        assert_eq!(steps.last().unwrap()["stage"], "tables", "{steps:?}");
        for (field, value) in [
            ("server", "db.evil.example"),
            ("username", "other"),
            ("trust_server_certificate", "on"),
            ("kind", if kind == "mariadb" { "postgresql" } else { "mysql" }),
        ] {
            for function in ["test_place", "save_place"] {
                let answer = ada.post_as_script(function, &pairs(&edited(&[(field, value)]))).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {answer:?}");
                assert!(answer.body.contains("secret_of_another_destination"), "{answer:?}");
            }
        }
        // A refusal forgets what was typed, and says so.
        ada.get(&format!("/connections/{id}/edit")).await;
        let refused = edited(&[("password", "typed now"), ("name", "")]);
        let refused = ada.submit("save_place", &pairs(&refused)).await;
        assert!(refused.error_of("name").is_some(), "{}", refused.body);
        refused.expect_page("Please type it again");
        expect_without(&refused, "typed now");

        // Rotating the key keeps it.
        let before = row(&app, &id).await.unwrap().sealed_password;
        assert_eq!(key::rotate(&app.state).await.unwrap(), 1);
        assert_ne!(row(&app, &id).await.unwrap().sealed_password, before);
        let steps = test(&mut ada, &edited(&[])).await;
        assert_eq!(steps.last().unwrap()["stage"], "tables", "{steps:?}");
    }
}

#[tokio::test]
async fn a_test_says_where_it_ended_and_the_list_says_it_too() {
    for (engine, kind) in SERVERS {
        let (app, fields) = with_place(engine, kind).await;
        let mut ada = app.signed_in("ada").await;
        let wrong = with(fields.clone(), &[("password", "wrong")]);
        let steps = test(&mut ada, &wrong).await;
        assert_eq!(steps.last().unwrap()["outcome"]["Err"], "wrong_credentials", "{steps:?}");
        let missing = with(fields.clone(), &[("database", "nowhere")]);
        let steps = test(&mut ada, &missing).await;
        assert_eq!(steps.last().unwrap()["outcome"]["Err"], "database_missing", "{steps:?}");

        // Of saved settings, everybody learns how they did.
        let id = save(&mut ada, &wrong).await;
        ada.get("/connections").await.expect_page("Not tested");
        let unchanged = with(wrong, &[("password", ""), ("id", &id), ("version", "1")]);
        test(&mut ada, &unchanged).await;
        let list = loop {
            // It is noted right after the answer.
            let list = ada.get("/connections").await;
            if !list.body.contains("Not tested") {
                break list;
            }
        };
        list.expect_page("Failed");
        ada.get(&format!("/connections/{id}")).await.expect_page("does not accept this username");
    }
}

#[tokio::test]
async fn names_and_versions_are_not_taken_from_somebody_else() {
    let (app, fields) = with_place(Engine::PostgreSql, "postgresql").await;
    let mut ada = app.signed_in("ada").await;
    let id = save(&mut ada, &fields).await;
    ada.get("/connections/new").await;
    let twin = with(fields.clone(), &[("name", "WAREHOUSE")]);
    let refused = ada.submit("save_place", &pairs(&twin)).await;
    assert_eq!(
        refused.error_of("name"),
        Some("Another connection already has this name. Choose a different one.")
    );
    assert_eq!(refused.value_of("server"), Some(&*fields[2].1), "what was typed stays");

    let edited = with(fields.clone(), &[("id", &id), ("version", "1"), ("name", "Lager")]);
    ada.submit("save_place", &pairs(&edited)).await.expect_page("The connection was saved.");
    ada.get(&format!("/connections/{id}/edit")).await;
    let stale = with(edited.clone(), &[("name", "Depot")]);
    ada.submit("save_place", &pairs(&stale)).await.expect_page("Somebody else saved");
    assert_eq!(row(&app, &id).await.unwrap().name, "Lager");

    for (field, value) in [
        ("name", ""),
        ("name", "a\nb"),
        ("kind", "oracle"),
        ("server", "db example"),
        ("database", ""),
        ("username", ""),
        ("audience", "nobody"),
    ] {
        let answer = ada
            .post_as_script("save_place", &pairs(&with(fields.clone(), &[(field, value)])))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {answer:?}");
        assert!(answer.body.contains(&format!("\"{field}\"")), "{field}: {answer:?}");
    }
}

#[tokio::test]
async fn whoever_may_not_use_a_connection_does_not_learn_of_it() {
    let (app, fields) = with_place(Engine::PostgreSql, "postgresql").await;
    app.join("grace", &app.serial_number(3)).await;
    let (mut ada, mut grace) = (app.signed_in("ada").await, app.signed_in("grace").await);
    let open = save(&mut ada, &fields).await;
    let closed = with(fields.clone(), &[("name", "Payroll"), ("audience", "administrators")]);
    let closed = save(&mut ada, &closed).await;

    let list = grace.get("/connections").await;
    list.expect_page("Warehouse");
    expect_without(&list, "Payroll");
    let page = grace.get(&format!("/connections/{open}")).await;
    page.expect_page(">job_run</a>");
    for words in ["Edit", "Duplicate", "Remove", "Test connection"] {
        expect_without(&page, words);
    }
    for path in
        [format!("/connections/{closed}"), format!("/connections/{closed}/table?name=account")]
    {
        let page = grace.get(&path).await;
        page.expect_missing();
        expect_without(&page, "Payroll");
    }
    for path in [
        "/connections/new".to_owned(),
        format!("/connections/new?from={closed}"),
        format!("/connections/{open}/edit"),
        format!("/connections/{open}/tests/none"),
    ] {
        assert_eq!(grace.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for function in ["save_place", "test_place"] {
        let fields = with(fields.clone(), &[("id", &open), ("version", "1")]);
        let answer = grace.post_as_script(function, &pairs(&fields)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{function}");
    }
    let answer = grace.post_as_script("remove_place", &[("id", &open)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(row(&app, &open).await.is_some());
}

#[tokio::test]
async fn files_stay_below_their_roots() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let files = app.data_directory().join("files");
    let url = format!("sqlite:{}?mode=rwc", files.join("shop.db").display());
    let shop = Database::connect(url).await.unwrap();
    let item =
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (7, NULL)";
    shop.execute_unprepared(item).await.unwrap();
    shop.close().await.unwrap();

    let at = |path: &str| {
        vec![("name", "Shop".to_owned()), ("kind", "sqlite".to_owned()), ("path", path.to_owned())]
    };
    let own = app.data_directory().join("datasync.db").display().to_string();
    for outside in ["/etc/passwd", "../datasync.db", &own, "../secret-key"] {
        let answer = ada.post_as_script("test_place", &pairs(&at(outside))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{outside}: {answer:?}");
        assert!(answer.body.contains("outside_file_roots"), "{outside}: {answer:?}");
    }
    let steps = test(&mut ada, &at("new.db")).await;
    assert_eq!(steps[0]["outcome"]["Ok"], "file_will_be_made", "{steps:?}");
    let steps = test(&mut ada, &at("shop.db")).await;
    assert_eq!(steps.last().unwrap()["outcome"]["Ok"]["tables"]["count"], 1, "{steps:?}");
    let id = save(&mut ada, &at("shop.db")).await;
    ada.get(&format!("/connections/{id}")).await.expect_page(">item</a>");
    let table = ada.get(&format!("/connections/{id}/table?name=item")).await;
    table.expect_page("Primary key");
    table.expect_page("<td>7</td><td class=\"null\">NULL</td>");

    // What leads out since it was saved is not followed.
    std::fs::remove_file(files.join("shop.db")).unwrap();
    std::os::unix::fs::symlink(&own, files.join("shop.db")).unwrap();
    ada.get(&format!("/connections/{id}")).await.expect_page("can’t be used any more");
}
