//! Whatever is refused has changed nothing, and what broke off can be done again.

use std::path::Path;

use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Change, make, restore, restore_by, restored, rewritten};
use crate::{
    backup::{self, BackupProblem, KeyInBackup, Trust},
    base::{data_directory, database_error::MovedAway, failure::Error},
    database::{
        Database, HalfMoved, Pool,
        entities::{account, identity},
        filling::{Filling, NotEmpty},
        kept::StoredConnection,
        report::MoveProblem,
        schema::{self, Contents},
        settings::Engine,
    },
    tests::{
        stories::key::{secret, with_secret_on},
        support::{TestApp, fresh_database, on_every_database},
    },
    web::config::Config,
};

pub(super) fn problem(outcome: Result<(), Error>) -> BackupProblem {
    match outcome {
        Err(Error::Fault(source)) => source.downcast_ref::<BackupProblem>().unwrap().clone(),
        other => panic!("{other:?}"),
    }
}

fn files_in(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.is_file() && !path.ends_with("lock"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Restores where that is refused before anything is made.
pub(super) async fn refused(
    app: &TestApp,
    machine: &(TempDir, Config),
    file: &Path,
) -> BackupProblem {
    let before = files_in(machine.0.path());
    let problem = problem(restore(app, &machine.1, file).await);
    assert_eq!(files_in(machine.0.path()), before, "{problem:?}");
    problem
}

async fn contents(config: &Config) -> Contents {
    let settings =
        config.connection.settings(&StoredConnection::default(), &config.vault()).unwrap();
    let pool = Pool::open_or_create(&settings, &config.data_directory).await.unwrap();
    let contents = schema::look(&pool.connection).await.unwrap();
    pool.connection.close().await.unwrap();
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_or_changed_file_changes_nothing() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let made = make(&app).await;
    let whole = std::fs::read(&made.path).unwrap();
    let machine = app.empty_machine(fresh_database(Engine::Embedded));
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("changed");
    let try_with = async |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        refused(&app, &machine, &file).await
    };
    // The first ten bytes are gzip's own and say nothing about what follows. The first line, which says who
    // made the backup, comes first.
    for position in (10..400).step_by(3).chain((400..whole.len()).step_by(97)) {
        let is_known = matches!(
            try_with(&whole[..position]).await,
            BackupProblem::Damaged | BackupProblem::Foreign
        );
        assert!(is_known, "cut off at {position}");
        let mut changed = whole.clone();
        changed[position] ^= 1;
        let is_known =
            matches!(try_with(&changed).await, BackupProblem::Damaged | BackupProblem::Foreign);
        assert!(is_known, "changed at {position}");
    }
    assert_eq!(try_with(&whole[..whole.len() - 1]).await, BackupProblem::Damaged);
    assert_eq!(try_with(&[&whole[..], b"x"].concat()).await, BackupProblem::Damaged);
    assert_eq!(try_with(&[&whole[..], &whole[..]].concat()).await, BackupProblem::Damaged);
    for foreign in [&b""[..], b"\x1f\x8b", b"SQLite format 3\0", b"{\"datasync_backup\":{}}\n"] {
        assert_eq!(try_with(foreign).await, BackupProblem::Foreign);
    }
    restore(&app, &machine.1, &made.path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_does_not_fit_its_sum_or_its_table_is_damage() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let made = make(&app).await;
    let machine = app.empty_machine(fresh_database(Engine::Embedded));
    let shorter = |lines: &mut Vec<Value>| {
        let row = lines.iter_mut().find_map(|line| line.get_mut("row")).unwrap();
        row.as_array_mut().unwrap().pop();
    };
    let without_table = |lines: &mut Vec<Value>| drop(lines.remove(1));
    let twice = |lines: &mut Vec<Value>| lines.push(lines[0].clone());
    let with_end =
        |lines: &mut Vec<Value>| lines.push(json!({ "end": { "rows": 0, "sha256": "" } }));
    let unknown = |lines: &mut Vec<Value>| lines.push(json!({ "drop": "account" }));
    let changes: [Change<'_>; 5] = [&shorter, &without_table, &twice, &with_end, &unknown];
    for change in changes {
        let (_directory, file) = rewritten(&made.path, change);
        assert_eq!(refused(&app, &machine, &file).await, BackupProblem::Damaged);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_version_is_refused() {
    let app = TestApp::new().await;
    let made = make(&app).await;
    let machine = app.empty_machine(fresh_database(Engine::Embedded));
    let newer_schema = |lines: &mut Vec<Value>| {
        let steps = lines[0]["datasync_backup"]["migrations"].as_array_mut().unwrap();
        steps.push("m9999_future".into());
    };
    let newer_format = |lines: &mut Vec<Value>| {
        lines[0] = json!({ "datasync_backup": { "format": 2, "version": "9.0.0" } });
    };
    let changes: [Change<'_>; 2] = [&newer_schema, &newer_format];
    for change in changes {
        let (_directory, file) = rewritten(&made.path, change);
        assert!(matches!(refused(&app, &machine, &file).await, BackupProblem::Newer { .. }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_in_use_is_refused() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let made = make(&app).await;
    let own = || (TempDir::new().unwrap(), (*app.state.config).clone());
    // Where the installation itself is, running or not.
    assert_eq!(problem(restore(&app, &own().1, &made.path).await), BackupProblem::SetUp);

    let running = app.empty_machine(fresh_database(Engine::Embedded));
    let lock = data_directory::lock(running.0.path()).unwrap().unwrap();
    assert_eq!(refused(&app, &running, &made.path).await, BackupProblem::Running);
    drop(lock);

    let other_key = app.empty_machine(fresh_database(Engine::Embedded));
    other_key.1.vault().create().unwrap();
    assert!(matches!(refused(&app, &other_key, &made.path).await, BackupProblem::OtherKey(_)));

    for engine in Engine::ALL {
        let machine = app.empty_machine(fresh_database(engine));
        // By a server that was started once, and has its key elsewhere.
        let settings = machine
            .1
            .connection
            .settings(&StoredConnection::default(), &machine.1.vault())
            .unwrap();
        let occupied = Database::open(&settings, machine.0.path(), None).await.unwrap();
        let outcome = restore(&app, &machine.1, &made.path).await;
        let Err(Error::Fault(source)) = outcome else { panic!("{outcome:?}") };
        let NotEmpty(problem) = source.downcast_ref().unwrap();
        assert_eq!(*problem, MoveProblem::HasData, "{engine:?}");
        assert_eq!(account::Entity::find().count(&occupied.read()).await.unwrap(), 0);
        assert!(!machine.0.path().join("secret-key").exists());
        assert!(!machine.0.path().join("set-up").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_leaves_an_empty_place() {
    for engine in Engine::ALL {
        let app = with_secret_on(fresh_database(Engine::Embedded)).await;
        let made = make(&app).await;
        let machine = app.empty_machine(fresh_database(engine));
        // The last row comes twice, which its table does not take.
        let (_directory, file) = rewritten(&made.path, |lines| {
            let last = lines.iter().rposition(|line| line.get("row").is_some()).unwrap();
            lines.insert(last, lines[last].clone());
        });
        assert!(restore_by(&app, &machine.1, &file, Trust::Unsigned).await.is_err());
        assert_eq!(contents(&machine.1).await, Contents::Nothing, "{engine:?}");
        assert!(!machine.0.path().join("secret-key").exists());

        // The power goes: the mark stays, and no server takes the half for the whole.
        let settings = machine
            .1
            .connection
            .settings(&StoredConnection::default(), &machine.1.vault())
            .unwrap();
        drop(Filling::begin(&settings, machine.0.path(), 3).await.unwrap());
        assert!(matches!(contents(&machine.1).await, Contents::HalfMoved(_)));
        let opened = Database::open(&settings, machine.0.path(), None).await;
        let Err(Error::Fault(source)) = opened.map(drop) else { panic!("half was opened") };
        assert!(source.is::<HalfMoved>());

        restore(&app, &machine.1, &made.path).await.unwrap();
        let copy = app.start_on(machine).await;
        assert_eq!(secret(&copy).await.as_deref(), Some("Correct horse 1"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_its_key_needs_it_from_elsewhere() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("without-key.backup.gz");
    backup::write_to(&app.state, &file, KeyInBackup::LeftOut, &|_, _| ()).await.unwrap();
    let key = std::fs::read_to_string(app.data_directory().join("secret-key")).unwrap();
    rewritten(&file, |lines| {
        assert!(!serde_json::to_string(lines).unwrap().contains(key.trim()));
    });
    let machine = app.empty_machine(fresh_database(Engine::Embedded));
    assert!(matches!(refused(&app, &machine, &file).await, BackupProblem::KeyNeeded(_)));
    std::fs::write(machine.0.path().join("secret-key"), key).unwrap();
    restore(&app, &machine.1, &file).await.unwrap();
    let copy = app.start_on(machine).await;
    assert_eq!(secret(&copy).await.as_deref(), Some("Correct horse 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_data_was_moved_away_is_not_backed_up() {
    on_every_database(async |app: TestApp| {
        identity::Entity::update_many()
            .col_expr(identity::Column::MovedBy, Expr::value("another-server"))
            .exec(&app.state.database.read())
            .await
            .unwrap();
        let outcome = backup::make(&app.state, KeyInBackup::Included, &|_, _| ()).await;
        let Err(Error::Fault(source)) = outcome else { panic!("{outcome:?}") };
        assert!(source.is::<MovedAway>(), "{source}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_not_overwritten() {
    let app = TestApp::new().await;
    let made = make(&app).await;
    let again = backup::make(&app.state, KeyInBackup::Included, &|_, _| ()).await;
    assert_eq!(problem(again.map(drop)), BackupProblem::AlreadyThere);
    // Neither is a directory that is not there made up.
    let nowhere = app.data_directory().join("nowhere/backup.gz");
    let error = backup::write_to(&app.state, &nowhere, KeyInBackup::Included, &|_, _| ()).await;
    let Err(Error::Fault(source)) = error.map(drop) else { panic!("it was written") };
    assert!(source.to_string().contains("nowhere"), "{source}");
    let left: Vec<_> = std::fs::read_dir(made.path.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing half is left");
    restored(&app, &made.path, Engine::Embedded).await;
}
