//! What administrators do at once, and what ends with their session or role.

use std::time::Duration;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{CROWD, all_at_once, not_broken, token_form, visitor};
use crate::{
    accounts::{email_change, password_change, proof, second_factor},
    base::failure::{Error, Refusal},
    database::entities::{
        self,
        account::{self, Role, Status},
        api_token,
        audit::{self, Action},
        outbox::{Message, State},
    },
    mail::outbox::{self, Recipient},
    security::sessions,
    settings::{
        api_tokens,
        mail::service as mail_service,
        users::{
            change::{self, UserChange},
            rows::{Row, RowValues},
            service,
        },
    },
    site::request::Visitor,
    tests::support::{PASSWORD, TestApp, on_every_database},
};

/// The row of somebody who gets this role and had the other one.
fn with_role(id: String, role: Role) -> Row {
    let former = match role {
        Role::Administrator => Role::User,
        Role::User => Role::Administrator,
    };
    let values = |role| RowValues { role, email_notifications: false };
    Row { id, seen: values(former), wanted: values(role) }
}

async fn set_role(app: &TestApp, by: &Visitor, id: String, role: Role) {
    service::save_rows(&app.state, by, &[with_role(id, role)], "").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn two_administrators_who_demote_each_other_leave_one() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("ada", &serial_number).await;
        app.join("grace", &serial_number).await;
        let accounts = app.accounts().await;
        let id = |name: &str| accounts.iter().find(|a| a.username == name).unwrap().id.clone();
        let ada = visitor(&app, "ada").await;
        set_role(&app, &ada, id("grace"), Role::Administrator).await;
        let grace = visitor(&app, "grace").await;

        let each_the_other = || {
            let attempts = [(ada.clone(), id("grace")), (grace.clone(), id("ada"))];
            attempts.into_iter().cycle().take(CROWD).collect::<Vec<_>>()
        };
        let demoted = all_at_once(each_the_other(), |(visitor, id)| {
            let state = app.state.clone();
            let row = with_role(id, Role::User);
            async move { not_broken(service::save_rows(&state, &visitor, &[row], "").await) }
        })
        .await;
        assert_eq!(demoted, 1);
        // Back to two, of whom each disables the other.
        let accounts = app.accounts().await;
        let left = accounts.iter().find(|a| a.role == Role::Administrator).unwrap();
        let (left, other) = match left.username.as_str() {
            "ada" => (&ada, id("grace")),
            _ => (&grace, id("ada")),
        };
        set_role(&app, left, other, Role::Administrator).await;
        let disabled = all_at_once(each_the_other(), |(visitor, id)| {
            let state = app.state.clone();
            async move {
                let ids = [id];
                let disabled = change::change(&state, &visitor, UserChange::Disable, &ids).await;
                // Whoever is disabled already is not disabled again.
                not_broken(disabled.and_then(|count| match count {
                    0 => Err(Refusal::NoSuchUser.into()),
                    _ => Ok(()),
                }))
            }
        })
        .await;
        assert_eq!(disabled, 1);
        let is_left =
            |a: &account::Model| a.role == Role::Administrator && a.status == Status::Active;
        assert_eq!(app.accounts().await.into_iter().filter(is_left).count(), 1);
    })
    .await;
}

/// A request may hang for half a minute between its headers, by which it is recognised, and its
/// last byte.
#[tokio::test]
async fn what_a_session_had_begun_ends_with_it() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let under_way = visitor(&app, "ada").await;
        let mut owner = app.signed_in("ada").await;
        owner.post("end_other_sessions", &[]).await.expect_redirect("/account?saved=sessions");

        let typed = password_change::service::Typed {
            password: PASSWORD,
            new_password: "Stolen engine 1",
            confirm_new_password: "Stolen engine 1",
        };
        let state = &app.state;
        let refused = |outcome: Result<(), Error>| {
            assert!(matches!(outcome, Err(Error::Refused(Refusal::NotSignedIn))), "{outcome:?}");
        };
        let changed = password_change::service::change_password(state, &under_way, &typed).await;
        refused(changed.map(drop));
        refused(email_change::service::ask(state, &under_way, "eve@example.com", PASSWORD).await);
        refused(second_factor::service::begin(state, &under_way, PASSWORD).await);
        let made = api_tokens::service::make(state, &under_way, &token_form(), "").await;
        refused(made.map(drop));
        refused(api_tokens::service::revoke(state, &under_way, "x").await);
        let tokens = api_token::Entity::find().all(&state.database.read()).await.unwrap();
        assert_eq!(tokens, []);
        // Nor does the password prove anything for it.
        app.advance(Duration::from_mins(10));
        refused(proof::require(state, &under_way, PASSWORD).await);
        app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
    })
    .await;
}

/// Each of the two has to be an administrator when it happens, not only when the request began.
#[tokio::test]
async fn only_who_still_administers_sends_mails_again_or_discards_them() {
    on_every_database(async |app: TestApp| {
        let (state, serial_number) = (&app.state, app.serial_number(9));
        for username in ["ada", "grace", "hedy"] {
            app.join(username, &serial_number).await;
        }
        let accounts = app.accounts().await;
        let id = |name: &str| accounts.iter().find(|a| a.username == name).unwrap().id.clone();
        let ada = visitor(&app, "ada").await;
        set_role(&app, &ada, id("grace"), Role::Administrator).await;
        let (grace, hedy) = (visitor(&app, "grace").await, visitor(&app, "hedy").await);
        let (ended, ada_id) = (visitor(&app, "ada").await, id("ada"));
        let promised = state.database.write(async |tx| {
            let (to, now) = (Recipient::Account(&ada_id), state.clock.now());
            outbox::promise(&*tx, Message::PasswordChanged, to, now).await
        });
        promised.await.unwrap();
        let waiting = async || {
            let rows = entities::outbox::Entity::find().all(&state.database.read()).await.unwrap();
            let mut waiting = rows.into_iter().filter(|row| {
                row.state == State::Waiting && row.message == Message::PasswordChanged
            });
            (waiting.next(), waiting.next())
        };
        let (Some(mail), None) = waiting().await else { panic!("one mail waits") };
        let noted = async || {
            let of_mails = [Action::SentMailAgain, Action::DiscardedMail];
            let noted = audit::Entity::find().filter(audit::Column::Action.is_in(of_mails));
            noted.count(&state.database.read()).await.unwrap()
        };
        // It would be due at once.
        app.advance(Duration::from_secs(1));
        let refused = async |visitor: &Visitor, why: Refusal| {
            let again = mail_service::send_again(state, visitor, &mail.id).await;
            let discarded = mail_service::discard(state, visitor, &mail.id).await;
            for outcome in [again, discarded] {
                assert!(matches!(&outcome, Err(Error::Refused(is)) if *is == why), "{outcome:?}");
            }
            assert_eq!(waiting().await, (Some(mail.clone()), None));
            assert_eq!(noted().await, 0);
        };
        refused(&Visitor::default(), Refusal::NotSignedIn).await;
        refused(&hedy, Refusal::NotAdministrator).await;
        set_role(&app, &ada, id("grace"), Role::User).await;
        refused(&grace, Refusal::NotAdministrator).await;
        let session = ended.session.as_ref().unwrap();
        let end = state.database.write(async |tx| sessions::end(&*tx, session).await);
        end.await.unwrap();
        refused(&ended, Refusal::NotSignedIn).await;

        mail_service::send_again(state, &ada, &mail.id).await.unwrap();
        let (again, _) = waiting().await;
        assert_eq!(again.unwrap().due_at, state.clock.now());
        mail_service::discard(state, &ada, &mail.id).await.unwrap();
        assert_eq!(waiting().await, (None, None));
        assert_eq!(noted().await, 2);
    })
    .await;
}
