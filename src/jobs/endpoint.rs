//! `POST /api/run_job`, `/api/cancel_run`, `/api/save_job`, `/api/rename_job`,
//! `/api/remove_job`

use leptos::prelude::*;

use super::{
    form::{JOB_NAME, JobField, JobForm},
    name::JobName,
    service,
};
use crate::{
    base::{
        failure::{Error, Failure, Refusal},
        field::Fields,
    },
    paths::Page,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

pub(crate) const RUN_JOB: FormSpec =
    FormSpec::new("/api/run_job", |_| Page::Jobs).showing_again(|name| name == "name");

/// The answer leads to the run.
#[server(endpoint = "run_job")]
pub(crate) async fn run_job(#[server(default)] name: String) -> Result<(), Failure> {
    let (context, visitor, name) = (require_context()?, visitor(), parse(&name)?);
    let run = service::run_now(&context, &visitor, name.as_str(), None).await?;
    Page::Run { job: name.to_string(), run }.redirect();
    Ok(())
}

/// Where the form has the name that the job is to get.
pub(crate) const RENAME_JOB: FormSpec = FormSpec::new("/api/rename_job", |_| Page::Jobs)
    .in_panel("rename")
    .showing_again(|name| name == "name");

pub(crate) const CANCEL_RUN: FormSpec = FormSpec::new("/api/cancel_run", |posted| Page::Run {
    job: posted.segment("name"),
    run: posted.segment("run"),
});

/// `name` is that of the job, `run` the id of the run. The answer leads to its page.
#[server(endpoint = "cancel_run")]
pub(crate) async fn cancel_run(
    #[server(default)] name: String,
    #[server(default)] run: String,
) -> Result<(), Failure> {
    let (context, visitor, name) = (require_context()?, visitor(), parse(&name)?);
    service::cancel_run(&context, &visitor, name.as_str(), &run).await?;
    Page::Run { job: name.to_string(), run }.redirect();
    Ok(())
}

pub(crate) const SAVE_JOB: FormSpec =
    FormSpec::new("/api/save_job", |posted| Page::Job(posted.segment("name")))
        .in_panel("plan")
        .showing_again(|name| name == JOB_NAME.as_str() || JobField::has(name));

/// `version` is the one that the form was filled from.
#[server(endpoint = "save_job")]
pub(crate) async fn save_job(
    #[server(flatten)] form: JobForm,
    #[server(default)] name: String,
    #[server(default)] version: String,
) -> Result<(), Failure> {
    let (context, visitor, name) = (require_context()?, visitor(), parse(&name)?);
    service::save(&context, &visitor, name.as_str(), version.parse().ok(), &form).await?;
    Page::JobSaved(name.to_string()).redirect();
    Ok(())
}

/// `id` is that of the job, `name` the new one, `version` the one that the form was filled from.
#[server(endpoint = "rename_job")]
pub(crate) async fn rename_job(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] name: String,
) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let name = service::rename(&context, &visitor, &id, version.parse().ok(), &name).await?;
    Page::JobSaved(name.to_string()).redirect();
    Ok(())
}

pub(crate) const REMOVE_JOB: FormSpec =
    FormSpec::new("/api/remove_job", |posted| Page::Job(posted.segment("name")))
        .in_panel("remove")
        .showing_again(|name| name == "name");

/// `confirmation` is the name once more.
#[server(endpoint = "remove_job")]
pub(crate) async fn remove_job(
    #[server(default)] name: String,
    #[server(default)] confirmation: String,
) -> Result<(), Failure> {
    let (context, visitor, name) = (require_context()?, visitor(), parse(&name)?);
    service::remove(&context, &visitor, name.as_str(), &confirmation).await?;
    Page::Jobs.redirect();
    Ok(())
}

/// Databases differ in which names they take for the same; ours have one spelling.
fn parse(name: &str) -> Result<JobName, Failure> {
    visitor().require_administrator().map_err(Error::from)?;
    JobName::parse(name).map_err(|_| Error::from(Refusal::NoSuchJob).into())
}
