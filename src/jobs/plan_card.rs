//! The forms in which administrators say when a job runs and who hears of its failures, rename it and remove
//! it.

use leptos::prelude::*;

use super::{
    endpoint::{REMOVE_JOB, RENAME_JOB, SAVE_JOB},
    form::{JOB_NAME, JobField, JobForm},
    schedule::Zone,
};
use crate::{
    base::field::CONFIRMATION,
    database::entities::job,
    site::{posted::Posted, request::language},
    ui::{
        choice::CheckboxField,
        notice::{Notice, RefusalNotice, Tone},
        submit_button::SubmitButton,
        text_field::{self, TextField},
        unsaved_changes::UnsavedChanges,
    },
};

/// The id of the list of zones that stands below the field.
const ZONES: &str = "time-zones";

#[component]
pub(super) fn PlanCard(job: job::Model) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&SAVE_JOB);
    let refusal = posted.refusal();
    let has_typed = posted.has_typed();
    let version = posted.seen_version(None, job.version);
    // An empty box is not posted: only what nobody has typed comes from the job.
    let posted = posted.or_values(JobForm::of(&job).values());
    let is_enabled = posted.is_ticked(JobField::Enabled);
    let tells = posted.is_ticked(JobField::TellsOfFailures);
    let fields = if job.managed_by.is_run_here() {
        view! { <Times posted=posted.clone() is_enabled /> }.into_any()
    } else {
        view! { <Reports posted=posted.clone() /> }.into_any()
    };
    view! {
        <section class="card panel" id="plan" aria-labelledby="plan-title">
            <header>
                <h2 id="plan-title">{t.job_plan_title()}</h2>
            </header>
            <RefusalNotice refusal />
            <form method="post" action=SAVE_JOB.function novalidate>
                <input type="hidden" name="name" value=job.name />
                <input type="hidden" name="version" value=version.to_string() />
                {fields}
                <CheckboxField
                    field=JobField::TellsOfFailures
                    label=t.job_tells()
                    help=t.job_tells_help()
                    is_ticked=tells
                />
                <div class="panel-foot">
                    <UnsavedChanges text=t.unsaved_changes() initially=has_typed />
                    <SubmitButton label=t.save() working=t.working() />
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Of a job that DataSync runs.
#[component]
fn Times(posted: Posted, is_enabled: bool) -> impl IntoView {
    let (_, t) = language();
    let zones =
        Zone::names().into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <TextField
            field=JobField::Schedule
            kind=text_field::InputKind::Plain
            label=t.jobs_schedule()
            help=t.job_schedule_help()
            posted=posted.clone()
        />
        <TextField
            field=JobField::TimeZone
            kind=text_field::InputKind::Plain
            label=t.job_time_zone()
            help=t.job_time_zone_help()
            options=ZONES
            posted
        />
        <datalist id=ZONES>{zones}</datalist>
        <CheckboxField
            field=JobField::Enabled
            label=t.job_enabled()
            help=t.job_enabled_help()
            is_ticked=is_enabled
        />
    }
    .into_any()
}

/// Of a job that another program runs.
#[component]
fn Reports(posted: Posted) -> impl IntoView {
    let (_, t) = language();
    view! {
        <TextField
            field=JobField::HeartbeatMinutes
            kind=text_field::InputKind::Number
            label=t.job_heartbeat()
            help=t.job_heartbeat_help()
            posted
        />
    }
    .into_any()
}

#[component]
pub(super) fn NameCard(job: job::Model) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&RENAME_JOB);
    let refusal = posted.refusal();
    let version = posted.seen_version(None, job.version);
    let posted = posted.or_values([(JOB_NAME.as_str().to_owned(), job.name)]);
    view! {
        <section class="card panel" id="rename" aria-labelledby="rename-title">
            <header>
                <h2 id="rename-title">{t.job_rename_title()}</h2>
                <p>{t.job_rename_text()}</p>
            </header>
            <RefusalNotice refusal />
            <form method="post" action=RENAME_JOB.function novalidate>
                <input type="hidden" name="id" value=job.id />
                <input type="hidden" name="version" value=version.to_string() />
                <TextField
                    field=JOB_NAME
                    kind=text_field::InputKind::Plain
                    label=t.job_rename_name()
                    help=t.job_rename_help()
                    posted
                />
                // Not the main button of the page.
                <SubmitButton label=t.job_rename() working=t.working() action=RENAME_JOB.function />
            </form>
        </section>
    }
    .into_any()
}

/// Takes a job away that was made by a typing error, or whose program is gone.
#[component]
pub(super) fn RemoveCard(job: String) -> impl IntoView {
    let (_, t) = language();
    let posted = Posted::to(&REMOVE_JOB);
    view! {
        <section class="card panel" id="remove" aria-labelledby="remove-title">
            <header>
                <h2 id="remove-title">{t.job_remove_title()}</h2>
            </header>
            <RefusalNotice refusal=posted.refusal() />
            <Notice tone=Tone::Warning text=t.job_remove_text() />
            <form method="post" action=REMOVE_JOB.function novalidate>
                <input type="hidden" name="name" value=job.clone() />
                <TextField
                    field=CONFIRMATION
                    kind=text_field::InputKind::Plain
                    label=t.job_remove_confirm(job)
                    posted
                />
                // Not the main button of the page.
                <SubmitButton label=t.job_remove() working=t.working() action=REMOVE_JOB.function />
            </form>
        </section>
    }
    .into_any()
}
