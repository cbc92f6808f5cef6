//! A new password was set by a link.

use super::{Letter, letter::unlinked_username};
use crate::{base::clock::Timestamp, database::entities::account, paths::ServerUrl};

pub(crate) fn write(account: &account::Model, url: &ServerUrl, at: Timestamp) -> Letter {
    let t = account.language.text();
    let when = account.language.date_and_time(at);
    Letter {
        subject: t.mail_reset_subject(),
        paragraphs: vec![
            t.mail_reset_text(unlinked_username(account), when),
            t.mail_sessions_ended(),
        ],
        remarks: vec![t.mail_not_you()],
        ..Letter::to(account, url)
    }
}
