//! Nobody changes a backup without the key of its installation.

use std::sync::Arc;

use sea_orm::EntityTrait;
use serde_json::Value;
use tempfile::TempDir;

use super::{make, refused::refused, restore_by, restored_by, rewritten, rewritten_and_signed};
use crate::{
    backup::{self, BackupProblem, KeyInBackup, Trust, Vouching},
    base::vault::{Key, Vault},
    database::{
        entities::account::{self, Role},
        settings::Engine,
    },
    tests::{
        stories::key::{secret, with_secret_on},
        support::{TestApp, fresh_database},
    },
    web::config::Config,
};

type Sign<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What somebody would like to see restored: Ada's name is another one.
fn forge(lines: &mut [Value]) {
    let names = lines.iter_mut().filter_map(|line| line.get_mut("row")?.as_array_mut());
    let names = names.flatten().filter(|value| **value == "Lovelace");
    assert!(names.map(|name| *name = "Mallory".into()).count() > 0);
}

fn machine(app: &TestApp, key: Option<&str>) -> (TempDir, Config) {
    let machine = app.empty_machine(fresh_database(Engine::Embedded));
    if let Some(key) = key {
        std::fs::write(machine.0.path().join("secret-key"), key).unwrap();
    }
    machine
}

fn foreign() -> Vault {
    Vault::Configured(Arc::new(vec![Key::new()]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_changed_is_refused_whatever_its_sum_says() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let key = std::fs::read_to_string(app.data_directory().join("secret-key")).unwrap();
    let directory = TempDir::new().unwrap();
    let without_key = directory.path().join("without-key.backup.gz");
    backup::write_to(&app.state, &without_key, KeyInBackup::LeftOut, &|_, _| ()).await.unwrap();
    let with_key = make(&app).await.path;

    let sign = |vault: &Vault, sum: &str, purpose| {
        Some(vault.signer().unwrap().unwrap().sign(sum, purpose))
    };
    let vault = &app.state.vault;
    for (file, key) in [(&with_key, None), (&with_key, Some(&*key)), (&without_key, Some(&*key))] {
        let (_directory, unsigned) = rewritten(file, |lines| forge(lines));
        let found = refused(&app, &machine(&app, key), &unsigned).await;
        assert_eq!(found, BackupProblem::Unsigned);

        let signatures: [Sign<'_>; 4] = [
            &|sum| sign(&foreign(), sum, "backup"),
            // Of another backup, and of this sum for something else.
            &|_| sign(vault, "0123", "backup"),
            &|sum| sign(vault, sum, "reached"),
            &|_| Some("nonsense".to_owned()),
        ];
        for signature in signatures {
            let (_directory, file) = rewritten_and_signed(file, |lines| forge(lines), signature);
            let found = refused(&app, &machine(&app, key), &file).await;
            assert_eq!(found, BackupProblem::WronglySigned);
        }
    }

    // With another key inside, signed by that: where the key of the installation is, it is not taken.
    let other = Key::new();
    let vault = Vault::Configured(Arc::new(vec![other]));
    let replace_key = |lines: &mut Vec<Value>| {
        forge(lines);
        lines[0]["datasync_backup"]["key_check"] = vault.seal_check().unwrap().into();
        lines[0]["datasync_backup"]["keys"] = Value::Null;
    };
    let signature = |sum: &str| sign(&vault, sum, "backup");
    let (_directory, file) = rewritten_and_signed(&with_key, replace_key, signature);
    let found = refused(&app, &machine(&app, Some(&key)), &file).await;
    assert!(matches!(found, BackupProblem::OtherKey(_)), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_says_who_vouches_for_the_backup() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let key = std::fs::read_to_string(app.data_directory().join("secret-key")).unwrap();
    let file = make(&app).await.path;
    for (key, trust, expected) in [
        (Some(&*key), Trust::Signed, Vouching::Machine),
        (None, Trust::Signed, Vouching::Backup),
        (Some(&*key), Trust::Unsigned, Vouching::Nobody),
    ] {
        let machine = machine(&app, key);
        let found = restore_by(&app, &machine.1, &file, trust).await.unwrap();
        assert_eq!(found, expected);
    }

    // A key that was rotated since still knows what it has signed.
    crate::setup::key::rotate(&app.state).await.unwrap();
    let ring = std::fs::read_to_string(app.data_directory().join("secret-key")).unwrap();
    let found = restore_by(&app, &machine(&app, Some(&ring)).1, &file, Trust::Signed).await;
    assert_eq!(found.unwrap(), Vouching::Machine);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_before_there_were_signatures_restores_where_somebody_trusts_it() {
    let app = with_secret_on(fresh_database(Engine::Embedded)).await;
    let (_directory, file) = rewritten(&make(&app).await.path, |lines| forge(lines));
    let copy = restored_by(&app, &file, Engine::Embedded, Trust::Unsigned).await;
    let ada = account::Entity::find().one(&copy.state.database.read()).await.unwrap().unwrap();
    assert_eq!((&*ada.last_name, ada.role), ("Mallory", Role::Administrator));
    assert_eq!(secret(&copy).await.as_deref(), Some("Correct horse 1"));
}
