//! What an older version has written.

use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;

use super::{make, restored_by, rewritten, secret, with_secret_on};
use crate::{
    backup::Trust,
    database::{
        account_search,
        entities::{account, account_word, installation},
        settings::Engine,
    },
    tests::support::{PASSWORD, fresh_database},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    for to in Engine::ALL {
        let app = with_secret_on(fresh_database(Engine::Embedded)).await;
        let made = make(&app).await;
        // As the version before users could be searched would have written it.
        let (_directory, file) = rewritten(&made.path, |lines| {
            let steps = lines[0]["datasync_backup"]["migrations"].as_array_mut().unwrap();
            steps.truncate(4);
            leave_out(
                lines,
                &[
                    "account_word",
                    "server_settings",
                    "job",
                    "job_run",
                    "run_line",
                    "job_settings",
                    "webhook_delivery",
                    "api_token",
                    "connection",
                    "extraction",
                ],
                &[
                    ("account", &["name_key", "username_skeleton"]),
                    ("outbox", &["about"]),
                    (
                        "installation",
                        &[
                            "registration",
                            "guide_step",
                            "guide_finished_at",
                            "dismissed_tasks",
                            "uuid",
                            "incarnation",
                        ],
                    ),
                ],
            );
        });
        let copy = restored_by(&app, &file, to, Trust::Unsigned).await;
        let db = &copy.state.database.read();
        let ada = account::Entity::find().one(db).await.unwrap().unwrap();
        assert_eq!(ada.name_key, account_search::name_key("Ada", "Lovelace"));
        assert_eq!(ada.username_skeleton, "ada");
        assert!(account_word::Entity::find().count(db).await.unwrap() > 0);
        let row = installation::Entity::find().one(db).await.unwrap().unwrap();
        assert_eq!(row.guide_finished_at, row.set_up_at);
        assert_ne!(row.uuid, row.incarnation);
        assert!(!row.uuid.is_empty() && !row.incarnation.is_empty());
        assert_eq!(secret(&copy).await.as_deref(), Some("Correct horse 1"));
        copy.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
    }
}

/// Removes tables, and columns with their values.
fn leave_out(lines: &mut Vec<Value>, tables: &[&str], columns: &[(&str, &[&str])]) {
    let mut is_in = true;
    let mut positions = Vec::new();
    lines.retain_mut(|line| {
        if let Some(table) = line.get_mut("table") {
            let name = table["name"].as_str().unwrap().to_owned();
            is_in = !tables.contains(&name.as_str());
            let of_table = columns.iter().find(|(table, _)| *table == name);
            let here = table["columns"].as_array_mut().unwrap();
            positions = of_table.map_or_else(Vec::new, |(_, gone)| {
                let is_gone = |column: &Value| gone.contains(&column.as_str().unwrap());
                (0..here.len()).rev().filter(|position| is_gone(&here[*position])).collect()
            });
            for position in &positions {
                here.remove(*position);
            }
        } else if let Some(row) = line.get_mut("row") {
            for position in &positions {
                row.as_array_mut().unwrap().remove(*position);
            }
        }
        is_in
    });
}
