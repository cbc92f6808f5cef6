//! Finding somebody.

use std::time::Duration;

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use url::form_urlencoded;

use super::{fill, with_ada};
use crate::{
    accounts::new_account::NewAccount,
    base::{
        email_address::EmailAddress,
        language::Language,
        names::{PersonName, Username},
    },
    database::{
        account_search,
        entities::account::{self, Role, Status},
    },
    tests::support::{Answer, TestApp, on_every_database},
};

/// The usernames of a list, in their order.
pub(super) fn listed(answer: &Answer) -> Vec<&str> {
    let rows = answer.body.split("<th scope=\"row\"").skip(1);
    let link = |row: &'_ str| -> Option<(usize, usize)> {
        let from = row.find("<a href=")?;
        let begin = from + row[from..].find('>')? + 1;
        Some((begin, begin + row[begin..].find('<')?))
    };
    rows.filter_map(|row| link(row).map(|(begin, end)| &row[begin..end])).collect()
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
                    last_name: PersonName::parse(if number < 90 { "Nobody" } else { "Body" })
                        .unwrap(),
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
            account_search::insert(&*tx, people.iter().flat_map(account_search::rows_of))
                .await
                .unwrap();
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
        // A thousand have the rarer word; the first of them not the one that most have.
        let page = find("search=body+0").await;
        page.expect_page("More than 500 users");
        assert_eq!(listed(&page)[0], "user 0090");
        assert_eq!(listed(&find("search=body+0&page=25").await).last(), Some(&"user 0589"));
        assert_eq!(listed(&find("search=body+0&sort=-username").await)[0], "user 0999");
        // Two rarer words.
        assert_eq!(listed(&find("search=0+nobody&sort=-username").await)[0], "user 0089");
        assert_eq!(listed(&find("search=0+0042+nobody").await), ["user 0042"]);
        assert_eq!(listed(&find("search=0+0142+nobody").await), [""; 0]);
        let last = find("search=user&page=25").await;
        assert_eq!(listed(&last).last(), Some(&"user 0499"));
        find("search=user&page=26").await.expect_page("does not go on so far");
        assert_eq!(listed(&find("page=256").await).last(), Some(&"user 5099"));
        let file = ada.get("/settings/users/export?search=user+some+0042").await;
        assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    })
    .await;
}

/// PostgreSQL holds every character but this one.
#[tokio::test]
async fn no_character_in_an_address_breaks_a_page() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app, 1).await;
        for address in [
            "/settings/users?search=a%00da",
            "/settings/users/export?search=a%00da",
            "/settings/users/delete?id=a%00b",
            "/settings/users/a%00b",
            "/settings/users/a%00b/link",
            "/settings/api-tokens/a%00b",
            "/settings/api-tokens/a%00b/revoke",
            "/settings/mail-test/a%00b",
            "/settings/connection/a%00b",
            "/activate/a%00b",
        ] {
            let answer = ada.get(address).await;
            assert!(!answer.status.is_server_error(), "{address}: {answer:?}");
        }
    })
    .await;
}
