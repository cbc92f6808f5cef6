//! A page that says what went wrong. It stands alone: no router, no scripts, no look-ups, so that it
//! works when those do not.

use axum::{
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ALLOW, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

use super::layout::{DocumentHead, Wordmark};
use crate::{
    base::failure::{Failure, Refusal},
    i18n::{self, Text},
    paths::Page,
    site::request::Visitor,
};

/// Seconds after which a busy server is worth another try.
const BUSY_RETRY_SECS: u32 = 5;

/// A whole answer: the status, and one sentence in the visitor's language.
pub(crate) fn respond(visitor: &Visitor, failure: &Failure) -> Response {
    let sentence = match failure {
        Failure::Refused(refusal) => i18n::refusal(visitor.language, *refusal),
        Failure::Fault(reference) => visitor.language.text().problem_fault(reference.to_string()),
        // The form itself says more; this is for whoever has no form to go back to.
        Failure::Form(_) => i18n::refusal(visitor.language, Refusal::Malformed),
    };
    let mut response =
        (failure.status(), page(visitor, failure.status(), &sentence)).into_response();
    add_headers(&mut response, failure);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// What a failure says to programs besides its status.
pub(crate) fn add_headers(response: &mut Response, failure: &Failure) {
    if let Some((name, value)) = header_of(failure) {
        response.headers_mut().insert(name, value);
    }
}

pub(crate) fn header_of(failure: &Failure) -> Option<(HeaderName, HeaderValue)> {
    Some(match failure {
        Failure::Refused(Refusal::Busy | Refusal::DatabaseUnreachable) => {
            (RETRY_AFTER, BUSY_RETRY_SECS.into())
        }
        Failure::Refused(Refusal::TooManyTries { seconds }) => (RETRY_AFTER, (*seconds).into()),
        Failure::Refused(Refusal::FormsOnly) => (ALLOW, HeaderValue::from_static("POST")),
        _ => return None,
    })
}

/// What stands above what went wrong.
pub(crate) fn title(t: &Text, status: StatusCode) -> String {
    match status {
        StatusCode::NOT_FOUND => t.problem_title_not_found(),
        StatusCode::FORBIDDEN => t.problem_title_forbidden(),
        status if status.is_server_error() => t.problem_title_fault(),
        _ => t.problem_title_refused(),
    }
}

fn page(visitor: &Visitor, status: StatusCode, sentence: &str) -> String {
    let t = visitor.language.text();
    let title = title(t, status);
    let view = view! {
        <html lang=visitor.language.tag()>
            <head>
                <DocumentHead />
                <title>{format!("{title} · {}", t.product())}</title>
            </head>
            <body>
                <header class="column-header">
                    <Wordmark product=t.product() />
                </header>
                <main class="column">
                    <h1>{title.clone()}</h1>
                    <p>{sentence.to_owned()}</p>
                    <a class="button primary" href=Page::Home.path()>
                        {t.problem_home()}
                    </a>
                </main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", view.to_html())
}
