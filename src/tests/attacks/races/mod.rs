//! Rules that the database holds, against fifty at once, on every engine.

mod administrators;
mod look_alikes;

use std::sync::Arc;

use sea_orm::EntityTrait;
use tokio::sync::Barrier;

use crate::{
    accounts::{
        activate,
        new_password::form::LinkForm,
        recover,
        register::{form::RegisterForm, service::register},
        store,
    },
    base::{
        failure::Error,
        secret::{Secret, TypedSecret},
    },
    database::entities::{
        account::{Role, Status},
        api_token,
        audit::{self, Action},
    },
    licenses,
    mail::worker,
    security::sessions,
    settings::{
        api_tokens::{self, form::TokenForm},
        users::change::{self, UserChange},
    },
    site::request::Visitor,
    tests::support::{PASSWORD, TestApp, on_every_database, token_of},
};

const CROWD: usize = 50;

/// Runs one attempt per item, all let go at the same moment, and counts the successes.
async fn all_at_once<T, F>(items: Vec<T>, attempt: impl Fn(T) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(items.len()));
    let attempts: Vec<_> = items
        .into_iter()
        .map(|item| {
            let (barrier, attempt) = (Arc::clone(&barrier), attempt(item));
            tokio::spawn(async move {
                barrier.wait().await;
                attempt.await
            })
        })
        .collect();
    let mut successes = 0;
    for attempt in attempts {
        successes += usize::from(attempt.await.unwrap());
    }
    successes
}

/// Registers everybody at the same moment and counts who was let in.
async fn register_at_once(app: &TestApp, forms: Vec<RegisterForm>) -> usize {
    // Each from an address of its own: one address may not register a crowd.
    let forms = (0_u8..).zip(forms).collect();
    all_at_once(forms, |(number, form)| {
        let state = app.state.clone();
        let visitor = Visitor { address: [192, 0, 2, number].into(), ..Visitor::default() };
        async move { register(&state, &form, &visitor).await.is_ok() }
    })
    .await
}

fn link_form(link: &str) -> LinkForm {
    LinkForm {
        token: token_of(link).to_owned(),
        new_password: TypedSecret::new(PASSWORD),
        confirm_new_password: TypedSecret::new(PASSWORD),
    }
}

fn form(app: &TestApp, username: &str, serial_number: &str) -> RegisterForm {
    RegisterForm {
        setup_code: if app.state.installation.is_set_up() {
            String::new()
        } else {
            app.setup_code()
        },
        email: format!("{username}@example.com"),
        username: username.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        serial_number: serial_number.to_owned(),
    }
}

/// A request of somebody who is signed in.
async fn visitor(app: &TestApp, username: &str) -> Visitor {
    let browser = app.signed_in(username).await;
    let token = Secret::new(browser.cookies["session"].as_str());
    let session = sessions::find(
        &app.state.database,
        app.state.server().session_limits,
        &token,
        app.state.clock.now(),
    )
    .await
    .unwrap();
    Visitor { session, ..Visitor::default() }
}

/// Whether it succeeded; a refusal is fine, a fault is not.
fn not_broken(outcome: Result<(), Error>) -> bool {
    assert!(!matches!(outcome, Err(Error::Fault(_))), "{outcome:?}");
    outcome.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn seats_are_held_against_everything_that_takes_or_frees_them() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(12);
        app.join("ada", &serial_number).await;
        let mut links = Vec::new();
        for number in 0..20 {
            app.register(&format!("u{number}"), &serial_number).await;
        }
        for number in 0..20 {
            links.push(app.link_for(&format!("u{number}")).await.unwrap());
        }
        let ada = visitor(&app, "ada").await;
        let ids: Vec<_> = app.accounts().await.into_iter().map(|a| (a.username, a.id)).collect();
        // Everybody activates while everybody is disabled, enabled and deleted.
        let mut attempts: Vec<(Option<String>, UserChange, String)> = links
            .iter()
            .map(|link| (Some(link.clone()), UserChange::Enable, String::new()))
            .collect();
        for (username, id) in ids.iter().filter(|(username, _)| username != "ada") {
            let change = match username.len() {
                2 => UserChange::Disable,
                _ => UserChange::Delete,
            };
            attempts.push((None, change, id.clone()));
            attempts.push((None, UserChange::Enable, id.clone()));
        }
        all_at_once(attempts, |(link, change, id)| {
            let (state, ada) = (app.state.clone(), ada.clone());
            async move {
                match link {
                    Some(link) => {
                        let form = link_form(&link);
                        activate::service::activate(&state, &form, &Visitor::default())
                            .await
                            .is_ok()
                    }
                    None => change::change(&state, &ada, change, &[id]).await.is_ok(),
                }
            }
        })
        .await;
        let accounts = app.accounts().await;
        let active = accounts.iter().filter(|a| a.status == Status::Active).count();
        let license = accounts[0].license_id.clone();
        let license =
            licenses::store::find(&app.state.database.read(), &license).await.unwrap().unwrap();
        assert_eq!(license.seats_taken, i64::try_from(active).unwrap());
        assert!(active <= 12);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn one_token_is_spent_once() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(100);
        app.register("ada", &serial_number).await.expect_redirect("/registered");
        let link = app.link_for("ada").await.unwrap();
        let form = link_form(&link);
        let activations =
            all_at_once(vec![(); CROWD], |()| {
                let (state, form) = (app.state.clone(), form.clone());
                async move {
                    activate::service::activate(&state, &form, &Visitor::default()).await.is_ok()
                }
            })
            .await;
        assert_eq!(activations, 1);
        let license = &app.accounts().await[0].license_id;
        let license =
            licenses::store::find(&app.state.database.read(), license).await.unwrap().unwrap();
        assert_eq!(license.seats_taken, 1);

        app.browser().post("forgot_password", &[("username", "ada")]).await;
        let link = app.link_for("ada").await.unwrap();
        let form = link_form(&link);
        let resets = all_at_once(vec![(); CROWD], |()| {
            let (state, form) = (app.state.clone(), form.clone());
            async move { recover::service::reset(&state, &form, &Visitor::default()).await.is_ok() }
        })
        .await;
        assert_eq!(resets, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn one_seat_left_makes_one_active_account() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(2);
        app.join("ada", &serial_number).await;
        let mut links = Vec::new();
        for number in 0..20 {
            let username = format!("user{number}");
            app.register(&username, &serial_number).await.expect_redirect("/registered");
            links.push(app.link_for(&username).await.unwrap());
        }
        let activations =
            all_at_once(links.clone(), |link| {
                let (state, form) = (app.state.clone(), link_form(&link));
                async move {
                    activate::service::activate(&state, &form, &Visitor::default()).await.is_ok()
                }
            })
            .await;
        assert_eq!(activations, 1);
        let active = app.accounts().await.iter().filter(|a| a.status == Status::Active).count();
        assert_eq!(active, 2, "ada and one more");

        // The others are told why and keep their links.
        let mut still_open = 0;
        for link in &links {
            let mut browser = app.browser();
            if browser.get(link).await.body.contains("Set your password") {
                still_open += 1;
                let answer = browser.activate(link).await;
                browser
                    .open(&answer.location().unwrap())
                    .await
                    .expect_page("All 2 seats of your license are taken");
            }
        }
        assert_eq!(still_open, 19);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_first_run_makes_one_administrator() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(100);
        let forms: Vec<_> =
            (0..CROWD).map(|number| form(&app, &format!("user{number}"), &serial_number)).collect();
        let registered = register_at_once(&app, forms).await;
        assert_eq!(registered, CROWD, "each replaced the one before");
        let [account] = &app.accounts().await[..] else { panic!("one account") };
        assert_eq!(account.role, Role::Administrator);

        let link = app.link_for(&account.username).await.unwrap();
        app.browser().activate(&link).await.expect_redirect("/password-set");
        let forms: Vec<_> =
            (0..CROWD).map(|number| form(&app, &format!("late{number}"), &serial_number)).collect();
        register_at_once(&app, forms).await;
        let administrators =
            app.accounts().await.iter().filter(|a| a.role == Role::Administrator).count();
        assert_eq!(administrators, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn one_username_belongs_to_one_account() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(100);
        app.join("ada", &serial_number).await;
        let forms: Vec<_> = (0..CROWD)
            .map(|number| {
                let username = if number % 2 == 0 { "grace" } else { "GRACE" };
                form(&app, username, &serial_number)
            })
            .collect();
        let registered = register_at_once(&app, forms).await;
        assert_eq!(registered, 1);
        assert_eq!(app.accounts().await.len(), 2);
    })
    .await;
}

fn token_form() -> TokenForm {
    TokenForm {
        name: "Nightly".to_owned(),
        scope: "report".to_owned(),
        job: String::new(),
        expires: "365".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn one_name_belongs_to_one_api_token_which_is_revoked_once() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let ada = visitor(&app, "ada").await;
        let made = all_at_once(vec![(); CROWD], |()| {
            let (state, ada) = (app.state.clone(), ada.clone());
            async move {
                let made = api_tokens::service::make(&state, &ada, &token_form(), "").await;
                not_broken(made.map(drop))
            }
        })
        .await;
        assert_eq!(made, 1);
        let db = &app.state.database.read();
        let [token] = &api_token::Entity::find().all(db).await.unwrap()[..] else {
            panic!("one token")
        };
        let revoked = all_at_once(vec![(); CROWD], |()| {
            let (state, ada, id) = (app.state.clone(), ada.clone(), token.id.clone());
            async move { not_broken(api_tokens::service::revoke(&state, &ada, &id).await) }
        })
        .await;
        assert_eq!(revoked, 1);
        let events = audit::Entity::find().all(db).await.unwrap();
        let noted = events.iter().filter(|event| event.action == Action::RevokedApiToken).count();
        assert_eq!(noted, 1);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_under_way_does_not_outlive_the_password() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let before = app.accounts().await.remove(0);
        let compared = before.password_hash.as_deref().unwrap();
        let mut ada = app.signed_in("ada").await;
        let note = async || {
            let tx = app.state.database.begin().await.unwrap();
            let now = app.state.clock.now();
            let noted = store::note_sign_in(&*tx, &before.id, compared, now).await.unwrap();
            tx.commit().await.unwrap();
            noted
        };
        assert!(note().await);
        let fields =
            [("new_password", "Another 43 engine"), ("confirm_new_password", "Another 43 engine")];
        ada.post("change_password", &fields).await.expect_redirect("/account?saved=password");
        assert!(!note().await);
    })
    .await;
}

#[tokio::test]
async fn a_new_address_that_was_asked_for_dies_with_the_password() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        // While the mail server is away, say.
        ada.post("change_email", &[("email", "thief@example.com")]).await;
        let fields =
            [("new_password", "Another 43 engine"), ("confirm_new_password", "Another 43 engine")];
        ada.post("change_password", &fields).await.expect_redirect("/account?saved=password");
        let link = app.link_for("ada").await.unwrap();
        assert!(link.starts_with("/activate/"), "none since then: {link}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn several_workers_send_a_message_once() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(100);
        app.join("ada", &serial_number).await;
        let before = app.links_sent().await;
        for number in 0..10 {
            app.register(&format!("user{number}"), &serial_number)
                .await
                .expect_redirect("/registered");
        }
        let workers = all_at_once(vec![(); 8], |()| {
            let state = app.state.clone();
            async move {
                let (_stop, stopped) = tokio::sync::watch::channel(());
                worker::deliver_due(&state.mailer, worker::LANES, &stopped).await.is_ok()
            }
        })
        .await;
        assert_eq!(workers, 8);
        assert_eq!(app.links_sent().await, before + 10);
    })
    .await;
}
