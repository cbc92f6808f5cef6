//! The owner is mailed when somebody else may have signed in.

use std::time::Duration;

use sea_orm::EntityTrait;

use super::second_factor::{STEP, set_up, to_the_question};
use crate::{
    accounts::second_factor::codes::code_at,
    database::entities::outbox::{self, Message},
    tests::support::{PASSWORD, TestApp, on_every_database},
};

/// The mails of this kind that are due, as often as they are promised.
async fn due(app: &TestApp, message: Message) -> usize {
    let rows = outbox::Entity::find().all(&app.state.database.read()).await.unwrap();
    let now = app.clock.now();
    rows.iter().filter(|row| row.message == message && row.due_at <= now).count()
}

#[tokio::test]
async fn the_owner_hears_of_a_sign_in_from_a_new_browser() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut own = app.signed_in("ada").await;
        own.post("sign_out", &[]).await;
        own.sign_in("ada", PASSWORD).await.expect_redirect("/");
        app.browser().sign_in("ada", "Wrong password 1").await;
        assert_eq!(due(&app, Message::NewBrowser).await, 0);

        let mut elsewhere = app.browser();
        elsewhere.sign_in("ada", PASSWORD).await.expect_redirect("/");
        elsewhere.sign_in("ada", PASSWORD).await.expect_redirect("/");
        assert_eq!(due(&app, Message::NewBrowser).await, 1);
        // Nobody fills the mailbox.
        for _ in 0..10 {
            app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
        }
        assert_eq!(due(&app, Message::NewBrowser).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_owner_hears_of_a_sign_in_that_stops_at_the_code() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut own = app.signed_in("ada").await;
        let factor = set_up(&app, &mut own).await;
        let code = || code_at(&factor.secret, app.clock.now());

        // Whoever enters a code within the ten minutes alarms nobody.
        app.advance(STEP);
        own.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
        own.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        app.advance(Duration::from_mins(11));
        assert_eq!(due(&app, Message::CodeMissing).await, 0);

        // Whoever enters none does; what the owner does meanwhile takes nothing back.
        to_the_question(&app).await;
        own.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
        own.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        assert_eq!(due(&app, Message::CodeMissing).await, 0);
        app.advance(Duration::from_mins(10));
        assert_eq!(due(&app, Message::CodeMissing).await, 1);

        // Wrong codes do so at once, and a right one afterwards does not take it back.
        app.advance(Duration::from_hours(1));
        let mut guesser = to_the_question(&app).await;
        for _ in 0..5 {
            guesser.post("enter_code", &[("code", "000000")]).await;
        }
        assert_eq!(due(&app, Message::CodeMissing).await, 2);
        app.advance(Duration::from_secs(30));
        guesser.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        assert_eq!(due(&app, Message::CodeMissing).await, 2);
        assert_eq!(due(&app, Message::NewBrowser).await, 1);
    })
    .await;
}
