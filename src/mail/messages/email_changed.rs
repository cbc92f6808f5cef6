//! The address of an account was changed: to the address it was.

use super::{Letter, letter::unlinked_username};
use crate::{database::entities::account, paths::ServerUrl};

/// Does not name the new address: whoever reads the old mailbox may be somebody else by now.
pub(crate) fn write(account: &account::Model, url: &ServerUrl) -> Letter {
    let t = account.language.text();
    Letter {
        subject: t.mail_email_changed_subject(),
        paragraphs: vec![t.mail_email_changed_old(unlinked_username(account))],
        remarks: vec![t.mail_not_you()],
        ..Letter::to(account, url)
    }
}
