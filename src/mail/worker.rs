//! Keeps the promises of the outbox, one after the other.

use std::time::Duration;

use sea_orm::EntityTrait;
use tokio::sync::watch;

use super::outbox::{self, Message, State};
use crate::{
    accounts::{names::UsernameKey, store},
    database::{
        entities::{account, account::Status, outbox as row},
        retry,
    },
    paths::Page,
    security::one_time_token::{self, Purpose},
    web::{
        failure::{Error, Failure},
        state::AppState,
    },
};

/// How long a message of another instance, or one whose worker died, may lie unnoticed.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// Works until `stop` is dropped.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<()>) {
    loop {
        if let Err(error) = deliver_all(&state).await {
            // Logged by the conversion; the rows stay and are tried again after their lease.
            let _ = Failure::from(error);
        }
        tokio::select! {
            () = state.outbox_bell.notified() => {}
            () = tokio::time::sleep(LONGEST_NAP) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Delivers everything that is due.
pub(crate) async fn deliver_all(state: &AppState) -> Result<(), Error> {
    while let Some(row) = outbox::take_due(&state.database, state.clock.now()).await? {
        deliver(state, &row).await?;
    }
    Ok(())
}

async fn deliver(state: &AppState, row: &row::Model) -> Result<(), Error> {
    let account = match (row.message, &row.account_id, &row.username_key) {
        (Message::Activation, Some(id), _) => {
            let account = account::Entity::find_by_id(id).one(state.database.read()).await?;
            account.filter(|account| account.status == Status::Pending)
        }
        (Message::PasswordForgotten, _, Some(typed)) => {
            store::find_by_username(state.database.read(), &UsernameKey::from_database(typed))
                .await?
        }
        _ => None,
    };
    let link = match &account {
        Some(account) => new_link(state, account).await?,
        None => None,
    };
    if let (Some(account), Some(link)) = (account, link) {
        state.transport.send_link(&account.username, &link);
        // Marked last: killed in between, the message goes out again, with a newer link.
        outbox::finish(&state.database, &row.id, State::Sent).await
    } else {
        outbox::finish(&state.database, &row.id, State::Dropped).await
    }
}

/// The link with which a person gets on: to activate a pending account, to set a new password for
/// an active one, none for a disabled one. Older links of the same kind stop working.
pub(crate) async fn new_link(
    state: &AppState,
    account: &account::Model,
) -> Result<Option<String>, Error> {
    let purpose = match account.status {
        Status::Pending => Purpose::Activation,
        Status::Active => Purpose::PasswordReset,
        Status::Disabled => return Ok(None),
    };
    let token = retry(async || {
        let tx = state.database.begin().await?;
        let token = one_time_token::mint(&*tx, account, purpose, state.clock.now()).await?;
        tx.commit().await?;
        Ok(token.reveal().to_owned())
    })
    .await?;
    let page = match purpose {
        Purpose::Activation => Page::Activate(token),
        Purpose::PasswordReset => Page::ResetPassword(token),
    };
    Ok(Some(state.url.link_to(&page)))
}
