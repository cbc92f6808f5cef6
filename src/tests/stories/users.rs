//! What an administrator does with the users.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use url::form_urlencoded;

use crate::{
    accounts::{
        email_address::EmailAddress,
        names::{PersonName, Username},
        search,
        store::{self, NewAccount},
    },
    database::entities::{
        account::{self, Role, Status},
        session,
    },
    i18n::Language,
    tests::support::{Answer, Browser, PASSWORD, TestApp, on_every_database},
};

/// An installation with one administrator.
async fn with_ada(app: &TestApp, seats: u32) -> Browser {
    app.join("ada", &app.serial_number(seats)).await;
    app.signed_in("ada").await
}

const GRACE: [(&str, &str); 7] = [
    ("email", "grace@example.com"),
    ("username", "grace"),
    ("first_name", "Grace"),
    ("last_name", "Hopper"),
    ("role", "user"),
    ("language", "fr"),
    ("email_notifications", ""),
];

async fn account(app: &TestApp, username: &str) -> Option<account::Model> {
    app.accounts().await.into_iter().find(|account| account.username == username)
}

async fn id_of(app: &TestApp, username: &str) -> String {
    account(app, username).await.unwrap().id
}

async fn status_of(app: &TestApp, username: &str) -> Option<Status> {
    account(app, username).await.map(|account| account.status)
}

async fn seats_taken(app: &TestApp) -> i64 {
    let db = app.state.database.read();
    let licenses = crate::database::entities::license::Entity::find().all(&db).await.unwrap();
    licenses.iter().map(|license| license.seats_taken).sum()
}

/// The usernames of a list, in their order.
fn listed(answer: &Answer) -> Vec<&str> {
    let rows = answer.body.split("<th scope=\"row\"").skip(1);
    let link = |row: &'_ str| -> Option<(usize, usize)> {
        let from = row.find("<a href=")?;
        let begin = from + row[from..].find('>')? + 1;
        Some((begin, begin + row[begin..].find('<')?))
    };
    rows.filter_map(|row| link(row).map(|(begin, end)| &row[begin..end])).collect()
}

/// Puts people into the database, past the forms.
async fn fill(app: &TestApp, people: &[(&str, &str, &str, &str)]) {
    let license_id = app.accounts().await[0].license_id.clone();
    let tx = app.state.database.begin().await.unwrap();
    for (username, first_name, last_name, email) in people {
        let new = NewAccount {
            username: Username::parse(username).unwrap(),
            email: EmailAddress::parse(email).unwrap(),
            first_name: PersonName::parse(first_name).unwrap(),
            last_name: PersonName::parse(last_name).unwrap(),
            language: Language::English,
            email_notifications: false,
        };
        let added = new.begin(Role::User, Status::Pending, &license_id, app.clock.now());
        store::add(&*tx, &added).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_is_added_comes_in_by_the_link_that_is_shown_once() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let answer = ada.post("add_user", &GRACE).await;
    let grace = account(&app, "grace").await.unwrap();
    assert_eq!(
        (grace.status, grace.role, grace.language, grace.email_notifications),
        (Status::Pending, Role::User, Language::French, false)
    );
    answer.expect_redirect(&format!("/settings/users/{}/link", grace.id));

    let page = ada.open(&answer.location().unwrap()).await;
    let shown = page.body.split_once("id=\"link\"").unwrap().1;
    let shown = shown.split_once(" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    assert_eq!(Some(&shown), app.full_link_for("grace").await.as_ref());
    // 72 hours from now.
    page.expect_page("4\u{a0}June\u{a0}2026");
    let again = ada.open(&answer.location().unwrap()).await;
    again.expect_page("shown only once");
    assert!(!again.body.contains("/activate/"));

    // A new one replaces it.
    let answer = ada.post("make_link", &[("id", &grace.id)]).await;
    let page = ada.open(&answer.location().unwrap()).await;
    let newer = page.body.split_once("http://127.0.0.1:3000/activate/").unwrap().1;
    let newer = format!("/activate/{}", newer.split_once('"').unwrap().0);
    let older = shown.strip_prefix("http://127.0.0.1:3000").unwrap();
    assert_eq!(
        app.browser().activate(older).await.location().as_deref().map(|l| &l[..10]),
        Some("/activate/")
    );
    assert_eq!(status_of(&app, "grace").await, Some(Status::Pending));
    app.browser().activate(&newer).await.expect_redirect("/password-set");
    app.signed_in("grace").await;
    assert_eq!(seats_taken(&app).await, 2);

    // Whoever has a password keeps it: there is no link for an administrator.
    let page = ada.submit("make_link", &[("id", &grace.id)]).await;
    page.expect_page("not activated yet");
}

#[tokio::test]
async fn mistakes_are_told_beside_the_field_and_keep_what_was_typed() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let page = ada
        .submit(
            "add_user",
            &[
                ("email", "nonsense"),
                ("username", "ADA"),
                ("first_name", " "),
                ("last_name", "Hopper"),
                ("role", "user"),
                ("language", "fr"),
            ],
        )
        .await;
    assert!(page.error_of("user-email").unwrap().contains("not an email address"));
    assert!(page.error_of("user-first_name").unwrap().contains("fill this in"));
    assert_eq!(page.value_of("last_name"), Some("Hopper"));
    let page = ada
        .submit(
            "add_user",
            &[
                ("email", "ada@example.com"),
                ("username", "ADA"),
                ("first_name", "Ada"),
                ("last_name", "Hopper"),
            ],
        )
        .await;
    assert!(page.error_of("user-username").unwrap().contains("taken"));
    for (field, wrong) in [("role", "root"), ("language", "de")] {
        let fields: Vec<_> = GRACE
            .iter()
            .map(|(name, value)| (*name, if *name == field { wrong } else { *value }))
            .collect();
        assert_eq!(ada.post("add_user", &fields).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(app.accounts().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_added_without_a_seat() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 1).await;
    ada.submit("add_user", &GRACE).await.expect_page("needs 1 free seats, and your license has 0");
    assert_eq!(app.accounts().await.len(), 1);
    assert_eq!(app.links_sent().await, 1);
}

#[tokio::test]
async fn the_list_is_searched_filtered_sorted_and_paged() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app, 100).await;
        fill(
            &app,
            &[
                ("helene", "Hélène", "Ärmel", "h.armel@nord.example"),
                ("x-42", "Zoe", "van der Berg", "zoe@sud.example"),
                ("percent", "100% _'\"", "O'Brien", "percent@sud.example"),
            ],
        )
        .await;
        let mut find = async |query: &str| {
            let page = ada.get(&format!("/settings/users?{query}")).await;
            assert_eq!(page.status, StatusCode::OK);
            listed(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(find("").await, ["ada", "helene", "percent", "x-42"]);
        for (typed, found) in [
            ("HELEN", vec!["helene"]),
            ("arm", vec!["helene"]),
            ("berg zo", vec!["x-42"]),
            ("@sud.ex", vec!["percent", "x-42"]),
            ("42", vec!["x-42"]),
            ("brien", vec!["percent"]),
            ("100", vec!["percent"]),
            // Signs are not words, and what stands in the middle of one does not begin it.
            ("%", vec![]),
            ("_", vec![]),
            ("' OR 1=1 --", vec![]),
            ("lene", vec![]),
        ] {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("search", typed)
                .finish();
            assert_eq!(find(&query).await, found, "{typed}");
        }
        assert_eq!(find("sort=-username").await, ["x-42", "percent", "helene", "ada"]);
        assert_eq!(find("sort=name").await, ["helene", "ada", "percent", "x-42"]);
        assert_eq!(find("sort=email").await, ["ada", "helene", "percent", "x-42"]);
        assert_eq!(find("sort=role").await, ["ada", "helene", "percent", "x-42"]);
        assert_eq!(find("sort=-status").await, ["x-42", "percent", "helene", "ada"]);
        // Whoever never signed in comes first, on every engine.
        assert_eq!(find("sort=last_sign_in").await, ["helene", "percent", "x-42", "ada"]);
        assert_eq!(find("sort=-last_sign_in").await, ["ada", "x-42", "percent", "helene"]);
        assert_eq!(find("status=active").await, ["ada"]);
        assert_eq!(find("role=user&status=pending&search=sud").await, ["percent", "x-42"]);
        assert_eq!(find("notifications=on").await, [""; 0]);
        assert_eq!(find("status=locked").await, [""; 0]);

        // A pause at an account is a status, too.
        for _ in 0..6 {
            app.browser().sign_in("ada", "Wrong password 1").await;
        }
        assert_eq!(find("status=locked").await, ["ada"]);
        app.advance(Duration::from_mins(16));
        assert_eq!(find("status=locked").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 1).await;
    let names: Vec<_> = (0..60).map(|n| format!("user{n:02}")).collect();
    let people: Vec<_> =
        names.iter().map(|name| (name.as_str(), "Some", "Body", "some@example.com")).collect();
    fill(&app, &people).await;
    let mut seen = Vec::new();
    for page in 1..=4 {
        let page = ada.get(&format!("/settings/users?page={page}")).await;
        seen.extend(listed(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 61);
    assert_eq!(seen[0], "ada");
    assert_eq!(seen[1..], names);
    for (address, words) in [
        ("page=5", "does not go on so far"),
        ("page=1000000000", "does not go on so far"),
        ("page=18446744073709551615", "does not go on so far"),
        ("page=99999999999999999999", "makes no sense"),
        ("page=-1", "makes no sense"),
        ("sort=password_hash", "makes no sense"),
        ("status=%27", "makes no sense"),
        ("search=nobody+like+this", "Nobody fits this"),
        ("search=%00", "Nobody fits this"),
    ] {
        ada.get(&format!("/settings/users?{address}")).await.expect_page(words);
    }
}

/// More than are picked out by a word: then the list is walked in its order instead.
#[tokio::test]
async fn a_word_that_very_many_have_finds_them_in_order() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app, 1).await;
        let license_id = app.accounts().await[0].license_id.clone();
        let people: Vec<_> = (0..5_100)
            .map(|number| {
                let new = NewAccount {
                    username: Username::parse(&format!("user {number:04}")).unwrap(),
                    email: EmailAddress::parse("some@example.com").unwrap(),
                    first_name: PersonName::parse("Some").unwrap(),
                    last_name: PersonName::parse("Body").unwrap(),
                    language: Language::English,
                    email_notifications: number == 17,
                };
                new.begin(Role::User, Status::Pending, &license_id, app.clock.now())
            })
            .collect();
        let tx = app.state.database.begin().await.unwrap();
        for people in people.chunks(1_000) {
            let rows = people.iter().map(|person| person.clone().into_active_model().reset_all());
            account::Entity::insert_many(rows).exec_without_returning(&*tx).await.unwrap();
            search::insert(&*tx, people.iter().flat_map(search::rows_of)).await.unwrap();
        }
        tx.commit().await.unwrap();

        let mut find = async |query: &str| ada.get(&format!("/settings/users?{query}")).await;
        let page = find("search=user&page=2").await;
        page.expect_page("More than 500 users");
        let second: Vec<_> = (20..40).map(|number| format!("user {number:04}")).collect();
        assert_eq!(listed(&page), second);
        assert_eq!(listed(&find("search=user&sort=-username").await)[0], "user 5099");
        assert_eq!(listed(&find("search=user+0042").await), ["user 0042"]);
        assert_eq!(listed(&find("search=user&notifications=on").await), ["user 0017"]);
        assert_eq!(listed(&find("search=ada").await), ["ada"]);
        assert_eq!(listed(&find("search=user+some+body&sort=-name").await)[0], "user 5099");
        let last = find("search=user&page=25").await;
        assert_eq!(listed(&last).last(), Some(&"user 0499"));
        find("search=user&page=26").await.expect_page("does not go on so far");
        assert_eq!(listed(&find("page=256").await).last(), Some(&"user 5099"));
        let file = ada.get("/settings/users/export?search=user+some+0042").await;
        assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    })
    .await;
}

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

/// That of the license in use.
async fn app_serial(app: &TestApp) -> String {
    let db = app.state.database.read();
    let license = crate::database::entities::license::Entity::find().one(&db).await.unwrap();
    license.unwrap().serial_number
}

#[tokio::test]
async fn registration_waits_for_approval_or_is_closed() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 3).await;
    let serial_number = app_serial(&app).await;
    let page =
        ada.submit("save_registration", &[("registration", "approval"), ("seen", "open")]).await;
    page.expect_page("Saved.");
    let page =
        ada.submit("save_registration", &[("registration", "closed"), ("seen", "open")]).await;
    page.expect_page("Somebody else saved");
    assert_eq!(
        ada.post("save_registration", &[("registration", "ajar"), ("seen", "open")]).await.status,
        StatusCode::BAD_REQUEST
    );

    app.browser().get("/register").await.expect_page("An administrator approves");
    let page = app.register_on_page("grace", &serial_number).await;
    page.expect_page("waits for approval");
    app.register("mary", &serial_number).await.expect_redirect("/registered");
    assert_eq!(status_of(&app, "grace").await, Some(Status::Requested));
    // No way round: neither the registration nor a forgotten password make a link.
    app.browser().post("forgot_password", &[("username", "grace")]).await;
    assert_eq!(app.links_sent().await, 1);
    ada.get("/").await.expect_page("2 people have registered and wait");
    ada.get("/settings").await.expect_page("2 people have registered and wait");
    assert_eq!(listed(&ada.get("/settings/users?status=requested").await), ["grace", "mary"]);

    let grace = id_of(&app, "grace").await;
    ada.submit("change_users", &[("change", "approve"), ("ids[]", &grace)])
        .await
        .expect_page("done for one user");
    let link = app.link_for("grace").await.unwrap();
    app.browser().activate(&link).await.expect_redirect("/password-set");
    let mary = id_of(&app, "mary").await;
    ada.submit("change_users", &[("change", "reject"), ("ids[]", &mary), ("ids[]", &grace)])
        .await
        .expect_page("done for one user");
    assert_eq!(status_of(&app, "mary").await, None);
    assert_eq!(status_of(&app, "grace").await, Some(Status::Active));

    ada.post("save_registration", &[("registration", "closed"), ("seen", "approval")]).await;
    app.browser().get("/register").await.expect_page("Registration is closed");
    let refused = app.register("rosa", &serial_number).await;
    assert!(refused.location().unwrap().starts_with("/register?"), "{refused:?}");
    assert_eq!(app.accounts().await.len(), 2);
    // The administrator still adds whom they want.
    ada.post("add_user", &[("email", "rosa@example.com"), ("first_name", "R"), ("last_name", "P")])
        .await;
    assert_eq!(status_of(&app, "rosa@example.com").await, Some(Status::Pending));
}

#[tokio::test]
async fn approval_needs_a_seat() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 2).await;
    let serial_number = app_serial(&app).await;
    ada.post("save_registration", &[("registration", "approval"), ("seen", "open")]).await;
    app.register("grace", &serial_number).await;
    app.register("mary", &serial_number).await;
    let (grace, mary) = (id_of(&app, "grace").await, id_of(&app, "mary").await);
    let both = [("change", "approve"), ("ids[]", grace.as_str()), ("ids[]", &mary)];
    ada.submit("change_users", &both)
        .await
        .expect_page("needs 2 free seats, and your license has 1");
    assert_eq!(status_of(&app, "grace").await, Some(Status::Requested));
    assert_eq!(app.links_sent().await, 1);
}

#[tokio::test]
async fn a_file_is_shown_before_anybody_is_added_and_goes_in_as_a_whole() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app, 4).await;
        let head = "email,first_name,last_name,username,role,language,email_notifications\n";
        let bad = format!("{head}a@b.example,A,B,grace\nnonsense,A,B,mary\nc@d.example,C,D,ADA\n");
        let page = ada.upload(&bad, &[]).await;
        page.expect_page("2 lines cannot be taken");
        page.expect_page("not an email address");
        page.expect_page("is taken");
        assert!(!page.body.contains("name=\"confirmed\""));
        // Insisting does not help.
        ada.upload(&bad, &[("confirmed", "on")]).await.expect_page("2 lines cannot be taken");
        assert_eq!(app.accounts().await.len(), 1);

        let good = format!("{head}a@b.example,A,B,grace,,fr,on\nc@d.example,=C,D,\"x, y\"\n");
        let page = ada.upload(&good, &[]).await;
        page.expect_page("Add 2 users");
        assert_eq!(app.accounts().await.len(), 1);
        let page = ada.upload(&good, &[("confirmed", "on")]).await;
        page.expect_page("2 users were added");
        page.expect_page("2 of 2 users");
        let grace = account(&app, "grace").await.unwrap();
        assert_eq!((grace.status, grace.language, grace.email_notifications), (Status::Pending, Language::French, true));
        assert_eq!(app.links_sent().await, 3);
        let link = app.link_for("x, y").await.unwrap();
        app.browser().activate(&link).await.expect_redirect("/password-set");
        assert_eq!(listed(&ada.get("/settings/users?search=y").await), ["x, y"]);

        // Three more than there are seats for, of which two are left.
        let many = format!("{head}a@b.example,A,B,u1\na@b.example,A,B,u2\na@b.example,A,B,u3\n");
        ada.upload(&many, &[]).await.expect_page("needs 3 free seats, and your license has 2");
        ada.upload(&many, &[("confirmed", "on")]).await.expect_page("needs 3 free seats");
        assert_eq!(app.accounts().await.len(), 3);

        // What goes out comes in again.
        let file = ada.get("/settings/users/export?search=y").await;
        assert_eq!(
            file.body,
            "username,email,first_name,last_name,role,language,email_notifications,status,created,\
             last_sign_in\r\n\"x, y\",\"c@d.example\",\"'=C\",\"D\",\"user\",\"en\",\"off\",\"active\",\
             \"2026-06-01T00:00:00Z\",\"\"\r\n"
        );
        let page = ada.upload(&file.body.replace("x, y", "z"), &[]).await;
        page.expect_page("Add one user");
        page.expect_page("=C D");
    })
    .await;
}

#[tokio::test]
async fn a_file_with_administrators_is_worth_the_password() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 4).await;
    let file = "email,first_name,last_name,role\na@b.example,A,B,administrator\n";
    app.advance(Duration::from_mins(11));
    let page = ada.upload(file, &[("confirmed", "on")]).await;
    assert!(page.error_of("import-password").unwrap().contains("once more"));
    assert_eq!(app.accounts().await.len(), 1);
    let page = ada.upload(file, &[("confirmed", "on"), ("password", "Wrong password 1")]).await;
    assert!(page.error_of("import-password").is_some());
    ada.upload(file, &[("confirmed", "on"), ("password", PASSWORD)])
        .await
        .expect_page("One user was added");
    assert_eq!(account(&app, "a@b.example").await.unwrap().role, Role::Administrator);
}

#[tokio::test]
async fn what_is_no_file_of_users_gets_an_answer() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 4).await;
    for (file, words) in [
        ("", "choose a file"),
        ("\n", "nobody in this file"),
        ("email;first_name\n", "“last_name” is missing"),
        ("a,b\n\"unclosed", "“email” is missing"),
    ] {
        ada.upload(file, &[]).await.expect_page(words);
    }
    let latin1 = b"email,first_name,last_name\na@b.example,H\xe9l\xe8ne,B\n";
    ada.upload_bytes(latin1, &[]).await.expect_page("CSV UTF-8");
    let large = vec![b'x'; 5 * 1024 * 1024];
    ada.upload_bytes(&large, &[]).await.expect_page("larger than 4 MB");

    app.join("grace", &app_serial(&app).await).await;
    let good = "email,first_name,last_name\na@b.example,A,B\n";
    let refused = app.signed_in("grace").await.upload(good, &[("confirmed", "on")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = app.browser().upload(good, &[("confirmed", "on")]).await;
    assert!(refused.location().unwrap().starts_with("/login"));
    assert_eq!(app.accounts().await.len(), 2);
}
