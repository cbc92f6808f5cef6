//! From an extraction as it is stored to what the engine copies.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use engine::{
    copy::{Copy, CopyRequest},
    load::Limits,
    register::Owner,
};
use sea_orm::ConnectionTrait;

use super::store::{self, NamedExtraction};
use crate::{
    base::{
        failure::{Error, Refusal},
        random,
    },
    connections,
    security::installation,
    site::context::Context,
};

/// What the engine is asked to copy. Reads from the own database, and reaches nobody.
pub(crate) async fn copy_of(
    context: &Context,
    db: &impl ConnectionTrait,
    named: &NamedExtraction,
) -> Result<Copy, Error> {
    let NamedExtraction { job, extraction } = named;
    let definition = extraction.definition()?;
    let connection = async |id: &str| {
        let row = connections::store::find(db, id).await?.ok_or(Refusal::NoSuchConnection)?;
        connections::service::open(context, &row)
    };
    let source = connection(&extraction.source_id).await?;
    let destination = connection(&extraction.destination_id).await?;
    let owner = owner(db, &extraction.id).await?;
    let limits =
        Limits { max_removed_percent: definition.max_removed_percent, ..Limits::default() };
    let request = CopyRequest {
        owner,
        signed_by: format!("{} at {}", job.name, context.url()),
        source_schema: definition.source_schema.clone(),
        destination_schema: definition.destination_schema.clone(),
        tables: definition.tables,
        exclude: definition.exclude,
        accept_lossy: BTreeSet::new(),
        seed: random::bytes(),
        tables_at_once: usize::from(definition.tables_at_once),
        limits,
    };
    Ok(Copy {
        from: Arc::new(source.at_schema(definition.source_schema)),
        to: Arc::new(destination.at_schema(definition.destination_schema)),
        request,
    })
}

/// As whom an extraction writes.
async fn owner(db: &impl ConnectionTrait, id: &str) -> Result<Owner, Error> {
    let row = installation::row(db).await?.ok_or(Refusal::NotFound)?;
    let (installation, incarnation) = (row.uuid, row.incarnation);
    Ok(Owner { extraction: id.to_owned(), installation, incarnation })
}

/// Which tables an extraction may take over, if somebody says so: its own, from before a backup was restored;
/// those of an extraction that is gone; and those that `datasync copy` has made.
pub(crate) struct Inheritance {
    ours: Owner,
    /// The ids of all extractions.
    living: HashSet<String>,
}

impl Inheritance {
    pub(crate) async fn find(db: &impl ConnectionTrait, id: &str) -> Result<Self, Error> {
        Ok(Self { ours: owner(db, id).await?, living: store::ids(db).await? })
    }

    pub(crate) fn may_take_from(&self, owner: &Owner) -> bool {
        let is_of_a_command = owner.installation.is_empty();
        let is_same = owner.extraction == self.ours.extraction;
        let is_orphan = is_same || !self.living.contains(&owner.extraction);
        is_of_a_command || (owner.installation == self.ours.installation && is_orphan)
    }
}
