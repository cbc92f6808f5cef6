//! Signed-in browsers, as people see and end them: their own as a list ([`section`]), one or all
//! others at once ([`endpoint`]). The sessions themselves are in `security::sessions`.

pub(crate) mod endpoint;
pub(crate) mod section;

use sea_orm::ConnectionTrait;

use crate::{
    base::{clock::Timestamp, failure::Error},
    mail::outbox,
    security::{devices, one_time_token, sessions},
};

/// Ends everything that the old password has opened: sessions, links, mails with links that have
/// not gone out, known browsers.
pub(crate) async fn end_what_the_password_opened(
    tx: &impl ConnectionTrait,
    account_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sessions::end_all(tx, account_id).await?;
    one_time_token::void_all(tx, account_id).await?;
    outbox::give_up_changes_of_address(tx, account_id, now).await?;
    devices::forget_all(tx, account_id).await
}
