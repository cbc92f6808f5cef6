//! Keeps the promises of the outbox, one after the other.

use std::time::Duration;

use sea_orm::EntityTrait;
use tokio::sync::watch;

use super::outbox::{self, Message, State};
use crate::{
    database::entities::{account, account::Status, outbox as row},
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
    match row.message {
        Message::Activation => {
            let account =
                account::Entity::find_by_id(&row.account_id).one(state.database.read()).await?;
            let Some(account) = account.filter(|account| account.status == Status::Pending) else {
                return outbox::finish(&state.database, &row.id, State::Dropped).await;
            };
            let link = activation_link(state, &account).await?;
            state.transport.send_link(&account.username, &link);
            // Marked last: killed in between, the message goes out again, with a newer link.
            outbox::finish(&state.database, &row.id, State::Sent).await
        }
    }
}

/// A new activation link for a pending account; older ones stop working.
pub(crate) async fn activation_link(state: &AppState, account: &account::Model) -> Result<String, Error> {
    let tx = state.database.begin().await?;
    let token =
        one_time_token::mint(&*tx, account, Purpose::Activation, state.clock.now()).await?;
    tx.commit().await?;
    Ok(state.url.link_to(&Page::Activate(token.reveal().to_owned())))
}
