//! A page that says what went wrong. It stands alone: no router, no scripts, no look-ups, so that it
//! works when those do not.

use axum::{
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

use crate::{paths::Page, web::{assets, request::Visitor}};

/// A whole answer with one sentence for people.
pub(crate) fn respond(visitor: &Visitor, status: StatusCode, sentence: &str) -> Response {
    let html = page(visitor, status, sentence);
    let mut response = (status, html).into_response();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn page(visitor: &Visitor, status: StatusCode, sentence: &str) -> String {
    let t = visitor.language.text();
    let title = match status {
        StatusCode::NOT_FOUND => t.problem_title_not_found(),
        StatusCode::FORBIDDEN => t.problem_title_forbidden(),
        status if status.is_server_error() => t.problem_title_fault(),
        _ => t.problem_title_refused(),
    };
    let view = view! {
        <html lang=visitor.language.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{title} · {}", t.product())}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets::stylesheet() />
            </head>
            <body>
                <main class="column problem">
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
