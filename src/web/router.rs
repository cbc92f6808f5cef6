//! Every address the server answers, with what stands around it.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use leptos::prelude::{provide_context, with_context};
use leptos_axum::{
    generate_route_list, render_app_async_with_context, render_app_to_stream_in_order_with_context,
};
use leptos_router::SsrMode;
use sea_orm::EntityTrait;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
};

use super::{
    forms,
    middleware::{
        access,
        headers::{self, PageNonce},
        same_origin, trace, visitor,
    },
    post as posts,
    state::AppState,
};
use crate::{
    app,
    base::failure::{Error, Failure, Refusal},
    database::entities::installation,
    jobs::{report, unsubscribe},
    settings::{
        audit,
        users::{self, import::upload},
    },
    site::{assets, limits, request::Visitor},
    ui::problem,
};

/// Whoever asks whether the server is ready does not wait longer.
const READY_LIMIT: Duration = Duration::from_secs(1);

/// Answered even when nothing else is.
pub(super) const LIVE: &str = "/health/live";

pub(crate) fn router(state: AppState) -> Result<Router, Error> {
    let options = assets::leptos_options()?;
    let shared = state.clone();
    let context = move || {
        shared.provide();
        let nonce = with_context(|parts: &Parts| {
            parts.extensions.get::<PageNonce>().map(PageNonce::provide)
        });
        if let Some(nonce) = nonce.flatten() {
            provide_context(nonce);
        }
    };
    // Not Leptos' own way to mount routes: it would also mount the server functions, past `post`.
    let shell = move || app::shell(options.clone());
    let at_once = render_app_async_with_context(context.clone(), shell.clone());
    let page = get(at_once.clone());
    let in_pieces = render_app_to_stream_in_order_with_context(context, shell);
    let page_in_pieces = get(in_pieces.clone());
    // Posted to, they show what became of the post.
    let import = post(in_pieces)
        .layer::<_, Infallible>(from_fn_with_state(state.context().clone(), upload::receive))
        .layer::<_, Infallible>(DefaultBodyLimit::max(upload::MAX_FILE_BYTES));
    let unsubscribe = post(at_once).layer::<_, Infallible>(from_fn_with_state(
        state.context().clone(),
        unsubscribe::page::receive,
    ));
    let pages = generate_route_list(app::App)
        .into_iter()
        .fold(Router::new(), |pages, route| match route.mode() {
            SsrMode::InOrder => pages.route(route.path(), page_in_pieces.clone()),
            _ => pages.route(route.path(), page.clone()),
        })
        .route("/settings/audit/export", get(audit::export::export))
        .route("/settings/users/export", get(users::export::export))
        .route("/settings/users/import", import)
        .route("/unsubscribe/{token}", unsubscribe)
        .route("/users", get(async || Redirect::to("/settings#users")))
        .layer(from_fn_with_state(state.clone(), access::guide));

    let around = ServiceBuilder::new()
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(state.clone(), visitor::require_database))
        .layer(from_fn_with_state(state.clone(), visitor::recognise))
        .layer(CatchPanicLayer::custom(limits::caught_panic))
        .layer(from_fn(forms::in_time))
        .layer(from_fn_with_state(state.clone(), same_origin::require));

    Ok(Router::new()
        .merge(pages)
        .route("/api/{*function}", any(posts::handle))
        .fallback(not_found)
        .layer(around)
        .merge(report::endpoint::router(state.context()).with_state(state.context().clone()))
        .route(LIVE, get(live))
        .route("/health/ready", get(ready))
        .route("/pkg/{version}/{file}", get(built))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(from_fn_with_state(state.clone(), trace::log))
        .with_state(state))
}

/// Answers as long as the process runs: constant text, no look-ups.
async fn live() -> &'static str {
    "live\n"
}

/// Answers 200 while the database can be read.
async fn ready(State(state): State<AppState>) -> Response {
    if !state.database.is_reachable() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response();
    }
    let db = state.database.read();
    let row = installation::Entity::find_by_id(installation::THE_ONE).one(&db);
    match tokio::time::timeout(READY_LIMIT, row).await {
        Ok(Ok(Some(_))) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
    }
}

async fn built(Path((version, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    assets::built(&version, &file, &headers)
}

/// An image from `public/`, or the page that says that there is nothing here.
async fn not_found(request: Request) -> Response {
    if let Some(file) =
        assets::public(request.uri().path().trim_start_matches('/'), request.headers())
    {
        return file;
    }
    let visitor = Visitor::of(request.extensions());
    problem::respond(&visitor, &Failure::Refused(Refusal::NotFound))
}
