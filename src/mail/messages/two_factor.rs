//! The second factor of an account was switched on or off.

use super::{Letter, letter::unlinked_username};
use crate::{base::clock::Timestamp, database::entities::account, paths::ServerUrl};

pub(crate) fn switched_on(account: &account::Model, url: &ServerUrl, at: Timestamp) -> Letter {
    let t = account.language.text();
    let when = account.language.date_and_time(at);
    Letter {
        subject: t.mail_two_factor_on_subject(),
        paragraphs: vec![t.mail_two_factor_on_text(unlinked_username(account), when)],
        remarks: vec![t.mail_not_you()],
        ..Letter::to(account, url)
    }
}

pub(crate) fn switched_off(account: &account::Model, url: &ServerUrl, at: Timestamp) -> Letter {
    let t = account.language.text();
    let when = account.language.date_and_time(at);
    Letter {
        subject: t.mail_two_factor_off_subject(),
        paragraphs: vec![t.mail_two_factor_off_text(unlinked_username(account), when)],
        remarks: vec![t.mail_not_you()],
        ..Letter::to(account, url)
    }
}
