//! Links that should not work: all of them get one and the same answer.

use std::time::Duration;

use crate::tests::support::{PASSWORD, TestApp, password_fields, token_of};

#[tokio::test]
async fn every_unusable_link_gets_the_same_answer() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(4);
    for username in ["ada", "grace", "emmy"] {
        app.join(username, &serial_number).await;
    }
    app.register("mary", &serial_number).await.expect_redirect("/registered");
    let forgotten = async |username: &str| {
        app.browser().post("forgot_password", &[("username", username)]).await;
        token_of(&app.link_for(username).await.unwrap()).to_owned()
    };
    let replaced = forgotten("ada").await;
    let used = forgotten("ada").await;
    let reset = async |token: &str| {
        let fields = password_fields(token, PASSWORD);
        app.browser().post_as_script("reset_password", &fields).await
    };
    assert_eq!(reset(&used).await.status, 200);
    let expired = forgotten("grace").await;
    app.advance(Duration::from_mins(30) + Duration::from_secs(1));
    let other_purpose = token_of(&app.link_for("mary").await.unwrap()).to_owned();

    let sent_to_old_address = forgotten("emmy").await;
    let mut emmy = app.signed_in("emmy").await;
    emmy.post("change_email", &[("email", "emmy@new.example")]).await;
    let link = app.link_for("emmy").await.unwrap();
    let for_email = token_of(&link).to_owned();
    assert_ne!(reset(&for_email).await.status, 200, "a link to confirm an address");
    emmy.post("confirm_email", &[("token", &for_email)]).await.expect_redirect("/email-confirmed");

    let good = forgotten("ada").await;
    let mut answers = Vec::new();
    for token in [
        replaced.as_str(),
        &used,
        &expired,
        &other_purpose,
        &sent_to_old_address,
        &for_email,
        &good[1..],
        &format!("{good}A"),
        &format!(" {good}"),
        &good.to_uppercase(),
        "",
        "' OR 1=1 --",
        &"x".repeat(60_000),
    ] {
        let answer = reset(token).await;
        answers.push((answer.status, answer.body));
        if let Ok(page) = format!("/reset-password/{token}").parse::<axum::http::Uri>() {
            let page = app.browser().get(&page.to_string()).await;
            assert!(!page.body.contains("Set a new password"), "{token}");
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].0, 410);
    assert_eq!(reset(&good).await.status, 200);
}
