//! The rows of the table `extraction`, and their jobs.

use std::collections::HashSet;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect, UpdateMany, UpdateResult,
    sea_query::{Expr, ExprTrait},
};

use super::{
    definition::Definition,
    form::{ExtractionForm, Places},
};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
        random,
    },
    database::entities::{
        extraction::{self, Column, Kind},
        job,
    },
    jobs,
};

/// An extraction with the job that has its name.
#[derive(Debug, Clone)]
pub(crate) struct NamedExtraction {
    pub(crate) job: job::Model,
    pub(crate) extraction: extraction::Model,
}

impl extraction::Model {
    pub(crate) fn definition(&self) -> Result<Definition, Error> {
        Ok(serde_json::from_str(&self.definition)?)
    }
}

impl NamedExtraction {
    /// As it is typed.
    pub(crate) fn form(&self) -> Result<ExtractionForm, Error> {
        let Self { job, extraction } = self;
        let (source, destination) = (&extraction.source_id, &extraction.destination_id);
        Ok(ExtractionForm::of(&job.name, source, destination, &extraction.definition()?))
    }
}

/// All of them, by name.
pub(crate) async fn list(db: &impl ConnectionTrait) -> Result<Vec<NamedExtraction>, Error> {
    let mut extractions = extraction::Entity::find().all(db).await?;
    let mut listed = Vec::with_capacity(extractions.len());
    for job in jobs::store::list(db).await? {
        if let Some(place) = extractions.iter().position(|one| one.job_id == job.id) {
            listed.push(NamedExtraction { job, extraction: extractions.swap_remove(place) });
        }
    }
    Ok(listed)
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<NamedExtraction>, Error> {
    let Some(extraction) = extraction::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let job = jobs::store::find_by_id(db, &extraction.job_id).await?;
    Ok(job.map(|job| NamedExtraction { job, extraction }))
}

pub(crate) async fn find_named(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<NamedExtraction>, Error> {
    match jobs::store::find(db, name).await? {
        Some(job::Model { kind: job::Kind::Extraction, subject: Some(id), .. }) => {
            find(db, &id).await
        }
        _ => Ok(None),
    }
}

/// Adds an extraction and its job, which runs by hand until somebody switches its times on. The answer is its
/// id.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    new: &Places,
    now: Timestamp,
) -> Result<String, Error> {
    let id = random::row_id();
    let job_id = jobs::store::add_own(tx, &new.name, job::Kind::Extraction, &id, now).await?;
    let row = extraction::Model {
        id: id.clone(),
        job_id,
        kind: Kind::Synchronization,
        source_id: new.source_id.clone(),
        destination_id: new.destination_id.clone(),
        version: 1,
        created_at: now,
        definition: serde_json::to_string(&new.put_into(Definition::default()))?,
    };
    let row = row.into_active_model().reset_all();
    extraction::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Refuses where somebody else has saved since `seen_version`. The name is the job's.
pub(super) async fn move_to(
    tx: &impl ConnectionTrait,
    extraction: &extraction::Model,
    seen_version: i32,
    places: &Places,
) -> Result<(), Error> {
    let definition = serde_json::to_string(&places.put_into(extraction.definition()?))?;
    let change = changed(&extraction.id, seen_version)
        .col_expr(Column::SourceId, Expr::value(&*places.source_id))
        .col_expr(Column::DestinationId, Expr::value(&*places.destination_id))
        .col_expr(Column::Definition, Expr::value(definition));
    require_one(change.exec(tx).await?)
}

/// The same for what is done.
pub(super) async fn define(
    tx: &impl ConnectionTrait,
    id: &str,
    seen_version: i32,
    definition: &Definition,
) -> Result<(), Error> {
    let definition = serde_json::to_string(definition)?;
    let change = changed(id, seen_version).col_expr(Column::Definition, Expr::value(definition));
    require_one(change.exec(tx).await?)
}

fn changed(id: &str, seen_version: i32) -> UpdateMany<extraction::Entity> {
    extraction::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(seen_version))
}

fn require_one(done: UpdateResult) -> Result<(), Error> {
    if done.rows_affected == 1 { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}

pub(crate) async fn count(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(extraction::Entity::find().count(db).await?)
}

/// The ids of all of them.
pub(super) async fn ids(db: &impl ConnectionTrait) -> Result<HashSet<String>, Error> {
    let ids = extraction::Entity::find().select_only().column(Column::Id);
    Ok(ids.into_tuple().all(db).await?.into_iter().collect())
}
