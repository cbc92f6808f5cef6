//! The button that cancels a run, or who has asked for it already.

use leptos::prelude::*;

use super::endpoint::CANCEL_RUN;
use crate::{
    database::entities::{job, job_run},
    site::request::language,
    ui::{
        notice::{Notice, Tone},
        submit_button::SubmitButton,
    },
};

#[component]
pub(super) fn CancelButton(job: String, run: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <form class="run-now" method="post" action=CANCEL_RUN.function>
            <input type="hidden" name="name" value=job />
            <input type="hidden" name="run" value=run />
            // Not the main button of the page.
            <SubmitButton label=t.run_cancel() working=t.working() action=CANCEL_RUN.function />
        </form>
    }
    .into_any()
}

/// Of a run that is not over: that somebody has asked for it, for everybody; for administrators, otherwise
/// the button. What other programs run is stopped there.
#[component]
pub(super) fn Cancelling(
    job: job::Model,
    run: job_run::Model,
    is_administrator: bool,
) -> impl IntoView {
    let (_, t) = language();
    if let Some(by) = &run.cancel_requested_by {
        return view! { <Notice tone=Tone::Warning text=t.run_cancelling(by) /> }.into_any();
    }
    let can_cancel = is_administrator && job.managed_by.is_run_here();
    can_cancel.then(|| view! { <CancelButton job=job.name run=run.id /> }).into_any()
}
