//! One user, several at once, and two administrators at it.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::EntityTrait;

use super::{account, app_serial, fill, id_of, list::listed, seats_taken, status_of, with_ada};
use crate::{
    database::entities::{
        account::{Role, Status},
        session,
    },
    tests::support::{Browser, PASSWORD, TestApp, on_every_database},
};

#[tokio::test]
async fn roles_and_notifications_are_saved_together() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 3).await;
    fill(
        &app,
        &[("grace", "Grace", "Hopper", "g@example.com"), ("mary", "Mary", "S", "m@example.com")],
    )
    .await;
    let (grace, mary) = (id_of(&app, "grace").await, id_of(&app, "mary").await);
    let row = |id: &str, seen: &str, role: &str, is_on: bool| {
        let mut fields =
            vec![(format!("seen.{id}"), seen.to_owned()), (format!("role.{id}"), role.to_owned())];
        if is_on {
            fields.push((format!("email_notifications.{id}"), "on".to_owned()));
        }
        fields
    };
    let both = async |browser: &mut Browser, rows: Vec<Vec<(String, String)>>| {
        let fields: Vec<_> = rows.into_iter().flatten().collect();
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.get("/settings/users?sort=email").await;
        browser.submit("save_users", &fields).await
    };
    let page = both(
        &mut ada,
        vec![row(&grace, "user off", "administrator", true), row(&mary, "user off", "user", true)],
    )
    .await;
    page.expect_page("Saved.");
    let state = async || {
        let accounts = app.accounts().await;
        let of = |id: &str| {
            let account = accounts.iter().find(|account| account.id == id).unwrap();
            (account.role, account.email_notifications)
        };
        (of(&grace), of(&mary))
    };
    assert_eq!(state().await, ((Role::Administrator, true), (Role::User, true)));

    // Somebody else had the earlier list before them: nothing is overwritten, not even the row that
    // nobody else has touched, and what was wanted is still there.
    let page = both(
        &mut ada,
        vec![row(&grace, "user off", "user", true), row(&mary, "user on", "user", false)],
    )
    .await;
    page.expect_page("nothing was saved");
    page.expect_page("Now: Administrator, mails on");
    assert_eq!(state().await, ((Role::Administrator, true), (Role::User, true)));
    // Another field of the same account is none of it.
    both(&mut ada, vec![row(&grace, "user on", "user", false)]).await.expect_page("Saved.");
    assert_eq!(state().await, ((Role::Administrator, false), (Role::User, true)));

    // A role is worth the password; notifications are not.
    app.advance(Duration::from_mins(11));
    both(&mut ada, vec![row(&mary, "user on", "user", false)]).await.expect_page("Saved.");
    let page = both(&mut ada, vec![row(&mary, "user off", "administrator", false)]).await;
    assert!(page.error_of("users-password").unwrap().contains("type your password once more"));
    assert_eq!(state().await.1, (Role::User, false));
    assert_eq!(
        ada.post("save_users", &[("seen.x", "root on")]).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_user_is_changed_and_two_administrators_do_not_overwrite_each_other() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 3).await;
    app.join("grace", &app_serial(&app).await).await;
    let id = id_of(&app, "grace").await;
    let page = ada.get(&format!("/settings/users/{id}")).await;
    let seen = page.value_of("seen").unwrap().to_owned();
    let fields = |first_name: &'static str, email: &'static str| {
        [
            ("id", id.clone()),
            ("seen", seen.clone()),
            ("email", email.to_owned()),
            ("username", "grace".to_owned()),
            ("first_name", first_name.to_owned()),
            ("last_name", "Hopper".to_owned()),
            ("role", "user".to_owned()),
            ("language", "fr".to_owned()),
            ("email_notifications", "on".to_owned()),
        ]
    };
    let send = async |browser: &mut Browser, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        browser.get(&format!("/settings/users/{id}")).await;
        browser.submit("save_user", &fields).await
    };
    app.browser().post("forgot_password", &[("username", "grace")]).await;
    let link = app.link_for("grace").await.unwrap();
    send(&mut ada, &fields("Grace B.", "hopper@example.com")).await.expect_page("Saved.");
    let grace = account(&app, "grace").await.unwrap();
    assert_eq!(
        (grace.first_name.as_str(), grace.email.as_str()),
        ("Grace B.", "hopper@example.com")
    );
    assert!(grace.email_notifications);
    // What went to the old address opens nothing any more; she is found under the new one.
    app.browser().get(&link).await.expect_page("does not work any more");
    assert_eq!(listed(&ada.get("/settings/users?search=hopper").await), ["grace"]);
    assert_eq!(listed(&ada.get("/settings/users?search=lovelace").await), ["ada"]);

    // The second one has the page of before.
    let page = send(&mut ada, &fields("Amazing", "grace@example.com")).await;
    page.expect_page("nothing was saved");
    page.expect_page("Stored now: Grace B.");
    page.expect_page("Stored now: hopper@example.com");
    assert_eq!(page.value_of("first_name"), Some("Amazing"));
    assert_eq!(account(&app, "grace").await.unwrap().first_name, "Grace B.");

    // A new address is worth the password.
    app.advance(Duration::from_mins(11));
    let mut ada = app.signed_in("ada").await;
    let page = ada.get(&format!("/settings/users/{id}")).await;
    let seen = page.value_of("seen").unwrap().to_owned();
    app.advance(Duration::from_mins(11));
    let mut changed = fields("Grace", "other@example.com");
    changed[1].1.clone_from(&seen);
    let page = send(&mut ada, &changed).await;
    assert!(page.error_of("user-password").is_some());
    assert_eq!(account(&app, "grace").await.unwrap().email, "hopper@example.com");
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_frees_a_seat() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(2);
        app.join("ada", &serial_number).await;
        app.join("grace", &serial_number).await;
        let mut ada = app.signed_in("ada").await;
        let mut grace = app.signed_in("grace").await;
        let id = id_of(&app, "grace").await;
        let fields = |change: &'static str| [("change", change), ("ids[]", id.as_str())];
        app.browser().post("forgot_password", &[("username", "grace")]).await;
        let link = app.link_for("grace").await.unwrap();

        let page = ada.submit("change_users", &fields("disable")).await;
        page.expect_page("Disable: done for one user.");
        assert_eq!(status_of(&app, "grace").await, Some(Status::Disabled));
        assert_eq!(seats_taken(&app).await, 1);
        grace.get("/account").await.expect_redirect("/login?next=%2Faccount");
        app.browser().get(&link).await.expect_page("does not work any more");
        let refused = app.browser().sign_in("grace", PASSWORD).await;
        assert!(refused.location().unwrap().starts_with("/login"));

        // Twice makes no sense, and takes nothing away.
        ada.submit("change_users", &fields("disable")).await.expect_page("Nothing was changed");
        assert_eq!(seats_taken(&app).await, 1);

        // The seat went to somebody else.
        app.join("mary", &serial_number).await;
        ada.submit("change_users", &fields("enable")).await.expect_page("needs 1 free seats");
        assert_eq!(status_of(&app, "grace").await, Some(Status::Disabled));
        let mary = id_of(&app, "mary").await;
        ada.post("change_users", &[("change", "disable"), ("ids[]", &mary)]).await;
        ada.submit("change_users", &fields("enable")).await.expect_page("Enable: done");
        assert_eq!(seats_taken(&app).await, 2);
        app.signed_in("grace").await;
        // The old link stays dead.
        app.browser().get(&link).await.expect_page("does not work any more");
    })
    .await;
}

#[tokio::test]
async fn several_are_changed_at_once_or_none() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 9).await;
    fill(
        &app,
        &[("grace", "Grace", "Hopper", "g@example.com"), ("mary", "Mary", "S", "m@example.com")],
    )
    .await;
    let ids = [id_of(&app, "grace").await, id_of(&app, "mary").await];
    let change = |change: &'static str| {
        let mut fields = vec![("change", change)];
        fields.extend(ids.iter().map(|id| ("ids[]", id.as_str())));
        fields
    };
    ada.submit("change_users", &change("notifications_on")).await.expect_page("done for 2 users");
    assert!(app.accounts().await.iter().filter(|a| a.email_notifications).count() == 2);
    let sent = app.links_sent().await;
    ada.submit("change_users", &change("send_link")).await.expect_page("done for 2 users");
    assert_eq!(app.links_sent().await, sent + 2);
    // Never activated: disabled and enabled, they are pending again, without a seat.
    ada.submit("change_users", &change("disable")).await.expect_page("done for 2 users");
    ada.submit("change_users", &change("enable")).await.expect_page("done for 2 users");
    assert_eq!(status_of(&app, "mary").await, Some(Status::Pending));
    assert_eq!(seats_taken(&app).await, 1);

    ada.submit("change_users", &[("change", "disable")]).await.expect_page("select at least one");
    let gone =
        [("change", "disable"), ("ids[]", "no-such-id"), ("ids[]", "-1"), ("ids[]", "%' OR 1=1")];
    ada.submit("change_users", &gone).await.expect_page("not there any more");
    assert_eq!(
        ada.post("change_users", &[("change", "promote"), ("ids[]", "x")]).await.status,
        StatusCode::BAD_REQUEST
    );
    let many: Vec<_> =
        (0..101).map(|_| ("ids[]", ids[0].as_str())).chain([("change", "disable")]).collect();
    assert_eq!(ada.post("change_users", &many).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_is_deleted_is_gone_and_the_audit_still_knows() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(3);
        app.join("ada", &serial_number).await;
        app.join("grace", &serial_number).await;
        let mut ada = app.signed_in("ada").await;
        let mut grace = app.signed_in("grace").await;
        app.browser().post("forgot_password", &[("username", "grace")]).await;
        let id = id_of(&app, "grace").await;
        let page = ada.submit("change_users", &[("change", "delete"), ("ids[]", &id)]).await;
        page.expect_page("Type the username to confirm: grace");
        for wrong in ["", "grac", "1", "ada"] {
            let page = ada.submit("delete_users", &[("ids[]", &id), ("confirmation", wrong)]).await;
            assert!(
                page.error_of("confirmation").unwrap().contains("Nothing was deleted"),
                "{wrong}"
            );
        }
        assert_eq!(status_of(&app, "grace").await, Some(Status::Active));
        let page = ada.submit("delete_users", &[("ids[]", &id), ("confirmation", " Grace ")]).await;
        page.expect_page("done for one user");
        assert_eq!(status_of(&app, "grace").await, None);
        assert_eq!(seats_taken(&app).await, 1);
        grace.get("/account").await.expect_redirect("/login?next=%2Faccount");
        assert!(session::Entity::find().all(&app.state.database.read()).await.unwrap().len() == 1);
        assert_eq!(app.links_sent().await, 2);
        let audit = ada.get("/settings/audit?person=grace").await;
        audit.expect_page("Registered");
        audit.expect_page("Deleted a user");
        // The username is free again.
        app.join("grace", &serial_number).await;
        let gone = ada.get(&format!("/settings/users/{id}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.body.contains("Not there any more"));

        fill(&app, &[("mary", "Mary", "S", "m@example.com"), ("rosa", "R", "P", "r@example.com")])
            .await;
        let (mary, rosa) = (id_of(&app, "mary").await, id_of(&app, "rosa").await);
        let both = |confirmation| {
            [("ids[]", mary.as_str()), ("ids[]", rosa.as_str()), ("confirmation", confirmation)]
        };
        ada.submit("delete_users", &both("mary")).await;
        assert!(status_of(&app, "mary").await.is_some());
        ada.submit("delete_users", &both("2")).await.expect_page("done for 2 users");
        assert_eq!(app.accounts().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn one_active_administrator_is_always_left() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 3).await;
    let id = id_of(&app, "ada").await;
    let last = "At least one active administrator";
    for change in ["disable"] {
        ada.submit("change_users", &[("change", change), ("ids[]", &id)]).await.expect_page(last);
    }
    ada.submit("delete_users", &[("ids[]", &id), ("confirmation", "ada")]).await.expect_page(last);
    let seen = (format!("seen.{id}"), format!("role.{id}"));
    let demote = [(seen.0.as_str(), "administrator off"), (seen.1.as_str(), "user")];
    ada.submit("save_users", &demote).await.expect_page(last);
    let page = ada.get(&format!("/settings/users/{id}")).await;
    let seen = page.value_of("seen").unwrap().to_owned();
    let fields = [
        ("id", id.as_str()),
        ("seen", &seen),
        ("email", "ada@example.com"),
        ("username", "ada"),
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("role", "user"),
        ("language", "en"),
    ];
    ada.submit("save_user", &fields).await.expect_page(last);
    // A pending administrator is none who could help.
    fill(&app, &[("grace", "Grace", "Hopper", "g@example.com")]).await;
    let grace = id_of(&app, "grace").await;
    let names = (format!("seen.{grace}"), format!("role.{grace}"));
    let promote = [(names.0.as_str(), "user off"), (names.1.as_str(), "administrator")];
    ada.submit("save_users", &promote).await.expect_page("Saved.");
    ada.submit("save_users", &demote).await.expect_page(last);
    let ada = account(&app, "ada").await.unwrap();
    assert_eq!((ada.role, ada.status), (Role::Administrator, Status::Active));
}
