//! `POST /api/go_to_step`, `/api/test_setup`, `/api/finish_setup`, `/api/dismiss_task`

use leptos::prelude::*;

use super::service;
use crate::{
    base::failure::Failure,
    database::entities::installation::Step,
    paths::Page,
    setup::tasks::{self, SetupTask},
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const GO_TO_STEP: FormSpec = FormSpec::new("/api/go_to_step", |_| Page::Settings);

#[server(endpoint = "go_to_step")]
pub(crate) async fn go_to_step(#[server(default)] step: String) -> Result<(), Failure> {
    service::go_to(&require_context()?, &visitor(), Step::from_name(&step)).await?;
    Page::Settings.redirect();
    Ok(())
}

pub(crate) const TEST_SETUP: FormSpec = FormSpec::new("/api/test_setup", |_| Page::Settings);

/// A test of everything; its page shows how it goes.
#[server(endpoint = "test_setup")]
pub(crate) async fn test_setup() -> Result<(), Failure> {
    let test = service::test_mail(&require_context()?, &visitor()).await?;
    Page::SetupTest(test).redirect();
    Ok(())
}

pub(crate) const FINISH_SETUP: FormSpec = FormSpec::new("/api/finish_setup", |_| Page::Settings);

#[server(endpoint = "finish_setup")]
pub(crate) async fn finish_setup() -> Result<(), Failure> {
    service::finish(&require_context()?, &visitor()).await?;
    Page::Home.redirect();
    Ok(())
}

pub(crate) const DISMISS_TASK: FormSpec = FormSpec::new("/api/dismiss_task", |_| Page::Home);

/// Nobody is reminded of it any more.
#[server(endpoint = "dismiss_task")]
pub(crate) async fn dismiss_task(#[server(default)] task: String) -> Result<(), Failure> {
    tasks::dismiss(&require_context()?, &visitor(), SetupTask::from_name(&task)).await?;
    Page::Home.redirect();
    Ok(())
}
