//! The Mail panel as people and scripts fill it.

use serde_json::Value;

use super::{Browser, MailPeers, TestApp};

pub(in crate::tests) type Fields<'a> = Vec<(&'a str, String)>;

/// The fields that every mode has.
pub(in crate::tests) fn mail_fields<'a>(server: &str, port: &str, mode: &'a str) -> Fields<'a> {
    vec![
        ("smtp_server", server.to_owned()),
        ("port", port.to_owned()),
        ("sender_address", "sync@contoso.example".to_owned()),
        ("connection_mode", mode.to_owned()),
    ]
}

/// The same through one of the peers, with a name before the sender's address.
pub(in crate::tests) fn through<'a>(peers: &MailPeers, server: &str, mode: &'a str) -> Fields<'a> {
    let fields = mail_fields(peers.host(server), &peers.port(server), mode);
    with(fields, &[("sender_address", "DataSync <sync@contoso.example>")])
}

/// Further fields, or others in the place of those that are there.
pub(in crate::tests) fn with<'a>(mut fields: Fields<'a>, others: &[(&'a str, &str)]) -> Fields<'a> {
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

pub(in crate::tests) fn pairs<'a>(fields: &'a Fields<'a>) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// An administrator, at the time of day that peers with clocks of their own have.
pub(in crate::tests) async fn administrator(app: &TestApp) -> Browser {
    app.advance_to_now();
    app.join("ada", &app.serial_number(2)).await;
    app.signed_in("ada").await
}

/// Tests what is on the screen as a script does, which gets the stages at the end.
pub(in crate::tests) async fn stages(browser: &mut Browser, fields: &Fields<'_>) -> Vec<Value> {
    let answer = browser.post_as_script("test_mail", &pairs(fields)).await;
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}
