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
    let when = account.language.date_and_time(at);
    let address = sign_in.address.to_string();
    Letter {
        subject: t.mail_new_browser_subject(),
        paragraphs: vec![t.mail_new_browser_text(&account.username, when, address)],
        remarks: vec![t.mail_sign_in_not_you()],
        ..Letter::to(account, url)
    }
}

pub(crate) fn without_code(
    account: &account::Model,
    url: &ServerUrl,
    sign_in: &SignIn,
    at: Timestamp,
) -> Letter {
    let t = account.language.text();
    let when = account.language.date_and_time(at);
    let address = sign_in.address.to_string();
    Letter {
        subject: t.mail_code_missing_subject(),
        paragraphs: vec![t.mail_code_missing_text(&account.username, when, address)],
        remarks: vec![t.mail_sign_in_not_you()],
        ..Letter::to(account, url)
    }
}
