//! Whether the requests after *Forgot your password?* tell whether there is such an account: the worker writes
//! to the database that they wait for. A measurement for people to read:
//! `scripts/test-servers cargo test --features ssr --lib next_requests -- --ignored --nocapture`.

use std::{
    cmp::Ordering,
    time::{Duration, Instant},
};

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use crate::{
    base::random,
    database::entities::account,
    tests::support::{Hostile, TestApp, administrator, mail_fields, pairs, with},
};

const PAIRS: usize = 300;
/// The worker's turn comes after one to two seconds.
const FROM: Duration = Duration::from_millis(900);
const TO: Duration = Duration::from_millis(2_300);

/// In what follows a request, by length: the longest, the ten longest together, and all on average.
async fn listen_after(app: &TestApp, username: &str) -> [f64; 3] {
    let began = Instant::now();
    app.browser().post("forgot_password", &[("username", username)]).await;
    tokio::time::sleep(FROM.saturating_sub(began.elapsed())).await;
    let mut times = Vec::new();
    while began.elapsed() < TO {
        let asked = Instant::now();
        // Writes, since a bad link is counted, and wakes nobody.
        let token = random::url_safe_secret();
        let fields = [("token", &*token), ("new_password", "x"), ("confirm_new_password", "x")];
        app.browser().post("reset_password", &fields).await;
        times.push(asked.elapsed().as_secs_f64());
    }
    times.sort_by(|one, other| other.total_cmp(one));
    let mean = times.iter().sum::<f64>() / f64::from(u32::try_from(times.len()).unwrap());
    [times[0], times.iter().take(10).sum(), mean]
}

/// How often the first is greater, where both are drawn at random; half of it says nothing.
fn auc(known: &[f64], unknown: &[f64]) -> f64 {
    let mut greater = 0.0;
    for one in known {
        for other in unknown {
            greater += match one.total_cmp(other) {
                Ordering::Greater => 1.0,
                Ordering::Equal => 0.5,
                Ordering::Less => 0.0,
            };
        }
    }
    greater / f64::from(u32::try_from(known.len() * unknown.len()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement of twenty minutes"]
async fn the_next_requests_do_not_tell_whether_an_account_exists() {
    let app = TestApp::new().await;
    let mail_server = Hostile::smtp(&[]).await;
    let mut ada = administrator(&app).await;
    let page = ada.open("/settings").await;
    let version = page.version_in("save_mail").to_owned();
    let port = mail_server.port.to_string();
    let fields = with(mail_fields("127.0.0.1", &port, "none"), &[("version", &version)]);
    assert_eq!(ada.post_as_script("save_mail", &pairs(&fields)).await.status, 200);
    let like = app.accounts().await.remove(0).into_active_model().reset_all();
    for number in 0..PAIRS {
        let (id, name) = (random::row_id(), format!("known{number}"));
        let account = account::ActiveModel {
            id: Set(id),
            username: Set(name.clone()),
            username_key: Set(name.clone()),
            email: Set(format!("{name}@example.com")),
            email_key: Set(format!("{name}@example.com")),
            ..like.clone()
        };
        let db = &app.state.database.read();
        account::Entity::insert(account).exec_without_returning(db).await.unwrap();
    }
    let (_stop, stopped) = tokio::sync::watch::channel(());
    tokio::spawn(crate::mail::worker::run(app.state.mailer.clone(), stopped));
    let (mut known, mut unknown): ([Vec<f64>; 3], [Vec<f64>; 3]) = Default::default();
    for number in 0..PAIRS {
        let mut kinds = [("known", &mut known), ("other", &mut unknown)];
        if random::fraction() < 0.5 {
            kinds.reverse();
        }
        for (name, times) in kinds {
            let found = listen_after(&app, &format!("{name}{number}")).await;
            for (times, time) in times.iter_mut().zip(found) {
                times.push(time);
            }
        }
        if number % 50 == 49 {
            for (what, one) in ["longest", "ten longest", "mean"].iter().enumerate() {
                let found = auc(&known[what], &unknown[what]);
                println!("{} pairs, {one}: {found:.3}", number + 1);
            }
        }
    }
    let heard = mail_server.heard();
    assert_eq!(heard.matches("DATA\r\n").count(), PAIRS, "each known name had its mail");
}
