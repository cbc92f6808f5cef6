//! The guided setup: one step after the other, over the panels of the settings. The database remembers
//! the step, so that it goes on after a restart, in another browser, with another administrator.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
pub(crate) mod test_page;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, sea_query::Expr};

use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::installation::{self, Step},
};

/// Where the guide goes on; `None` once it is finished.
pub(crate) async fn step(db: &impl ConnectionTrait) -> Result<Option<Step>, Error> {
    let row = crate::security::installation::row(db).await?;
    Ok(row.filter(|row| row.guide_finished_at.is_none()).map(|row| row.guide_step))
}

/// Remembers a step, unless the guide is finished.
async fn go_to(tx: &impl ConnectionTrait, step: Step) -> Result<(), Error> {
    crate::security::installation::update()
        .col_expr(installation::Column::GuideStep, Expr::value(step))
        .filter(installation::Column::GuideFinishedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Before anybody is set up: the guide lies ahead, or is finished already.
pub(crate) async fn begin(
    tx: &impl ConnectionTrait,
    finished_at: Option<Timestamp>,
) -> Result<(), Error> {
    crate::security::installation::update()
        .col_expr(installation::Column::GuideFinishedAt, Expr::value(finished_at))
        .exec(tx)
        .await?;
    Ok(())
}

/// The answer is whether it was not finished before.
async fn finish(tx: &impl ConnectionTrait, now: Timestamp) -> Result<bool, Error> {
    let finished = crate::security::installation::update()
        .col_expr(installation::Column::GuideFinishedAt, Expr::value(Some(now)))
        .filter(installation::Column::GuideFinishedAt.is_null())
        .exec(tx)
        .await?;
    Ok(finished.rows_affected == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_follows_the_other() {
        assert_eq!(Step::Connection.before(), None);
        assert_eq!(Step::Connection.after(), Some(Step::Mail));
        assert_eq!(Step::Done.before(), Some(Step::Users));
        assert_eq!(Step::Done.after(), None);
        for step in Step::all() {
            assert_eq!(Step::from_name(step.name()), Some(step));
        }
    }
}
