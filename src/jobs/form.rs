//! What is typed about a job: when it runs, or how long after a heartbeat a reported run has failed.

use serde::{Deserialize, Serialize};

use super::{
    schedule::{Schedule, Zone},
    store::Plan,
};
use crate::{
    base::{
        failure::{Checked, Error},
        field::{Field, is_ticked, number_between, values_of},
    },
    database::entities::job::{self, ManagedBy},
};

/// Without a heartbeat for a day, a run has failed.
const MOST_HEARTBEAT_MINUTES: u16 = 24 * 60;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct JobForm {
    pub(crate) schedule: String,
    pub(crate) time_zone: String,
    pub(crate) enabled: String,
    pub(crate) heartbeat_minutes: String,
    pub(crate) tells_of_failures: String,
}

impl JobForm {
    pub(crate) fn of(job: &job::Model) -> Self {
        let ticked = |is_on: bool| if is_on { "on" } else { "" }.to_owned();
        Self {
            schedule: job.schedule.clone().unwrap_or_default(),
            time_zone: job.time_zone.clone().unwrap_or_default(),
            enabled: ticked(job.is_enabled),
            heartbeat_minutes: (job.heartbeat_secs / 60).to_string(),
            tells_of_failures: ticked(job.tells_of_failures),
        }
    }

    pub(crate) fn values(&self) -> Vec<(String, String)> {
        values_of(self)
    }

    /// The fields that such a job has.
    const fn fields(managed_by: ManagedBy) -> &'static [Field] {
        match managed_by {
            ManagedBy::Reported => &[Field::HeartbeatMinutes, Field::TellsOfFailures],
            ManagedBy::BuiltIn | ManagedBy::Ours => {
                &[Field::Schedule, Field::TimeZone, Field::Enabled, Field::TellsOfFailures]
            }
        }
    }

    /// What is asked for of this job, if it makes sense.
    pub(crate) fn parse(&self, job: &job::Model) -> Result<Plan, Error> {
        let mut checked = Checked::default();
        let tells_of_failures = is_ticked(&self.tells_of_failures);
        let plan = if job.managed_by.is_run_here() {
            let schedule = checked.take(Field::Schedule, Schedule::parse(self.schedule.trim()));
            let zone = checked.take(Field::TimeZone, Zone::parse(self.time_zone.trim()));
            schedule.zip(zone).map(|times| Plan {
                times: Some(times),
                is_enabled: is_ticked(&self.enabled),
                heartbeat_secs: job.heartbeat_secs,
                tells_of_failures,
            })
        } else {
            let minutes = number_between(&self.heartbeat_minutes, 1, MOST_HEARTBEAT_MINUTES);
            checked.take(Field::HeartbeatMinutes, minutes).map(|minutes| Plan {
                times: None,
                is_enabled: job.is_enabled,
                heartbeat_secs: i32::from(minutes) * 60,
                tells_of_failures,
            })
        };
        plan.ok_or_else(|| checked.into_error())
    }

    /// The fields that a plan changes.
    pub(crate) fn fields_changed(job: &job::Model, plan: &Plan) -> Vec<Field> {
        let times = plan.times.as_ref();
        let is_changed = |field: &Field| match field {
            Field::Schedule => times.map(|(s, _)| s.as_str()) != job.schedule.as_deref(),
            Field::TimeZone => times.map(|(_, zone)| zone.name()) != job.time_zone.as_deref(),
            Field::Enabled => plan.is_enabled != job.is_enabled,
            Field::HeartbeatMinutes => plan.heartbeat_secs != job.heartbeat_secs,
            _ => plan.tells_of_failures != job.tells_of_failures,
        };
        Self::fields(job.managed_by).iter().copied().filter(is_changed).collect()
    }
}
