//! A backup, and an empty machine.

mod files;
mod older;
mod refused;
mod signed;

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    DatabaseConnection, EntityTrait, IntoActiveModel, PaginatorTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::key::{secret, with_secret_on};
use crate::{
    backup::{self, KeyInBackup, MadeBackup, Trust, Vouching},
    base::{failure::Error, random},
    database::{
        Database, account_search, copy,
        entities::{
            account, account_word, identity, installation,
            job_run::{Cause, State},
            license, one_time_token,
        },
        form::ConnectionField,
        report::Table,
        settings::Engine,
    },
    jobs::{
        log::{self, LogLine},
        runs,
    },
    tests::support::{PASSWORD, TestApp, fresh_database},
    web::config::Config,
};

async fn make(app: &TestApp) -> MadeBackup {
    backup::make(&app.state, KeyInBackup::Included, &|_, _| ()).await.unwrap()
}

async fn restore(app: &TestApp, config: &Config, file: &Path) -> Result<(), Error> {
    restore_by(app, config, file, Trust::Signed).await.map(drop)
}

async fn restore_by(
    app: &TestApp,
    config: &Config,
    file: &Path,
    trust: Trust,
) -> Result<Vouching, Error> {
    let (connection, data) = (&config.connection, &config.data_directory);
    let restored =
        backup::restore(connection, data, &config.vault(), &app.clock, file, trust).await?;
    Ok(restored.signed_by)
}

/// The installation of a backup, on an empty machine.
async fn restored(app: &TestApp, file: &Path, engine: Engine) -> TestApp {
    restored_by(app, file, engine, Trust::Signed).await
}

async fn restored_by(app: &TestApp, file: &Path, engine: Engine, trust: Trust) -> TestApp {
    let machine = app.empty_machine(fresh_database(engine));
    restore_by(app, &machine.1, file, trust).await.unwrap();
    app.start_on(machine).await
}

/// What is in the tables that a backup holds; of the audit, which goes on, only how much.
async fn sums(db: &DatabaseConnection) -> Vec<(Table, copy::Sum)> {
    let mut sums = copy::sums(db).await.unwrap();
    let is_kept =
        |table| !matches!(table, Table::Sessions | Table::Links | Table::MailTests | Table::Audit);
    sums.retain(|(table, _)| is_kept(*table));
    sums
}

type Change<'a> = &'a dyn Fn(&mut Vec<Value>);

/// Writes a backup again with other lines, and the sum that belongs to them; without a signature, as older
/// versions did.
fn rewritten(file: &Path, change: impl FnOnce(&mut Vec<Value>)) -> (TempDir, PathBuf) {
    rewritten_and_signed(file, change, |_| None)
}

/// The same with a signature of that sum.
fn rewritten_and_signed(
    file: &Path,
    change: impl FnOnce(&mut Vec<Value>),
    sign: impl FnOnce(&str) -> Option<String>,
) -> (TempDir, PathBuf) {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.pop();
    change(&mut lines);
    let rows = lines.iter().filter(|line| line.get("row").is_some()).count();
    let mut bytes = Vec::new();
    for line in &lines {
        writeln!(bytes, "{line}").unwrap();
    }
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let mut end = json!({ "rows": rows, "sha256": sha256 });
    if let Some(signature) = sign(&sha256) {
        end["signature"] = signature.into();
    }
    writeln!(bytes, "{}", json!({ "end": end })).unwrap();
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("rewritten.backup.gz");
    let mut gzip = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::fast());
    gzip.write_all(&bytes).unwrap();
    gzip.finish().unwrap();
    (directory, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_restores_on_an_empty_machine_and_from_one_engine_to_another() {
    for (from, to) in [
        (Engine::Embedded, Engine::Embedded),
        (Engine::PostgreSql, Engine::PostgreSql),
        (Engine::MySql, Engine::Embedded),
        (Engine::Embedded, Engine::MySql),
        (Engine::PostgreSql, Engine::MySql),
        (Engine::MySql, Engine::PostgreSql),
    ] {
        println!("{from:?} to {to:?}");
        let app = with_secret_on(fresh_database(from)).await;
        let mut grace = account_like_ada(&app).await;
        grace.last_name = Set("Hopper 🚢 O’Brien \"\\\n\u{7f}".to_owned());
        account::Entity::insert(grace)
            .exec_without_returning(&app.state.database.read())
            .await
            .unwrap();
        let before = sums(&app.state.database.read()).await;
        let made = make(&app).await;
        let expected = app.data_directory().join("backups/datasync-20260601T000000Z.backup.gz");
        assert_eq!(made.path, expected);
        assert_eq!(std::fs::metadata(&made.path).unwrap().len(), made.bytes);

        let copy = restored(&app, &made.path, to).await;
        let db = &copy.state.database.read();
        let row = async |app: &TestApp| {
            let row = installation::Entity::find().one(&app.state.database.read()).await;
            row.unwrap().unwrap()
        };
        let (here, there) = (row(&app).await, row(&copy).await);
        assert_ne!(there.incarnation, here.incarnation, "both may go on");
        installation::Entity::update_many()
            .col_expr(installation::Column::Incarnation, Expr::value(here.incarnation))
            .exec(db)
            .await
            .unwrap();
        assert_eq!(sums(db).await, before);
        assert_eq!(secret(&copy).await.as_deref(), Some("Correct horse 1"));
        assert!(copy.state.installation.is_set_up());
        assert!(copy.data_directory().join("set-up").exists());
        copy.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
        let one = async |app: &TestApp| {
            let row = identity::Entity::find().one(&app.state.database.read()).await.unwrap();
            row.unwrap().database
        };
        assert_ne!(one(&copy).await, one(&app).await, "it is another database");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn long_logs_restore_although_a_statement_has_its_limits() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    app.make_built_in_jobs().await;
    let (database, now) = (&app.state.database, app.clock.now());
    let run = runs::new(&app.job_id("backup").await, State::Succeeded, Cause::Schedule, now);
    let tx = database.begin().await.unwrap();
    runs::insert(&*tx, &run).await.unwrap();
    // More than the 16 MiB that MariaDB takes at once.
    for _ in 0..400 {
        log::append(&*tx, &run.id, &LogLine::Text("x".repeat(50_000)), now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let logs = async |database: &Database| {
        let sums = sums(&database.read()).await;
        sums.into_iter().find(|(table, _)| *table == Table::RunLines)
    };
    let before = logs(database).await;
    let made = make(&app).await;
    let copy = restored(&app, &made.path, Engine::MySql).await;
    assert_eq!(logs(&copy.state.database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_takes_no_connection_from_others() {
    let app = TestApp::embedded_with(|config| {
        config.connection.form.set(ConnectionField::MaxPoolSize, "1");
    })
    .await;
    let snapshot = app.state.database.snapshot(app.data_directory()).await.unwrap();
    let tx = app.state.database.begin().await.unwrap();
    tx.commit().await.unwrap();
    snapshot.rollback().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_over_does_not_come_back_to_life() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    app.register("bob", &app.serial_number(1)).await;
    let link = app.link_for("bob").await.unwrap();
    assert_eq!(browser.get("/").await.status, 200);
    let made = make(&app).await;
    let copy = restored(&app, &made.path, Engine::Embedded).await;
    let mut same = copy.browser();
    same.cookies.clone_from(&browser.cookies);
    same.get("/").await.expect_redirect("/login");
    let links = one_time_token::Entity::find().count(&copy.state.database.read()).await.unwrap();
    assert_eq!(links, 0);
    assert_ne!(copy.browser().activate(&link).await.location().as_deref(), Some("/password-set"));
}

async fn account_like_ada(app: &TestApp) -> account::ActiveModel {
    another(&app.accounts().await.remove(0).into_active_model().reset_all())
}

fn another(like: &account::ActiveModel) -> account::ActiveModel {
    let id = random::row_id();
    account::ActiveModel {
        id: Set(id.clone()),
        username: Set(id.clone()),
        username_key: Set(id),
        ..like.clone()
    }
}

/// Adds accounts and takes their seats, as activations do.
async fn add(app: &TestApp, accounts: &[account::ActiveModel]) {
    let count = i64::try_from(accounts.len()).unwrap();
    let words = |account: &account::ActiveModel| {
        let id = account.id.clone().unwrap();
        (id.clone(), id[..8].to_owned())
    };
    let added = app.state.database.write(async |tx| {
        license::Entity::update_many()
            .col_expr(
                license::Column::SeatsTaken,
                Expr::col(license::Column::SeatsTaken).add(count),
            )
            .exec(&*tx)
            .await?;
        account::Entity::insert_many(accounts.to_vec()).exec_without_returning(&*tx).await?;
        account_search::insert(&*tx, accounts.iter().map(words)).await?;
        Ok(())
    });
    added.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_writing_restores_whole() {
    for engine in Engine::ALL {
        println!("on {engine:?}");
        let app = Arc::new(TestApp::on(fresh_database(engine)).await);
        app.join("ada", &app.serial_number(100_000)).await;
        let ada = account_like_ada(&app).await;
        for _ in 0..20 {
            add(&app, &std::array::from_fn::<_, 250, _>(|_| another(&ada))).await;
        }
        let stop = Arc::new(AtomicBool::new(false));
        let committed: Arc<std::sync::Mutex<Vec<String>>> = Arc::default();
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let (app, ada) = (Arc::clone(&app), ada.clone());
                let (stop, committed) = (Arc::clone(&stop), Arc::clone(&committed));
                tokio::spawn(async move {
                    while !stop.load(Ordering::SeqCst) {
                        let account = another(&ada);
                        add(&app, std::slice::from_ref(&account)).await;
                        committed.lock().unwrap().push(account.id.unwrap());
                    }
                })
            })
            .collect();
        while committed.lock().unwrap().len() < 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let (before, made, after) = {
            let before = committed.lock().unwrap().clone();
            // Like a job, in a task of its own.
            let task = Arc::clone(&app);
            let made = tokio::spawn(async move { make(&task).await }).await.unwrap();
            (before, made, committed.lock().unwrap().len())
        };
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(after > before.len(), "nobody wrote meanwhile");

        let copy = restored(&app, &made.path, Engine::Embedded).await;
        let db = &copy.state.database.read();
        let accounts = account::Entity::find().all(db).await.unwrap();
        let seats = license::Entity::find().one(db).await.unwrap().unwrap().seats_taken;
        assert_eq!(usize::try_from(seats).unwrap(), accounts.len(), "half a transaction");
        let words = account_word::Entity::find().all(db).await.unwrap();
        for id in &before {
            assert!(accounts.iter().any(|account| account.id == *id), "one is lost");
            assert!(words.iter().any(|word| word.account_id == *id), "half of one");
        }
        println!("{} accounts, {} while it was made", accounts.len(), after - before.len());
    }
}
