//! The address of the webhook rests sealed: whoever has it may post there.

use std::{io::Read, time::Duration};

use flate2::read::GzDecoder;
use sea_orm::{EntityTrait, sea_query::Expr};

use super::notices::{administrator, save, with_webhook};
use crate::{
    backup::{self, KeyInBackup, Trust},
    database::{
        entities::job_settings::{self, Column, THE_ONE},
        settings::Engine,
    },
    mail::reason::Reason,
    setup::key,
    tests::support::{Receiver, TestApp, fresh_database, on_every_database},
};

const HOUR: Duration = Duration::from_hours(1);

/// As it stands in clear, and sealed.
async fn kept(app: &TestApp) -> (Option<String>, Option<String>) {
    let row = job_settings::Entity::find_by_id(THE_ONE).one(&app.state.database.read()).await;
    let row = row.unwrap().unwrap();
    (row.webhook_url, row.sealed_webhook_url)
}

/// A post that arrives, signed.
async fn post(app: &TestApp, receiver: &Receiver, secret: &str) {
    let before = receiver.posts().len();
    app.end_run(Err(Reason::NoHeartbeat)).await;
    app.end_run(Ok(())).await;
    app.post_due().await;
    let posts = receiver.posts();
    assert!(posts.len() > before, "nothing was posted");
    assert!(posts.iter().all(|post| post.is_signed_with(secret)));
    app.advance(2 * HOUR);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_the_webhook_is_not_kept_in_clear() {
    on_every_database(async |mut app: TestApp| {
        let mut ada = administrator(&app).await;
        let receiver = Receiver::start().await;
        let secret = with_webhook(&mut ada, &receiver).await;
        let (clear, sealed) = kept(&app).await;
        assert_eq!(clear, None);
        let sealed = sealed.unwrap();
        assert!(!sealed.contains("127.0.0.1"), "{sealed}");
        ada.open("/settings").await.expect_page(&receiver.url());
        post(&app, &receiver, &secret).await;

        // As an older version has left it.
        job_settings::Entity::update_many()
            .col_expr(Column::WebhookUrl, Expr::value(Some(receiver.url())))
            .col_expr(Column::SealedWebhookUrl, Expr::value(None::<String>))
            .exec(&app.state.database.read())
            .await
            .unwrap();
        app.restart().await;
        let (clear, Some(_)) = kept(&app).await else { panic!("it is not sealed") };
        assert_eq!(clear, None);
        post(&app, &receiver, &secret).await;

        let (_, before) = kept(&app).await;
        key::rotate(&app.state).await.unwrap();
        let (_, after) = kept(&app).await;
        let named = |sealed: Option<String>| sealed.unwrap().split_once('.').unwrap().0.to_owned();
        assert_ne!(named(before), named(after), "sealed under the new key");
        post(&app, &receiver, &secret).await;

        let made = backup::make(&app.state, KeyInBackup::Included, &|_, _| ()).await.unwrap();
        let mut text = String::new();
        GzDecoder::new(std::fs::File::open(&made.path).unwrap()).read_to_string(&mut text).unwrap();
        assert!(!text.contains(&receiver.url()), "in clear in the backup");
        let machine = app.empty_machine(fresh_database(Engine::Embedded));
        let (connection, data) = (&machine.1.connection, machine.0.path());
        let vault = machine.1.vault();
        backup::restore(connection, data, &vault, &app.clock, &made.path, Trust::Signed)
            .await
            .unwrap();
        post(&app.start_on(machine).await, &receiver, &secret).await;

        let mut ada = app.signed_in("ada").await;
        save(&mut ada, "", &[]).await.expect_page("Saved.");
        assert_eq!(kept(&app).await, (None, None));
    })
    .await;
}
