//! `/unsubscribe/{token}`

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use leptos::prelude::*;

use super::service;
use crate::{
    accounts::new_password::page::token,
    base::{
        failure::{Failure, Refusal},
        secret::Secret,
    },
    site::{
        context::Context,
        request::{Visitor, context, language},
    },
    ui::{
        end_page::EndPage,
        layout::Column,
        page::{loading, set_status},
        problem,
        submit_button::SubmitButton,
    },
};

/// Takes a post to the link. What stands in it says nothing that the address does not say, so it is
/// not read: neither its type nor its size can do harm. The answer is the page, which shows how things
/// stand now.
pub(crate) async fn receive(
    State(context): State<Context>,
    Path(token): Path<String>,
    request: Request,
    next: Next,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    if let Err(error) = service::stop(&context, &visitor, &Secret::new(token)).await {
        return problem::respond(&visitor, &Failure::from(error));
    }
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    next.run(Request::from_parts(parts, Body::empty())).await
}

/// Opening the link changes nothing; the button does.
#[component]
pub(crate) fn UnsubscribePage() -> impl IntoView {
    let (context, token) = (context(), token());
    loading(async move {
        // None while Leptos lists the routes.
        let Some(context) = context else { return Ok(None) };
        let account = service::find(&context, &context.database.read(), &token).await?;
        Ok(Some(match account {
            Some(account) if account.email_notifications => {
                view! { <Stop username=account.username /> }.into_any()
            }
            Some(account) => view! { <Stopped username=account.username /> }.into_any(),
            None => view! { <Unusable /> }.into_any(),
        }))
    })
}

#[component]
fn Stop(username: String) -> impl IntoView {
    let (_, t) = language();
    // Without an action, a form posts to the address of its page.
    view! {
        <Column title=t.unsubscribe_title()>
            <p class="introduction">{t.unsubscribe_text(username)}</p>
            <form method="post">
                <SubmitButton label=t.unsubscribe_submit() working=t.working() />
            </form>
        </Column>
    }
}

#[component]
fn Stopped(username: String) -> impl IntoView {
    let (_, t) = language();
    view! {
        <EndPage
            title=t.unsubscribed_title()
            paragraphs=vec![t.unsubscribed_text(username), t.unsubscribed_back()]
            button=t.log_in()
        />
    }
}

/// Cut off on the way, of a deleted account, or sealed under a key that is gone: one and the same.
#[component]
fn Unusable() -> impl IntoView {
    let (_, t) = language();
    set_status(Refusal::LinkUnusable.status());
    view! {
        <EndPage
            title=t.link_unusable_title()
            paragraphs=vec![t.unsubscribe_unusable()]
            button=t.log_in()
        />
    }
}
