//! Names that only look alike are told apart by no index.

use super::{all_at_once, link_form, not_broken};
use crate::{
    accounts::activate,
    database::entities::account::Status,
    site::request::Visitor,
    tests::support::{TestApp, on_every_database},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_usernames_that_look_alike_one_is_activated() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(100);
        app.join("root", &serial_number).await;
        let mut forms = Vec::new();
        for a in ["a", "\u{430}"] {
            for e in ["e", "\u{435}"] {
                for o in ["o", "\u{43e}"] {
                    let username = format!("{a}{e}{o}");
                    app.register(&username, &serial_number).await.expect_redirect("/registered");
                    forms.push(link_form(&app.link_for(&username).await.unwrap()));
                }
            }
        }
        let activated = all_at_once(forms, |form| {
            let state = app.state.clone();
            async move {
                not_broken(activate::service::activate(&state, &form, &Visitor::default()).await)
            }
        });
        assert_eq!(activated.await, 1);
        let accounts = app.accounts().await;
        assert_eq!(accounts.iter().filter(|a| a.status == Status::Active).count(), 2);
    })
    .await;
}
