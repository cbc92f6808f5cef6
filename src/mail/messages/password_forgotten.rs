//! The link with which a person sets a new password.

use super::Letter;
use crate::{
    database::entities::account, paths::ServerUrl, security::one_time_token::RESET_LIFETIME,
};

pub(crate) fn write(account: &account::Model, url: &ServerUrl, link: &str) -> Letter {
    let t = account.language.text();
    let minutes = RESET_LIFETIME.as_secs() / 60;
    Letter {
        subject: t.mail_forgotten_subject(),
        paragraphs: vec![t.mail_forgotten_text(&account.username)],
        button: Some((t.mail_forgotten_button(), link.to_owned())),
        remarks: vec![t.mail_forgotten_lifetime(minutes.to_string()), t.mail_forgotten_not_you()],
        ..Letter::to(account, url)
    }
}
