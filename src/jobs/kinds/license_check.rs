//! Looks whether the license ends soon.

use crate::{
    jobs::{
        log::LogLine,
        work::{Task, WorkError},
    },
    licenses::{self, license::LicenseStatus},
    mail::reason::Reason,
};

pub(super) async fn check(task: &Task) -> Result<(), WorkError> {
    let context = &task.context;
    let licenses = licenses::store::list_current(&context.database.read()).await?;
    let now = context.clock.now();
    let standings = licenses.iter().map(|license| license.standing(now));
    match standings.into_iter().find(|standing| *standing != LicenseStatus::Valid) {
        None => {
            task.log.write(LogLine::License(LicenseStatus::Valid));
            Ok(())
        }
        Some(standing) => Err(Reason::License(standing).into()),
    }
}
