//! Somebody signed in to an account from a new browser, or knew its password and had no code.

use super::Letter;
use crate::{
    base::clock::Timestamp, database::entities::account, mail::outbox::sign_ins::SignIn,
    paths::ServerUrl,
};

pub(crate) fn from_new_browser(
    account: &account::Model,
    url: &ServerUrl,
    sign_in: &SignIn,
    at: Timestamp,
) -> Letter {
    let t = account.language.text();
    let text = |when, address| t.mail_new_browser_text(&account.username, when, address);
    notice(account, url, sign_in, at, t.mail_new_browser_subject(), text)
}

pub(crate) fn without_code(
    account: &account::Model,
    url: &ServerUrl,
    sign_in: &SignIn,
    at: Timestamp,
) -> Letter {
    let t = account.language.text();
    let text = |when, address| t.mail_code_missing_text(&account.username, when, address);
    notice(account, url, sign_in, at, t.mail_code_missing_subject(), text)
}

fn notice(
    account: &account::Model,
    url: &ServerUrl,
    sign_in: &SignIn,
    at: Timestamp,
    subject: String,
    text: impl FnOnce(String, String) -> String,
) -> Letter {
    let when = account.language.date_and_time(at);
    Letter {
        subject,
        paragraphs: vec![text(when, sign_in.address.to_string())],
        remarks: vec![account.language.text().mail_sign_in_not_you()],
        ..Letter::to(account, url)
    }
}
