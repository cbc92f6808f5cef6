//! Tables of one connection copied into another one by a job.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, EntityTrait, Statement};

use crate::{
    database::{
        configured::ConfiguredConnection,
        entities::{
            extraction,
            job_run::{self, State},
        },
        form::ConnectionField,
        settings::Engine,
    },
    extractions::{self, definition::Definition},
    mail::reason::Reason,
    security::installation,
    tests::support::{Browser, Fields, TestApp, fresh_database, pairs, with},
};

/// A database of its own, with a connection of the product to it.
struct Place {
    db: DatabaseConnection,
    fields: Fields<'static>,
}

impl Place {
    async fn new(engine: Engine, name: &str) -> Self {
        let at = fresh_database(engine);
        let value = |field| at.form.get(field).to_owned();
        let (scheme, kind, first) = match engine {
            Engine::MySql => ("mysql", "mariadb", "mysql"),
            _ => ("postgres", "postgresql", "postgres"),
        };
        let (server, database) = (value(ConnectionField::Server), value(ConnectionField::Database));
        let (username, password) = (value(ConnectionField::Username), password_of(&at));
        let url = |database: &str| format!("{scheme}://{username}:{password}@{server}/{database}");
        let root = Database::connect(url(first)).await.unwrap();
        root.execute_unprepared(&format!("CREATE DATABASE {database}")).await.unwrap();
        root.close().await.unwrap();
        let db = Database::connect(url(&database)).await.unwrap();
        let fields = vec![
            ("name", name.to_owned()),
            ("kind", kind.to_owned()),
            ("server", server.clone()),
            ("database", database.clone()),
            ("username", username.clone()),
            ("password", password.clone()),
        ];
        Self { db, fields }
    }

    async fn run(&self, statement: &str) {
        self.db.execute_unprepared(statement).await.unwrap();
    }

    /// The first column of the first row, as text.
    async fn text(&self, query: &str) -> String {
        let statement = Statement::from_string(self.db.get_database_backend(), query);
        let row = self.db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    async fn save(&self, browser: &mut Browser) -> String {
        let answer = browser.post_as_script("save_place", &pairs(&self.fields)).await;
        serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
    }
}

fn password_of(at: &ConfiguredConnection) -> String {
    at.password.as_ref().unwrap().reveal().to_owned()
}

async fn save(browser: &mut Browser, fields: &Fields<'_>) -> String {
    let answer = browser.post_as_script("save_extraction", &pairs(fields)).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

/// Saves both connections, and an extraction from the one to the other: what was typed, and its id.
async fn define(
    browser: &mut Browser,
    source: &Place,
    destination: &Place,
) -> (Fields<'static>, String) {
    let fields = vec![
        ("name", "erp-to-lake".to_owned()),
        ("source", source.save(browser).await),
        ("destination", destination.save(browser).await),
    ];
    let id = save(browser, &fields).await;
    (fields, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_arrive_and_later_runs_write_what_differs() {
    for (from, to) in [(Engine::MySql, Engine::PostgreSql), (Engine::PostgreSql, Engine::MySql)] {
        let app = TestApp::new().await;
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        let (source, destination) = (Place::new(from, "ERP").await, Place::new(to, "Lake").await);
        source.run("CREATE TABLE orders (id BIGINT PRIMARY KEY, note TEXT)").await;
        source.run("INSERT INTO orders VALUES (1, 'première'), (2, NULL)").await;
        ada.get("/extractions/new").await.expect_page("needs two connections");
        let (fields, id) = define(&mut ada, &source, &destination).await;
        let source_id = fields[1].1.clone();
        let page = ada.get(&format!("/extractions/{id}?validate=now")).await;
        page.expect_page("orders");
        page.expect_page("exact");

        // Its page would wait for the end.
        ada.post("run_job", &[("name", "erp-to-lake")]).await;
        app.run_jobs().await;
        let runs = app.runs("erp-to-lake").await;
        assert_eq!(runs[0].state, State::Succeeded, "{runs:?}");
        assert_eq!(destination.text("SELECT note FROM orders WHERE id = 1").await, "première");
        let log = ada.get(&format!("/jobs/erp-to-lake/runs/{}", runs[0].id)).await;
        log.expect_page("orders: read 2, new 2, changed 0, removed 0");

        source.run("UPDATE orders SET note = 'changed' WHERE id = 1").await;
        let verify = [("id", &*id), ("action", "verify")];
        let verified = run(&app, &mut ada, &verify).await;
        let different = Reason::Different { failed: 1, of: 1, table: "orders".to_owned() };
        assert_eq!(verified.reason().unwrap(), Some(different));
        assert_eq!(destination.text("SELECT note FROM orders WHERE id = 1").await, "première");
        let page = ada.get(&format!("/jobs/erp-to-lake/runs/{}", verified.id)).await;
        page.expect_page("Tables that differ from the source: 1 of 1");
        let loaded = run(&app, &mut ada, &[("id", &*id)]).await;
        assert_eq!(loaded.state, State::Succeeded, "{loaded:?}");
        assert_eq!(destination.text("SELECT note FROM orders WHERE id = 1").await, "changed");
        assert_eq!(run(&app, &mut ada, &verify).await.state, State::Succeeded);

        // A connection that is used stays; without its job, the extraction is gone.
        let refused = ada.post_as_script("remove_place", &[("id", &source_id)]).await;
        assert!(refused.body.contains("connection_in_use"), "{refused:?}");
        let named = [("name", "erp-to-lake"), ("confirmation", "erp-to-lake")];
        ada.post("remove_job", &named).await.expect_redirect("/jobs");
        let left = extraction::Entity::find().all(&app.state.database.read()).await.unwrap();
        assert_eq!(left, []);
        ada.post("remove_place", &[("id", &source_id)]).await;
    }
}

/// Puts a run into the queue, and waits for its end.
async fn run(app: &TestApp, browser: &mut Browser, fields: &[(&str, &str)]) -> job_run::Model {
    browser.post("run_extraction", fields).await;
    app.run_jobs().await;
    app.runs("erp-to-lake").await.into_iter().max_by_key(|run| run.id.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_ticked_typed_and_left_out() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let source = Place::new(Engine::PostgreSql, "ERP").await;
    let destination = Place::new(Engine::MySql, "Lake").await;
    source.run("CREATE TABLE orders (id BIGINT PRIMARY KEY, at TIMETZ)").await;
    source.run("INSERT INTO orders VALUES (1, '10:00+02')").await;
    source.run("CREATE TABLE inv_a (id INT PRIMARY KEY)").await;
    source.run("CREATE TABLE inv_tmp (id INT PRIMARY KEY)").await;
    source.run("CREATE TABLE \"odd \nname\" (id INT PRIMARY KEY)").await;
    let (_, id) = define(&mut ada, &source, &destination).await;
    let page = ada.get(&format!("/extractions/{id}/tables")).await;
    page.expect_page("inv_tmp");
    let choice = |fields: &[(&'static str, &str)]| {
        let all = [("id", &*id), ("which", "some"), ("exclude", "inv_tmp")];
        let all = all.iter().chain(fields).map(|(name, value)| (*name, (*value).to_owned()));
        all.collect::<Fields<'static>>()
    };
    for (version, fields, error) in [
        ("1", choice(&[("shown.0", "orders")]), "nothing_ticked"),
        ("1", choice(&[("tables", "a\0b")]), "not_plain_text"),
        ("1", with(choice(&[]), &[("which", "none")]), "not_an_option"),
        ("0", choice(&[("tables", "orders")]), "changed_meanwhile"),
        ("", choice(&[("tables", "orders")]), "changed_meanwhile"),
    ] {
        let fields = with(fields, &[("version", version)]);
        let answer = ada.post_as_script("choose_tables", &pairs(&fields)).await;
        assert!(answer.body.contains(error), "{error}: {answer:?}");
    }
    let ticked = choice(&[
        ("version", "1"),
        ("tables", "inv_*\n\n"),
        ("shown.0", "orders"),
        ("ticked.0", "on"),
        ("shown.1", "odd \nname"),
        ("ticked.1", "on"),
        ("shown.2", "inv_a"),
    ]);
    ada.post("choose_tables", &pairs(&ticked)).await;
    let definition = definition(&app, &id).await;
    assert_eq!(definition.tables, ["inv_*", "odd \nname", "orders"]);
    assert_eq!(definition.exclude, ["inv_tmp"]);
    // What no line can hold stays while nobody sees it.
    let unseen = choice(&[("version", "2"), ("tables", "inv_*\norders")]);
    ada.post("choose_tables", &pairs(&unseen)).await;
    let tables = self::definition(&app, &id).await.tables;
    assert_eq!(tables, ["inv_*", "orders", "odd \nname"]);
    let cleared =
        choice(&[("version", "3"), ("tables", "inv_*\norders"), ("shown.0", "odd \nname")]);
    ada.post("choose_tables", &pairs(&cleared)).await;
    assert_eq!(self::definition(&app, &id).await.tables, ["inv_*", "orders"]);

    let page = ada.get(&format!("/extractions/{id}?validate=now")).await;
    page.expect_page("Nothing stands in the way of 2 tables");
    let loaded = run(&app, &mut ada, &[("id", &*id)]).await;
    assert_eq!(loaded.state, State::Succeeded, "{loaded:?}");
    assert_eq!(destination.text("SELECT CAST(id AS CHAR) FROM orders WHERE id = 1").await, "1");
}

async fn definition(app: &TestApp, id: &str) -> Definition {
    let found = extractions::store::find(&app.state.database.read(), id).await.unwrap();
    found.unwrap().extraction.definition().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_installation_and_a_new_extraction_write_only_what_they_take_over() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let source = Place::new(Engine::MySql, "ERP").await;
    let destination = Place::new(Engine::PostgreSql, "Lake").await;
    source.run("CREATE TABLE orders (id BIGINT PRIMARY KEY)").await;
    let (fields, id) = define(&mut ada, &source, &destination).await;
    assert_eq!(run(&app, &mut ada, &[("id", &*id)]).await.state, State::Succeeded);

    installation::begin_anew(&app.state.database.read()).await.unwrap();
    assert_eq!(run(&app, &mut ada, &[("id", &*id)]).await.state, State::Failed);
    let page = ada.get(&format!("/extractions/{id}?validate=now")).await;
    page.expect_page("Take over 1 table");
    ada.post("take_over_tables", &[("id", &*id), ("version", "1")]).await;
    assert_eq!(run(&app, &mut ada, &[("id", &*id)]).await.state, State::Succeeded);

    // Another extraction takes nothing from one that is there, but what one that is gone has left.
    let twin = save(&mut ada, &with(fields.clone(), &[("name", "twin")])).await;
    let page = ada.get(&format!("/extractions/{twin}?validate=now")).await;
    page.expect_page("another extraction");
    assert!(!page.body.contains("Take over"), "{page:?}");
    ada.post("take_over_tables", &[("id", &*twin), ("version", "1")]).await;
    assert_eq!(run(&app, &mut ada, &[("id", &*id)]).await.state, State::Succeeded);
    let named = [("name", "erp-to-lake"), ("confirmation", "erp-to-lake")];
    ada.post("remove_job", &named).await;
    ada.get(&format!("/extractions/{twin}?validate=now")).await.expect_page("Take over 1 table");
    ada.post("take_over_tables", &[("id", &*twin), ("version", "1")]).await;
    let page = ada.get(&format!("/extractions/{twin}?validate=now")).await;
    page.expect_page("Nothing stands in the way of 1 table");

    // What another installation writes is never taken.
    destination.run("UPDATE datasync_register SET installation = 'another'").await;
    let page = ada.get(&format!("/extractions/{twin}?validate=now")).await;
    assert!(!page.body.contains("Take over"), "{page:?}");
    ada.post("take_over_tables", &[("id", &*twin), ("version", "1")]).await;
    let left = destination.text("SELECT installation FROM datasync_register").await;
    assert_eq!(left, "another");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_say_is_for_those_who_may_use_both_connections() {
    for audience in ["everybody", "administrators"] {
        let is_open = audience == "everybody";
        let app = TestApp::new().await;
        app.join("ada", &app.serial_number(2)).await;
        app.join("grace", &app.serial_number(2)).await;
        app.told_of_failures("grace").await;
        let (mut ada, mut grace) = (app.signed_in("ada").await, app.signed_in("grace").await);
        let mut source = Place::new(Engine::MySql, "Payroll").await;
        let destination = Place::new(Engine::PostgreSql, "Lake").await;
        source.fields.push(("audience", audience.to_owned()));
        source.run("CREATE TABLE salaries (id BIGINT PRIMARY KEY)").await;
        source.run("CREATE TABLE wages (id BIGINT PRIMARY KEY)").await;
        destination.run("CREATE TABLE salaries (mine TEXT)").await;
        let (_, id) = define(&mut ada, &source, &destination).await;
        let ran = run(&app, &mut ada, &[("id", &*id)]).await;
        assert_eq!(ran.state, State::Failed);

        let page = format!("/jobs/erp-to-lake/runs/{}", ran.id);
        ada.get(&page).await.expect_page("salaries");
        for path in [
            "/extractions".to_owned(),
            format!("/extractions/{id}"),
            "/jobs".to_owned(),
            "/jobs/erp-to-lake".to_owned(),
            page.clone(),
        ] {
            let answer = grace.get(&path).await;
            for secret in ["Payroll", "salaries", "wages"] {
                let is_said = answer.body.contains(secret);
                assert!(is_open || !is_said, "{path} says {secret}: {answer:?}");
            }
        }
        let said = grace.get(&page).await;
        said.expect_page(if is_open { "salaries" } else { "is for administrators" });
        said.expect_page("Failed");
        let (_, notice) = app.notices().await.pop().unwrap();
        assert_eq!(notice.reason == Some(Reason::Withheld), !is_open, "{notice:?}");
        // Nobody who may not looks at both sides, or has anything done.
        let validated = grace.get(&format!("/extractions/{id}?validate=now")).await;
        assert!(!validated.body.contains("bigint"), "{validated:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_made_once_and_copied() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    ada.get("/").await.expect_page("Try with sample data");
    let first = ada.post("try_sample", &[]).await.location().unwrap();
    assert_eq!(ada.post("try_sample", &[]).await.location().unwrap(), first);
    ada.get(&first).await.expect_page("Nothing stands in the way of 13 tables");
    ada.post("run_job", &[("name", "sample")]).await;
    app.run_jobs().await;
    let runs = app.runs("sample").await;
    assert_eq!(runs[0].state, State::Succeeded, "{runs:?}");
    let page = ada.get(&format!("/jobs/sample/runs/{}", runs[0].id)).await;
    page.expect_page("200,000");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said_and_nothing_is_written() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let source = Place::new(Engine::MySql, "ERP").await;
    let destination = Place::new(Engine::PostgreSql, "Lake").await;
    source.run("CREATE TABLE orders (id BIGINT PRIMARY KEY)").await;
    destination.run("CREATE TABLE orders (mine TEXT)").await;
    let (fields, id) = define(&mut ada, &source, &destination).await;
    let page = ada.get(&format!("/extractions/{id}?validate=now")).await;
    page.expect_page("badge error");
    ada.post("run_job", &[("name", "erp-to-lake")]).await;
    app.run_jobs().await;
    let runs = app.runs("erp-to-lake").await;
    assert_eq!(runs[0].state, State::Failed, "{runs:?}");
    assert_eq!(destination.text("SELECT count(*)::text FROM orders").await, "0");

    for (field, value, error) in [
        ("name", "Two Words", "not_a_job_name"),
        ("name", "erp-to-lake", "job_name_taken"),
        ("name", "backup", "job_name_taken"),
        ("source", "", "required"),
        ("source", "none", "not_an_option"),
        ("destination", &*fields[1].1, "same_as_source"),
        ("max_removed", "101", "not_a_number_between"),
        ("schema", "a\0b", "not_plain_text"),
    ] {
        let fields = with(with(fields.clone(), &[("name", "other")]), &[(field, value)]);
        let answer = ada.post_as_script("save_extraction", &pairs(&fields)).await;
        assert!(answer.body.contains(error), "{field}: {answer:?}");
    }
}
