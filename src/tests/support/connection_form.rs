//! The Connection panel as people and scripts fill it.

use serde_json::Value;

use super::{Answer, Browser, Fields, pairs, with};
use crate::database::{configured::ConfiguredConnection, form::ConnectionField};

/// What is typed to get to a database.
pub(in crate::tests) fn connection_fields(to: &ConfiguredConnection) -> Fields<'static> {
    let form = &to.form;
    let password = to.password.as_ref().map_or("", |password| password.reveal());
    vec![
        ("engine", form.get(ConnectionField::Engine).to_owned()),
        ("server", form.get(ConnectionField::Server).to_owned()),
        ("database", form.get(ConnectionField::Database).to_owned()),
        ("username", form.get(ConnectionField::Username).to_owned()),
        ("password", password.to_owned()),
        ("timeout", form.get(ConnectionField::Timeout).to_owned()),
        ("max_pool_size", form.get(ConnectionField::MaxPoolSize).to_owned()),
        ("encrypt", form.get(ConnectionField::Encrypt).to_owned()),
        ("trust_server_certificate", form.get(ConnectionField::TrustServerCertificate).to_owned()),
        ("create_database", form.get(ConnectionField::CreateDatabase).to_owned()),
    ]
}

/// Tests what is on the screen as a script does. The last step is the problem, if there is one.
pub(in crate::tests) async fn attempt(browser: &mut Browser, fields: &Fields<'_>) -> Vec<Value> {
    let answer = browser.post_as_script("test_connection", &pairs(fields)).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

/// Saves as a person does: fills the form of the page, posts it, and watches to the end.
pub(in crate::tests) async fn move_to(browser: &mut Browser, fields: &Fields<'_>) -> Answer {
    let page = browser.get("/settings").await;
    let version = page.version_in("save_connection");
    let fields = with(fields.clone(), &[("version", version)]);
    browser.submit("save_connection", &pairs(&fields)).await
}
