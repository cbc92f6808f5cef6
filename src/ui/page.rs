//! Pages that wait for the database.

use std::sync::Arc;

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tokio::sync::oneshot;

use super::{
    layout::Column,
    notice::{Notice, Tone},
    problem,
    sent_in_turn::SentInTurn,
};
use crate::{
    base::failure::{Error, Failure, Refusal},
    database::entities::account,
    i18n,
    paths::Page,
    site::{
        context::Context,
        request::{Visitor, context, language, visitor},
    },
};

/// The view that a future makes, or a page with the reference of what went wrong. Not in a `Suspense`: that watches
/// from an effect on another thread whether anything is still under way.
pub(crate) fn loading<V: IntoView + 'static>(
    view: impl Future<Output = Result<V, Error>> + Send + 'static,
) -> impl IntoView {
    SentInTurn::once(async move {
        match view.await {
            Ok(view) => view.into_any(),
            Err(error) => fault(&Failure::from(error)).into_any(),
        }
    })
}

/// The same for whoever is signed in.
pub(crate) fn loading_for_signed_in<V: IntoView + 'static, F>(
    view: impl FnOnce(Context, Arc<Visitor>) -> F + Send + 'static,
) -> impl IntoView
where
    F: Future<Output = Result<V, Error>> + Send + 'static,
{
    let (context, visitor) = (context(), visitor());
    loading(async move {
        // None while Leptos lists the routes.
        let Some(context) = context else { return Ok(None) };
        visitor.require_session()?;
        view(context, visitor).await.map(Some)
    })
}

/// The same for administrators. `middleware::access` asks before; what these pages show deserves a
/// second lock.
pub(crate) fn loading_for_administrator<V: IntoView + 'static, F>(
    view: impl FnOnce(Context, account::Model) -> F + Send + 'static,
) -> impl IntoView
where
    F: Future<Output = Result<V, Error>> + Send + 'static,
{
    loading_for_signed_in(async move |state, visitor| {
        let administrator = visitor.require_administrator()?.clone();
        view(state, administrator).await
    })
}

/// Looks something up before anything of a page is sent: that there is no such thing is the page's status.
/// Once for all, and not in the page itself: that waits for the resource which holds the status back, and
/// must not hold a connection meanwhile that another page needs for getting there.
pub(crate) fn look_up<T, F>(
    find: impl FnOnce(Context, Arc<Visitor>) -> F,
) -> impl Future<Output = Result<Option<T>, Error>> + Send + 'static
where
    T: Send + 'static,
    F: Future<Output = Result<Option<T>, Error>> + Send + 'static,
{
    let of_page = context().zip(use_context::<ResponseOptions>());
    let told = of_page.map(|(context, response)| {
        let find = find(context, visitor());
        let ((tell, told), (done, is_done)) = (oneshot::channel(), oneshot::channel::<()>());
        tokio::spawn(async move {
            let found = find.await;
            if matches!(found, Ok(None)) {
                response.set_status(StatusCode::NOT_FOUND);
            }
            // Whoever asked may have gone.
            let _ = tell.send(found);
            drop(done);
        });
        let _status = OnceResource::new_blocking(async move { is_done.await.is_ok() });
        told
    });
    async move {
        // None while Leptos lists the routes.
        let Some(told) = told else { return Ok(None) };
        let lost = |_| Err(std::io::Error::other("the look-up of a page broke off").into());
        told.await.unwrap_or_else(lost)
    }
}

/// Of the page that is running.
pub(crate) fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

fn fault(failure: &Failure) -> impl IntoView + use<> {
    set_status(failure.status());
    if let (Some(response), Some((name, value))) =
        (use_context::<ResponseOptions>(), problem::header_of(failure))
    {
        response.insert_header(name, value);
    }
    let (language, t) = language();
    let text = match failure {
        Failure::Fault(reference) => t.problem_fault(reference.to_string()),
        // No page asks for a form; the database may have gone since the request began.
        Failure::Form(_) => i18n::refusal(language, Refusal::Malformed),
        Failure::Refused(refusal) => i18n::refusal(language, *refusal),
    };
    view! {
        <Column title=problem::title(t, failure.status())>
            <Notice tone=Tone::Error text />
            <a class="button primary" href=Page::Home.path()>
                {t.problem_home()}
            </a>
        </Column>
    }
}
