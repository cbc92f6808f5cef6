//! The rules of extractions.

use std::{collections::HashMap, time::Duration};

use sea_orm::ConnectionTrait;

use super::{
    check,
    form::{ExtractionField, ExtractionForm, Places, TablesField, TablesForm},
    store::{self, NamedExtraction},
};
use crate::{
    base::{
        failure::{Checked, Error, Refusal},
        field::FieldName,
        field_error::FieldError,
    },
    connections,
    database::entities::{audit, job_run::Action},
    jobs,
    licenses::{self, license::Feature},
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// For a look at both sides.
pub(crate) const LOOK_LIMIT: Duration = Duration::from_mins(1);

/// Saves where a new extraction reads and writes, or the one with this id; its name stays then. The answer is
/// the id.
pub(crate) async fn save(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    seen_version: Option<i32>,
    form: &ExtractionForm,
) -> Result<String, Error> {
    visitor.require_administrator()?;
    let mut checked = Checked::default();
    let Some(places) = form.parse(&mut checked) else { return Err(checked.into_error()) };
    context
        .write_as_administrator(visitor, async |tx| {
            require_connections(&*tx, &places).await?;
            let (id, fields) = if id.is_empty() {
                require_licensed(&*tx).await?;
                let all = ExtractionForm::unposted().fields_changed_in(form);
                (store::insert(&*tx, &places, context.clock.now()).await?, all)
            } else {
                let NamedExtraction { extraction, .. } = found(&*tx, id).await?;
                let seen = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
                let before = ExtractionForm::of(
                    form.get(ExtractionField::Name),
                    &extraction.source_id,
                    &extraction.destination_id,
                    &extraction.definition()?,
                );
                store::move_to(&*tx, &extraction, seen, &places).await?;
                (extraction.id, before.fields_changed_in(form))
            };
            note_saved(context, &*tx, visitor, places.name.as_str(), fields).await?;
            Ok(id)
        })
        .await
}

/// Refuses where no license includes what a new extraction would do. Those that are there go on.
pub(super) async fn require_licensed(db: &impl ConnectionTrait) -> Result<(), Error> {
    let licenses = licenses::store::list_current(db).await?;
    if licenses.iter().any(|license| license.includes(Feature::Synchronization)) {
        Ok(())
    } else {
        Err(Refusal::NotLicensed.into())
    }
}

/// Refuses connections that are not there, and a place that would be copied into itself.
async fn require_connections(tx: &impl ConnectionTrait, places: &Places) -> Result<(), Error> {
    for (field, id) in [
        (ExtractionField::Source, &places.source_id),
        (ExtractionField::Destination, &places.destination_id),
    ] {
        if connections::store::find(tx, id).await?.is_none() {
            return Err(Error::field(field, FieldError::NotAnOption));
        }
    }
    let is_same = places.source_id == places.destination_id
        && places.source_schema == places.destination_schema;
    if is_same {
        return Err(Error::field(ExtractionField::Destination, FieldError::SameAsSource));
    }
    Ok(())
}

/// Saves which tables are copied; `fields` are all that were posted, with the boxes among them.
pub(crate) async fn choose_tables(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    seen_version: Option<i32>,
    form: &TablesForm,
    fields: &HashMap<String, String>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let mut checked = Checked::default();
    let Some(choice) = form.parse(fields, &mut checked) else { return Err(checked.into_error()) };
    let fields = vec![TablesField::Tables.into(), TablesField::Exclude.into()];
    context
        .write_as_administrator(visitor, async |tx| {
            let NamedExtraction { job, extraction } = found(&*tx, id).await?;
            let seen = seen_version.ok_or(Refusal::ChangedMeanwhile)?;
            let definition = choice.clone().put_into(extraction.definition()?);
            store::define(&*tx, &extraction.id, seen, &definition).await?;
            note_saved(context, &*tx, visitor, &job.name, fields.clone()).await
        })
        .await
}

async fn note_saved(
    context: &Context,
    tx: &impl ConnectionTrait,
    visitor: &Visitor,
    name: &str,
    fields: Vec<FieldName>,
) -> Result<(), Error> {
    let event = Event::new(audit::Action::SavedExtraction, visitor.actor()).about_named(name);
    event.with_fields(fields).record(tx, context.clock.now()).await
}

/// Puts a run into the queue. The answer is the name of the job, and the id of the run.
pub(crate) async fn run(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    action: Option<Action>,
) -> Result<(String, String), Error> {
    visitor.require_administrator()?;
    let job = found(&context.database.read(), id).await?.job;
    let run = jobs::service::run_now(context, visitor, &job.name, action).await?;
    Ok((job.name, run))
}

/// Makes tables ours whose owner can no longer write them: see [`check::Inheritance`]. Each of them by itself: what
/// is left can be taken again.
pub(crate) async fn take_over(
    context: &Context,
    visitor: &Visitor,
    id: &str,
    seen_version: Option<i32>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let db = &context.database.read();
    let named = found(db, id).await?;
    if seen_version != Some(named.extraction.version) {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let inheritance = check::Inheritance::find(db, &named.extraction.id).await?;
    let copy = check::copy_of(context, db, &named).await?;
    context
        .write_as_administrator(visitor, async |tx| {
            let event = Event::new(audit::Action::TookTablesOver, visitor.actor());
            event.about_named(&named.job.name).record(&*tx, context.clock.now()).await
        })
        .await?;
    let looked = tokio::time::timeout(LOOK_LIMIT, copy.look()).await.ok().and_then(Result::ok);
    let mut looked = looked.ok_or(Refusal::NotTakenOver)?;
    let taken = looked.take_over(|owner| inheritance.may_take_from(owner)).await;
    taken.map_err(|_| Refusal::NotTakenOver)?;
    Ok(())
}

async fn found(db: &impl ConnectionTrait, id: &str) -> Result<NamedExtraction, Error> {
    store::find(db, id).await?.ok_or_else(|| Refusal::NoSuchExtraction.into())
}
