//! What is typed about a job: when it runs, or how long after a heartbeat a reported run has failed.

use strum::{EnumIter, IntoStaticStr};

use super::{
    schedule::{Schedule, Zone},
    store::Plan,
};
use crate::{
    base::{
        failure::{Checked, Error},
        field::{FieldName, Fields, FormValues, number_between},
    },
    database::entities::job::{self, ManagedBy},
};

/// Without a heartbeat for a day, a run has failed.
const MOST_HEARTBEAT_MINUTES: u16 = 24 * 60;

/// Of the form that renames a job.
pub(super) const JOB_NAME: FieldName = FieldName::new("name");

/// The fields of the form of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum JobField {
    Schedule,
    TimeZone,
    Enabled,
    HeartbeatMinutes,
    TellsOfFailures,
}

impl Fields for JobField {
    fn is_box(self) -> bool {
        matches!(self, Self::Enabled | Self::TellsOfFailures)
    }
}

pub(crate) type JobForm = FormValues<JobField>;

impl FormValues<JobField> {
    pub(crate) fn of(job: &job::Model) -> Self {
        let ticked = |is_on: bool| if is_on { "on" } else { "" };
        Self::unposted()
            .with(JobField::Schedule, job.schedule.clone().unwrap_or_default())
            .with(JobField::TimeZone, job.time_zone.clone().unwrap_or_default())
            .with(JobField::Enabled, ticked(job.is_enabled))
            .with(JobField::HeartbeatMinutes, (job.heartbeat_secs / 60).to_string())
            .with(JobField::TellsOfFailures, ticked(job.tells_of_failures))
    }

    /// The fields that such a job has.
    const fn fields(managed_by: ManagedBy) -> &'static [JobField] {
        match managed_by {
            ManagedBy::Reported => &[JobField::HeartbeatMinutes, JobField::TellsOfFailures],
            ManagedBy::BuiltIn | ManagedBy::Ours => &[
                JobField::Schedule,
                JobField::TimeZone,
                JobField::Enabled,
                JobField::TellsOfFailures,
            ],
        }
    }

    /// What is asked for of this job, if it makes sense.
    pub(crate) fn parse(&self, job: &job::Model) -> Result<Plan, Error> {
        let mut checked = Checked::default();
        let tells_of_failures = self.is_ticked(JobField::TellsOfFailures);
        let plan = if job.managed_by.is_run_here() {
            let schedule = Schedule::parse(self.get(JobField::Schedule).trim());
            let schedule = checked.take(JobField::Schedule, schedule);
            let zone = Zone::parse(self.get(JobField::TimeZone).trim());
            let zone = checked.take(JobField::TimeZone, zone);
            schedule.zip(zone).map(|times| Plan {
                times: Some(times),
                is_enabled: self.is_ticked(JobField::Enabled),
                heartbeat_secs: job.heartbeat_secs,
                tells_of_failures,
            })
        } else {
            let minutes = self.get(JobField::HeartbeatMinutes);
            let minutes = number_between(minutes, 1, MOST_HEARTBEAT_MINUTES);
            checked.take(JobField::HeartbeatMinutes, minutes).map(|minutes| Plan {
                times: None,
                is_enabled: job.is_enabled,
                heartbeat_secs: i32::from(minutes) * 60,
                tells_of_failures,
            })
        };
        plan.ok_or_else(|| checked.into_error())
    }

    /// The fields that a plan changes.
    pub(crate) fn fields_changed(job: &job::Model, plan: &Plan) -> Vec<JobField> {
        let times = plan.times.as_ref();
        let is_changed = |field: &JobField| match field {
            JobField::Schedule => times.map(|(s, _)| s.as_str()) != job.schedule.as_deref(),
            JobField::TimeZone => times.map(|(_, zone)| zone.name()) != job.time_zone.as_deref(),
            JobField::Enabled => plan.is_enabled != job.is_enabled,
            JobField::HeartbeatMinutes => plan.heartbeat_secs != job.heartbeat_secs,
            JobField::TellsOfFailures => plan.tells_of_failures != job.tells_of_failures,
        };
        Self::fields(job.managed_by).iter().copied().filter(is_changed).collect()
    }
}
