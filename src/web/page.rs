//! Pages that wait for the database.

use axum::http::StatusCode;
use leptos::{either::Either, prelude::*};
use leptos_axum::ResponseOptions;

use super::{
    failure::{Error, Failure},
    request::language,
};
use crate::ui::{
    layout::Column,
    notice::{Notice, Tone},
};

/// The view that a future makes, or a page with the reference of what went wrong.
pub(crate) fn loading<V: IntoView + 'static>(
    view: impl Future<Output = Result<V, Error>> + Send + 'static,
) -> impl IntoView {
    let view = Suspend::new(async move {
        match view.await {
            Ok(view) => Either::Left(view),
            Err(error) => Either::Right(fault(&Failure::from(error))),
        }
    });
    view! { <Suspense>{view}</Suspense> }
}

fn fault(failure: &Failure) -> impl IntoView + use<> {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::INTERNAL_SERVER_ERROR);
    }
    let (_, t) = language();
    let reference = match failure {
        Failure::Fault(reference) => reference.to_string(),
        Failure::Form(_) | Failure::Refused(_) => String::new(),
    };
    view! {
        <Column title=t.problem_title_fault()>
            <Notice tone=Tone::Error text=t.problem_fault(reference) />
        </Column>
    }
}
