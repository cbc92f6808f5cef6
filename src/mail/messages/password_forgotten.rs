//! The link with which a person sets a new password.

use super::{Letter, letter::unlinked_username};
use crate::{
    database::entities::account,
    paths::{Page, ServerUrl},
    security::one_time_token::RESET_LIFETIME,
};

pub(crate) fn write(account: &account::Model, url: &ServerUrl, link: &str) -> Letter {
    let t = account.language.text();
    let minutes = RESET_LIFETIME.as_secs() / 60;
    Letter {
        subject: t.mail_forgotten_subject(),
        paragraphs: vec![t.mail_forgotten_text(unlinked_username(account))],
        button: Some((t.mail_forgotten_button(), link.to_owned())),
        remarks: vec![t.mail_forgotten_lifetime(minutes.to_string()), t.mail_forgotten_not_you()],
        ..Letter::to(account, url)
    }
}

/// Instead of a link, where somebody typed an address that has several `accounts`. In the language of the
/// first of them.
pub(crate) fn ask_which(
    first: &account::Model,
    accounts: &[account::Model],
    url: &ServerUrl,
) -> Letter {
    let t = first.language.text();
    let usernames = accounts.iter().map(unlinked_username);
    Letter {
        subject: t.mail_forgotten_subject(),
        paragraphs: [t.mail_forgotten_which()].into_iter().chain(usernames).collect(),
        button: Some((t.mail_forgotten_button(), url.link_to(&Page::ForgotPassword))),
        remarks: vec![t.mail_forgotten_not_you()],
        ..Letter::to(first, url)
    }
}
