//! `POST /api/go_to_step`, `/api/test_setup`, `/api/finish_setup`, `/api/dismiss_task`

use leptos::prelude::*;

use super::{Step, service};
use crate::{
    paths::Page,
    setup::tasks::{self, Task},
    web::{
        failure::{Error, Failure, Refusal},
        request::{require_state, visitor},
    },
};

#[server(endpoint = "go_to_step")]
pub(crate) async fn go_to_step(#[server(default)] step: String) -> Result<(), Failure> {
    let (state, visitor) = (require_state()?, visitor());
    visitor.require_administrator().map_err(Error::from)?;
    let step = Step::from_name(&step).ok_or(Error::from(Refusal::Malformed))?;
    service::go_to(&state, &visitor, step).await?;
    Page::Settings.redirect();
    Ok(())
}

/// A test of everything; its page shows how it goes.
#[server(endpoint = "test_setup")]
pub(crate) async fn test_setup() -> Result<(), Failure> {
    let test = service::test_mail(&require_state()?, &visitor()).await?;
    Page::SetupTest(test).redirect();
    Ok(())
}

#[server(endpoint = "finish_setup")]
pub(crate) async fn finish_setup() -> Result<(), Failure> {
    service::finish(&require_state()?, &visitor()).await?;
    Page::Home.redirect();
    Ok(())
}

/// Nobody is reminded of it any more.
#[server(endpoint = "dismiss_task")]
pub(crate) async fn dismiss_task(#[server(default)] task: String) -> Result<(), Failure> {
    let (state, visitor) = (require_state()?, visitor());
    visitor.require_administrator().map_err(Error::from)?;
    let task = Task::from_name(&task).ok_or(Error::from(Refusal::Malformed))?;
    tasks::dismiss(&state, &visitor, task).await?;
    Page::Home.redirect();
    Ok(())
}
