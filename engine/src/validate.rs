//! What a copy would do, found out without writing anything: table by table what is there and what would be
//! made, column by column what becomes of the values, and everything that stands in the way.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::{
    driver::{Destination, Engine, NativeType, Source},
    drivers::DriverError,
    load::Side,
    names::NameProblem,
    plan::TablePlan,
    register::{self, ClaimError, Holder, Owner},
    table::{TableName, TableShape},
    types::Verdict,
};

/// A table of the source, and what would become of it.
#[derive(Debug)]
pub struct TableReport {
    pub plan: TablePlan,
    pub state: TableState,
    /// What the first run would make. Empty where the table is there.
    pub statements: Vec<String>,
    /// While there are any, the table is not copied.
    pub obstacles: Vec<Obstacle>,
}

/// What is in the destination where the table is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableState {
    /// Nothing.
    New,
    /// A table that DataSync has made, as it would make it today.
    Equal,
    /// A table that DataSync has made in another shape.
    Changed,
    /// A table that is not ours.
    InTheWay,
}

/// Why a table cannot be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The source's user may not read it, or not all of its columns.
    NotReadable,
    /// Row level security keeps rows of it from the source's user.
    RowsHidden,
    TableName(NameProblem),
    ColumnName {
        column: String,
        problem: NameProblem,
    },
    NoColumns,
    TooManyColumns {
        limit: usize,
    },
    /// Something is lost in it, and nobody has accepted that.
    Lossy {
        column: String,
    },
    /// DataSync has not made the table that is there.
    NotOurs,
    /// DataSync has made it for somebody else.
    OfAnother(Holder),
    /// DataSync has made a table of this name, and it is another one, or a view, that is there.
    Replaced,
    /// The table that is there lacks a column.
    ColumnMissing {
        column: String,
    },
    /// It has one that the source does not have.
    ColumnSurplus {
        column: String,
    },
    /// One of its columns has another type than it would get today.
    ColumnType {
        column: String,
        is: String,
        should_be: String,
    },
    /// It has another primary key.
    Key,
    /// Rows of somebody else's table would be deleted or changed with ours.
    Cascade {
        table: String,
        constraint: String,
    },
}

/// Why nothing could be found out.
#[derive(Debug)]
pub enum ValidateProblem {
    Server(Side, DriverError),
    /// The source has no such table any more.
    Gone(TableName),
    /// The register holds what no version so far has written.
    UnreadableRegister,
}

/// What is to be copied, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub owner: &'a Owner,
    /// The schema of the destination, where its engine has schemas.
    pub schema: Option<&'a str>,
    /// Columns in which something may be lost, as `table.column`.
    pub accept_lossy: &'a BTreeSet<String>,
}

impl Request<'_> {
    /// Looks at one table on both sides; `before` are those that the same copy looked at before.
    pub async fn validate(
        &self,
        source: &mut dyn Source,
        destination: &mut dyn Destination,
        table: &TableName,
        before: &[TableReport],
    ) -> Result<TableReport, ValidateProblem> {
        let of_source = |error| ValidateProblem::Server(Side::Source, error);
        let of_destination = |error| ValidateProblem::Server(Side::Destination, error);
        let engine = destination.engine();
        let shape = source.describe(table).await.map_err(of_source)?;
        let shape = shape.ok_or_else(|| ValidateProblem::Gone(table.clone()))?;
        let target = TableName { schema: self.schema.map(str::to_owned), name: table.name.clone() };
        let plan = TablePlan::new(table.clone(), target, shape, engine);
        let mut obstacles = name_obstacles(engine, &plan, before);
        obstacles.extend(self.losses(&plan));
        // A name that the engine would cut means another table.
        let is_named = !obstacles.iter().any(|it| matches!(it, Obstacle::TableName(_)));
        let there = if is_named {
            destination.describe(&plan.destination).await.map_err(of_destination)?
        } else {
            None
        };
        let of_register = |error| match error {
            ClaimError::Server(error) => of_destination(error),
            _ => ValidateProblem::UnreadableRegister,
        };
        let target = &plan.destination;
        let entry = if is_named {
            register::entry(destination, target).await.map_err(of_register)?
        } else {
            None
        };
        let state = match there {
            None => {
                // What has been there is still theirs: a first load may be under way.
                let theirs = entry.filter(|entry| entry.owner != *self.owner);
                obstacles.extend(theirs.map(|entry| Obstacle::OfAnother(entry.holder())));
                TableState::New
            }
            Some(there) => {
                let is_replaced = match &entry {
                    Some(entry) => register::is_replaced(destination, target, entry).await,
                    None => Ok(false),
                };
                let is_replaced = is_replaced.map_err(of_register)?;
                let differences = differences(&plan, &there);
                match entry {
                    None => {
                        obstacles.push(Obstacle::NotOurs);
                        TableState::InTheWay
                    }
                    Some(entry) if entry.owner != *self.owner => {
                        obstacles.push(Obstacle::OfAnother(entry.holder()));
                        TableState::InTheWay
                    }
                    Some(_) if is_replaced => {
                        obstacles.push(Obstacle::Replaced);
                        TableState::InTheWay
                    }
                    Some(_) if differences.is_empty() => TableState::Equal,
                    Some(_) => {
                        obstacles.extend(differences);
                        TableState::Changed
                    }
                }
            }
        };
        if let TableState::Equal | TableState::Changed = state {
            obstacles
                .extend(cascades(destination, &plan.destination).await.map_err(of_destination)?);
        }
        let statements = if state == TableState::New && is_named {
            let written = plan.written();
            let create = engine.create_table(&plan.destination, &written);
            let key = engine.add_key(&plan.destination, &written);
            std::iter::once(create).chain(key).collect()
        } else {
            Vec::new()
        };
        Ok(TableReport { plan, state, statements, obstacles })
    }

    fn losses(&self, plan: &TablePlan) -> Vec<Obstacle> {
        let lossy =
            plan.columns.iter().filter(|column| matches!(column.verdict, Verdict::Lossy(_)));
        let accepted =
            |column: &str| self.accept_lossy.contains(&format!("{}.{column}", plan.source.name));
        lossy
            .filter(|column| !accepted(&column.name))
            .map(|column| Obstacle::Lossy { column: column.name.clone() })
            .collect()
    }
}

const fn max_columns(engine: Engine) -> usize {
    match engine {
        Engine::PostgreSql => 1_600,
        Engine::MySql => 1_017,
        Engine::Sqlite => 2_000,
    }
}

fn name_obstacles(engine: Engine, plan: &TablePlan, before: &[TableReport]) -> Vec<Obstacle> {
    let others = before.iter().map(|report| &*report.plan.destination.name);
    let table = engine.table_name_problem(&plan.destination.name, others);
    let mut obstacles: Vec<Obstacle> = table.map(Obstacle::TableName).into_iter().collect();
    for (place, column) in plan.columns.iter().enumerate() {
        let others = plan.columns[..place].iter().map(|column| &*column.name);
        if let Some(problem) = engine.name_problem(&column.name, others) {
            obstacles.push(Obstacle::ColumnName { column: column.name.clone(), problem });
        }
    }
    let limit = max_columns(engine);
    if plan.columns.is_empty() {
        obstacles.push(Obstacle::NoColumns);
    } else if plan.columns.len() > limit {
        obstacles.push(Obstacle::TooManyColumns { limit });
    }
    obstacles
}

/// How the table that is there differs from the one that would be made.
fn differences(plan: &TablePlan, there: &TableShape<NativeType>) -> Vec<Obstacle> {
    let mut differences = Vec::new();
    for column in &plan.columns {
        let name = || column.name.clone();
        match there.columns.iter().find(|found| found.name == column.name) {
            None => differences.push(Obstacle::ColumnMissing { column: name() }),
            Some(found) if !found.column_type.is_made_by(&column.destination_type) => {
                differences.push(Obstacle::ColumnType {
                    column: name(),
                    is: found.column_type.name(),
                    should_be: column.destination_type.name(),
                });
            }
            Some(_) => {}
        }
    }
    for found in &there.columns {
        if !plan.columns.iter().any(|column| column.name == found.name) {
            differences.push(Obstacle::ColumnSurplus { column: found.name.clone() });
        }
    }
    let names = |places: &[usize]| -> BTreeSet<String> {
        places.iter().map(|place| there.columns[*place].name.clone()).collect()
    };
    let planned: BTreeSet<String> =
        plan.columns.iter().filter(|column| column.is_key).map(|key| key.name.clone()).collect();
    // A table that was read without a key can be given one by somebody: that does no harm.
    if !planned.is_empty() && names(&there.primary_key) != planned {
        differences.push(Obstacle::Key);
    }
    differences
}

/// References to our table by which the server would delete or change rows of another one.
async fn cascades(
    destination: &mut dyn Destination,
    table: &TableName,
) -> Result<Vec<Obstacle>, DriverError> {
    let query = destination.engine().cascades(table);
    let found = destination.query(query).await?.into_iter();
    let obstacle = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().map(Option::unwrap_or_default);
        let (table, constraint) = (row.next().unwrap_or_default(), row.next().unwrap_or_default());
        Obstacle::Cascade { table, constraint }
    };
    Ok(found.map(obstacle).collect())
}

#[cfg(test)]
mod tests;
