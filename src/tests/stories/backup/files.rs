//! The files in the directory of the backups: whose they are, which are kept, and what was left half written.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use super::make;
use crate::{
    backup::{self, KeyInBackup},
    base::language::Language,
    database::report::Table,
    doctor::examine,
    tests::support::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_backups_are_kept_and_nothing_else_is_touched() {
    let app = TestApp::new().await;
    let mut paths = Vec::new();
    for _ in 0..4 {
        paths.push(make(&app).await);
        app.advance(Duration::from_hours(25));
    }
    let directory = paths[0].path.parent().unwrap();
    let others = ["datasync-20200101T000000Z.backup.gz.asc", "notes.txt", "x.backup.gz"];
    for name in others {
        std::fs::write(directory.join(name), "").unwrap();
    }
    backup::keep_newest(&paths[3], 2).unwrap();
    let there: Vec<_> = paths.iter().map(|made| made.path.exists()).collect();
    assert_eq!(there, [false, false, true, true]);
    for name in others {
        assert!(directory.join(name).exists(), "{name}");
    }
    // A clock that was set back: the newest by name is not the one just made.
    backup::keep_newest(&paths[2], 1).unwrap();
    assert!(paths[2].path.exists() && !paths[3].path.exists());
    assert_eq!(std::fs::read_dir(directory).unwrap().count(), others.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_killed_backups_have_left_is_seen_and_removed() {
    let mut app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    app.make_built_in_jobs().await;
    let made = make(&app).await;
    let directory = made.path.parent().unwrap().to_owned();
    let part = directory.join("datasync-20260601T000000Z.backup.gz.4711.part");
    let has_warning = async |app: &TestApp| {
        let found = examine((*app.state.config).clone(), Language::English, |e| format!("{e:?}"));
        let texts: Vec<_> = found.await.into_iter().map(|finding| finding.text).collect();
        texts.iter().any(|text| text.contains("broken off, with the key inside"))
    };
    std::fs::write(&part, "").unwrap();

    // One that is being written is nobody's to remove.
    let writing = std::fs::File::open(&directory).unwrap();
    writing.lock_shared().unwrap();
    app.restart().await;
    assert!(part.exists() && !has_warning(&app).await);
    drop(writing);

    assert!(has_warning(&app).await);
    assert!(part.exists(), "looking changes nothing");
    app.restart().await;
    assert!(!part.exists() && !has_warning(&app).await);

    std::fs::write(&part, "").unwrap();
    app.advance(Duration::from_mins(30));
    app.run_jobs().await;
    assert!(!part.exists(), "the clean-up job has run");
    std::fs::write(&part, "").unwrap();
    backup::keep_newest(&made, 14).unwrap();
    assert!(!part.exists() && made.path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_tells_how_far_it_has_come_and_nobody_else_reads_it() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let told: std::sync::Mutex<Vec<(Table, u64)>> = std::sync::Mutex::default();
    let tell = |table, rows| told.lock().unwrap().push((table, rows));
    let made = backup::make(&app.state, KeyInBackup::Included, &tell).await.unwrap();
    assert!(told.lock().unwrap().contains(&(Table::Accounts, 1)));
    let bits = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(bits(&made.path), 0o600);
    assert_eq!(bits(made.path.parent().unwrap()), 0o700);
}
