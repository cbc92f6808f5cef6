//! The rows of the table `connection`.

use engine::reach::ReachProblem;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use super::form::{NewConnection, PlaceForm};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Error, Refusal},
        random,
        secret::Secret,
        vault::Vault,
    },
    database::entities::{
        account::{self, Role},
        connection::{self, Audience, Column},
        extraction, job,
    },
};

/// More than a company has databases.
pub(super) const MOST: u64 = 1_000;

impl connection::Model {
    pub(crate) fn form(&self) -> Result<PlaceForm, Error> {
        Ok(serde_json::from_str(&self.form)?)
    }

    /// Whether somebody who is signed in may use it.
    pub(crate) fn is_for(&self, person: &account::Model) -> bool {
        self.audience == Audience::Everybody || person.role == Role::Administrator
    }

    /// The password, if it was typed for this destination.
    pub(crate) fn password_for(
        &self,
        connection: &NewConnection,
        vault: &Vault,
    ) -> Result<Option<Secret>, Error> {
        match (&self.sealed_password, connection.place.destination()) {
            (Some(sealed), Some(destination)) => Ok(vault.unseal(sealed, &destination)?),
            _ => Ok(None),
        }
    }

    /// What its last test came to, if there was one.
    pub(crate) fn last_test(&self) -> Option<(Timestamp, Result<(), ReachProblem>)> {
        let problem = self.test_problem.as_deref();
        // One of a later version says as much.
        let problem =
            problem.map(|text| serde_json::from_str(text).unwrap_or(ReachProblem::Failed));
        Some((self.tested_at?, problem.map_or(Ok(()), Err)))
    }
}

pub(crate) async fn list(db: &impl ConnectionTrait) -> Result<Vec<connection::Model>, Error> {
    Ok(connection::Entity::find().order_by_asc(Column::NameKey).all(db).await?)
}

/// Those that somebody may use, by their names.
pub(crate) async fn list_for(
    db: &impl ConnectionTrait,
    person: &account::Model,
) -> Result<Vec<connection::Model>, Error> {
    let mut listed = list(db).await?;
    listed.retain(|connection| connection.is_for(person));
    Ok(listed)
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<connection::Model>, Error> {
    Ok(connection::Entity::find_by_id(id).one(db).await?)
}

/// One that this person may use. Of others they do not learn whether they are there.
pub(crate) async fn find_for(
    db: &impl ConnectionTrait,
    id: &str,
    person: &account::Model,
) -> Result<Option<connection::Model>, Error> {
    Ok(find(db, id).await?.filter(|connection| connection.is_for(person)))
}

pub(crate) async fn find_named(
    db: &impl ConnectionTrait,
    name_key: &str,
) -> Result<Option<connection::Model>, Error> {
    Ok(connection::Entity::find().filter(Column::NameKey.eq(name_key)).one(db).await?)
}

/// Whether another connection than the one with this id has the name.
pub(super) async fn is_taken(
    tx: &impl ConnectionTrait,
    name_key: &str,
    own_id: Option<&str>,
) -> Result<bool, Error> {
    let holder = find_named(tx, name_key).await?;
    Ok(holder.is_some_and(|holder| own_id != Some(&*holder.id)))
}

pub(super) async fn count(tx: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(connection::Entity::find().count(tx).await?)
}

/// What is kept of a connection, with its password sealed.
pub(super) struct Kept {
    pub(super) connection: NewConnection,
    pub(super) form: String,
    pub(super) sealed_password: Option<String>,
    /// When these very settings were tested, and what came of it.
    pub(super) tested: Option<(Timestamp, Result<(), ReachProblem>)>,
}

impl Kept {
    pub(super) fn seal(
        connection: NewConnection,
        form: &PlaceForm,
        vault: &Vault,
    ) -> Result<Self, Error> {
        let sealed = connection.password().zip(connection.place.destination());
        let sealed = sealed.map(|(password, destination)| vault.seal(password, &destination));
        let form = serde_json::to_string(form)?;
        Ok(Self { connection, form, sealed_password: sealed.transpose()?, tested: None })
    }

    /// The columns of the last test.
    fn test(&self) -> Result<(Option<Timestamp>, Option<String>), Error> {
        match self.tested {
            Some((at, outcome)) => Ok((Some(at), stored_problem(outcome)?)),
            None => Ok((None, None)),
        }
    }
}

/// As [`connection::Model::last_test`] reads it.
fn stored_problem(outcome: Result<(), ReachProblem>) -> Result<Option<String>, Error> {
    let problem = outcome.err().map(|problem| serde_json::to_string(&problem));
    Ok(problem.transpose()?)
}

/// The answer is the id.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    kept: &Kept,
    now: Timestamp,
) -> Result<String, Error> {
    let NewConnection { name, kind, audience, .. } = &kept.connection;
    let (tested_at, test_problem) = kept.test()?;
    let row = connection::Model {
        id: random::row_id(),
        name: name.as_str().to_owned(),
        name_key: name.key(),
        kind: *kind,
        audience: *audience,
        version: 1,
        created_at: now,
        form: kept.form.clone(),
        sealed_password: kept.sealed_password.clone(),
        tested_at,
        test_problem,
    };
    let id = row.id.clone();
    let row = row.into_active_model().reset_all();
    connection::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Refuses where somebody else has saved since `seen_version`.
pub(super) async fn update(
    tx: &impl ConnectionTrait,
    id: &str,
    seen_version: i32,
    kept: &Kept,
) -> Result<(), Error> {
    let NewConnection { name, kind, audience, .. } = &kept.connection;
    let (tested_at, test_problem) = kept.test()?;
    let saved = connection::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::Name, Expr::value(name.as_str()))
        .col_expr(Column::NameKey, Expr::value(name.key()))
        .col_expr(Column::Kind, Expr::value(*kind))
        .col_expr(Column::Audience, Expr::value(*audience))
        .col_expr(Column::Form, Expr::value(&*kept.form))
        .col_expr(Column::SealedPassword, Expr::value(kept.sealed_password.clone()))
        .col_expr(Column::TestedAt, Expr::value(tested_at))
        .col_expr(Column::TestProblem, Expr::value(test_problem))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(seen_version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}

/// Notes what a test of the saved settings came to, unless they have changed since.
pub(super) async fn note_test(
    tx: &impl ConnectionTrait,
    tested: &connection::Model,
    outcome: Result<(), ReachProblem>,
    now: Timestamp,
) -> Result<(), Error> {
    connection::Entity::update_many()
        .col_expr(Column::TestedAt, Expr::value(Some(now)))
        .col_expr(Column::TestProblem, Expr::value(stored_problem(outcome)?))
        .filter(Column::Id.eq(&tested.id))
        .filter(Column::Version.eq(tested.version))
        .exec(tx)
        .await?;
    Ok(())
}

/// The extractions that read or write a connection: their ids and names.
pub(super) async fn users(
    db: &impl ConnectionTrait,
    connection_id: &str,
) -> Result<Vec<(String, String)>, Error> {
    let uses = extraction::Column::SourceId
        .eq(connection_id)
        .or(extraction::Column::DestinationId.eq(connection_id));
    let found = extraction::Entity::find().filter(uses).all(db).await?;
    let ids = found.iter().map(|extraction| &*extraction.job_id);
    let jobs = job::Entity::find().filter(job::Column::Id.is_in(ids)).all(db).await?;
    let name = |id: &str| jobs.iter().find(|job| job.id == id).map(|job| job.name.clone());
    let named = found.into_iter().map(|extraction| {
        let name = name(&extraction.job_id).unwrap_or_default();
        (extraction.id, name)
    });
    let mut named: Vec<_> = named.collect();
    named.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(named)
}

/// The answer is whether it was there.
pub(super) async fn remove(tx: &impl ConnectionTrait, id: &str) -> Result<bool, Error> {
    let removed = connection::Entity::delete_by_id(id).exec(tx).await?;
    Ok(removed.rows_affected == 1)
}

/// Puts another sealed password in the place of the one that a row has.
pub(super) async fn replace_password(
    tx: &impl ConnectionTrait,
    row: &connection::Model,
    sealed: String,
) -> Result<(), Error> {
    connection::Entity::update_many()
        .col_expr(Column::SealedPassword, Expr::value(Some(sealed)))
        .filter(Column::Id.eq(&row.id))
        .filter(Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(())
}
