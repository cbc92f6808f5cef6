//! `POST /api/save_extraction`, `/api/choose_tables`, `/api/run_extraction`,
//! `/api/take_over_tables`, `/api/try_sample`

use std::collections::HashMap;

use leptos::prelude::*;
use strum::IntoEnumIterator;

use super::{
    form::{ExtractionField, ExtractionForm, TICKED, TablesField, TablesForm},
    sample, service,
};
use crate::{
    base::{
        failure::{Error, Failure, Refusal},
        field::Fields,
    },
    database::entities::job_run::Action,
    paths::Page,
    site::{
        form::FormSpec,
        request::{require_context, visitor},
    },
};

/// For forms that look at both sides.
const LOOK_LIMIT: std::time::Duration =
    service::LOOK_LIMIT.saturating_add(std::time::Duration::from_secs(10));
/// The action of a run that compares.
pub(crate) const VERIFY: &str = "verify";

pub(crate) const SAVE_EXTRACTION: FormSpec =
    FormSpec::new("/api/save_extraction", |posted| match posted.segment("id") {
        id if id.is_empty() => Page::AddExtraction,
        id => Page::EditExtraction(id),
    })
    .showing_again(|name| name == "id" || ExtractionField::has(name));

/// `id` is blank for a new extraction, else `version` is the one that the form was filled from. A script gets
/// the id.
#[server(endpoint = "save_extraction")]
pub(crate) async fn save_extraction(
    #[server(flatten)] form: ExtractionForm,
    #[server(default)] id: String,
    #[server(default)] version: String,
) -> Result<String, Failure> {
    let (context, visitor, is_new) = (require_context()?, visitor(), id.is_empty());
    let id = service::save(&context, &visitor, &id, version.parse().ok(), &form).await?;
    let next =
        if is_new { Page::ExtractionTables(id.clone()) } else { Page::ExtractionSaved(id.clone()) };
    next.redirect();
    Ok(id)
}

pub(crate) const CHOOSE_TABLES: FormSpec =
    FormSpec::new("/api/choose_tables", |posted| Page::ExtractionTables(posted.segment("id")))
        .showing_again(|name| TablesField::has(name) || name.starts_with(TICKED));

/// The boxes are among the `fields`: see [`TablesForm::parse`].
#[server(endpoint = "choose_tables")]
pub(crate) async fn choose_tables(
    #[server(flatten)] fields: HashMap<String, String>,
    #[server(default)] id: String,
    #[server(default)] version: String,
) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    let form = TablesField::iter().fold(TablesForm::unposted(), |form, field| {
        match fields.get(field.name()) {
            Some(typed) => form.with(field, typed),
            None => form,
        }
    });
    let seen = version.parse().ok();
    service::choose_tables(&context, &visitor, &id, seen, &form, &fields).await?;
    Page::ValidateExtraction(id).redirect();
    Ok(())
}

pub(crate) const RUN_EXTRACTION: FormSpec =
    FormSpec::new("/api/run_extraction", |posted| Page::Extraction(posted.segment("id")));

/// `action` is blank for what the extraction does by itself, or [`VERIFY`]. The answer leads to the run.
#[server(endpoint = "run_extraction")]
pub(crate) async fn run_extraction(
    #[server(default)] id: String,
    #[server(default)] action: String,
) -> Result<(), Failure> {
    let action = match &*action {
        "" => None,
        VERIFY => Some(Action::Verify),
        _ => return Err(Error::from(Refusal::Malformed).into()),
    };
    let (job, run) = service::run(&require_context()?, &visitor(), &id, action).await?;
    Page::Run { job, run }.redirect();
    Ok(())
}

pub(crate) const TAKE_OVER_TABLES: FormSpec =
    FormSpec::new("/api/take_over_tables", |posted| Page::ValidateExtraction(posted.segment("id")))
        .taking_at_most(LOOK_LIMIT);

#[server(endpoint = "take_over_tables")]
pub(crate) async fn take_over_tables(
    #[server(default)] id: String,
    #[server(default)] version: String,
) -> Result<(), Failure> {
    let (context, visitor) = (require_context()?, visitor());
    service::take_over(&context, &visitor, &id, version.parse().ok()).await?;
    Page::ValidateExtraction(id).redirect();
    Ok(())
}

pub(crate) const TRY_SAMPLE: FormSpec =
    FormSpec::new("/api/try_sample", |_| Page::Extractions).taking_at_most(LOOK_LIMIT);

/// The answer leads to the extraction that copies the sample.
#[server(endpoint = "try_sample")]
pub(crate) async fn try_sample() -> Result<(), Failure> {
    let id = sample::make(&require_context()?, &visitor()).await?;
    Page::ValidateExtraction(id).redirect();
    Ok(())
}
