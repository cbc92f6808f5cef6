//! The link with which a new address is confirmed: to that address.

use super::{Letter, letter::unlinked_username};
use crate::{
    database::entities::account, paths::ServerUrl, security::one_time_token::EMAIL_CHANGE_LIFETIME,
};

pub(crate) fn write(account: &account::Model, url: &ServerUrl, link: &str) -> Letter {
    let t = account.language.text();
    let hours = EMAIL_CHANGE_LIFETIME.as_secs() / 3600;
    Letter {
        subject: t.mail_email_change_subject(),
        paragraphs: vec![t.mail_email_change_text(unlinked_username(account))],
        button: Some((t.mail_email_change_button(), link.to_owned())),
        remarks: vec![
            t.mail_email_change_lifetime(hours.to_string()),
            t.mail_email_change_not_you(),
        ],
        ..Letter::to(account, url)
    }
}
