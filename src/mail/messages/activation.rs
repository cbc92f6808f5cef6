//! The link with which a person sets the first password.

use super::{Letter, letter::unlinked_username};
use crate::{
    database::entities::account, paths::ServerUrl, security::one_time_token::ACTIVATION_LIFETIME,
};

pub(crate) fn write(account: &account::Model, url: &ServerUrl, link: &str) -> Letter {
    let t = account.language.text();
    let hours = ACTIVATION_LIFETIME.as_secs() / 3600;
    Letter {
        subject: t.mail_activation_subject(),
        paragraphs: vec![t.mail_activation_text(unlinked_username(account))],
        button: Some((t.mail_activation_button(), link.to_owned())),
        remarks: vec![t.mail_activation_lifetime(hours.to_string()), t.mail_activation_not_you()],
        ..Letter::to(account, url)
    }
}
