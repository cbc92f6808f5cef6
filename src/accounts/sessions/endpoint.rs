//! `POST /api/end_session`, `/api/end_other_sessions`

use leptos::prelude::*;

use crate::{
    base::failure::{Error, Failure},
    database::entities::audit::Action,
    paths::{AccountChange, Page},
    security::{audit::Event, sessions},
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const END_SESSION: FormSpec = FormSpec::new("/api/end_session", |_| Page::Home);

/// `id` as the list has it. One that is over already is no mistake.
#[server(endpoint = "end_session")]
pub(crate) async fn end_session(#[server(default)] id: String) -> Result<(), Failure> {
    let context = require_context()?;
    let visitor = visitor();
    let session = visitor.require_session().map_err(Error::from)?;
    let event = Event::new(Action::EndedSessions, visitor.actor());
    context
        .database
        .write(async |tx| {
            session.hold(&*tx).await?;
            if sessions::end_one(&*tx, &session.account.id, &id).await? {
                event.record(&*tx, context.clock.now()).await?;
            }
            Ok(())
        })
        .await?;
    Page::AccountChanged(AccountChange::Sessions).redirect();
    Ok(())
}

pub(crate) const END_OTHER_SESSIONS: FormSpec =
    FormSpec::new("/api/end_other_sessions", |_| Page::Home);

#[server(endpoint = "end_other_sessions")]
pub(crate) async fn end_other_sessions() -> Result<(), Failure> {
    let context = require_context()?;
    let visitor = visitor();
    let session = visitor.require_session().map_err(Error::from)?;
    let event = Event::new(Action::EndedSessions, visitor.actor());
    context
        .database
        .write(async |tx| {
            session.hold(&*tx).await?;
            sessions::end_others(&*tx, session).await?;
            event.record(&*tx, context.clock.now()).await
        })
        .await?;
    Page::AccountChanged(AccountChange::Sessions).redirect();
    Ok(())
}
