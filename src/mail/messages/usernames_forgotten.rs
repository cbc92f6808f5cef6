//! The usernames of an address, for whoever forgot them.

use super::{Letter, letter::unlinked_username};
use crate::{
    database::entities::account,
    paths::{Page, ServerUrl},
};

/// In the language of the first of the `accounts`.
pub(crate) fn write(
    first: &account::Model,
    accounts: &[account::Model],
    url: &ServerUrl,
) -> Letter {
    let t = first.language.text();
    let count = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    let usernames = accounts.iter().map(unlinked_username);
    Letter {
        subject: t.mail_usernames_subject(),
        paragraphs: [t.mail_usernames_text(count)].into_iter().chain(usernames).collect(),
        button: Some((t.log_in(), url.link_to(&Page::Login))),
        remarks: vec![t.mail_usernames_not_you()],
        ..Letter::to(first, url)
    }
}
