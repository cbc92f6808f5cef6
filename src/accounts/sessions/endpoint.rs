//! `POST /api/end_session`, `/api/end_other_sessions`

use leptos::prelude::*;

use crate::{
    base::failure::{Error, Failure},
    database::{entities::audit::Action, retry},
    paths::{AccountChange, Page},
    security::{audit::Event, sessions},
    site::request::{require_state, visitor},
};

/// `id` as the list has it. One that is over already is no mistake.
#[server(endpoint = "end_session")]
pub(crate) async fn end_session(#[server(default)] id: String) -> Result<(), Failure> {
    let state = require_state()?;
    let visitor = visitor();
    let session = visitor.require_session().map_err(Error::from)?;
    let event = Event::new(Action::EndedSessions, visitor.actor());
    retry(async || {
        let tx = state.database.begin().await?;
        session.hold(&*tx).await?;
        if sessions::end_one(&*tx, &session.account.id, &id).await? {
            event.record(&*tx, state.clock.now()).await?;
        }
        tx.commit().await
    })
    .await?;
    Page::AccountChanged(AccountChange::Sessions).redirect();
    Ok(())
}

#[server(endpoint = "end_other_sessions")]
pub(crate) async fn end_other_sessions() -> Result<(), Failure> {
    let state = require_state()?;
    let visitor = visitor();
    let session = visitor.require_session().map_err(Error::from)?;
    let event = Event::new(Action::EndedSessions, visitor.actor());
    retry(async || {
        let tx = state.database.begin().await?;
        session.hold(&*tx).await?;
        sessions::end_others(&*tx, session).await?;
        event.record(&*tx, state.clock.now()).await?;
        tx.commit().await
    })
    .await?;
    Page::AccountChanged(AccountChange::Sessions).redirect();
    Ok(())
}
