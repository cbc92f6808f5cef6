//! `POST /settings/users/import`: takes a file, and lets the page say what is in it. The answer to the
//! post is the page itself: what it shows is not kept anywhere.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use tokio::sync::watch;

use super::{
    file::{self, Lines, Unreadable},
    service::{self, Progress},
};
use crate::{
    accounts::proof,
    ui::problem,
    web::{
        failure::{Error, Failure, FormErrors},
        request::Visitor,
        state::AppState,
    },
};

/// 20,000 lines of everything that fits into a line.
pub(crate) const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Nobody holds a connection by sending slowly.
const LONGEST_UPLOAD: std::time::Duration = std::time::Duration::from_secs(25);

/// What became of a post, for the page that is shown next.
#[derive(Debug, Clone)]
pub(crate) enum Received {
    Unreadable(Unreadable),
    /// To be looked at and confirmed, with the text for that.
    Read {
        lines: Lines,
        text: String,
        errors: Option<FormErrors>,
    },
    UnderWay {
        total: usize,
        progress: watch::Receiver<Progress>,
    },
}

/// What is posted.
#[derive(Debug, Default)]
struct Posted {
    text: Option<Result<String, Unreadable>>,
    is_confirmed: bool,
    password: String,
}

pub(crate) async fn receive(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    // `middleware::access` has asked already.
    if let Err(refusal) = visitor.require_administrator() {
        return problem::respond(&visitor, &Failure::Refused(refusal));
    }
    let (mut parts, body) = request.into_parts();
    let posted =
        tokio::time::timeout(LONGEST_UPLOAD, read(Request::from_parts(parts.clone(), body)));
    let posted = posted.await.unwrap_or_default();
    let received = match answer(&state, &visitor, posted).await {
        Ok(received) => received,
        Err(error) => return problem::respond(&visitor, &Failure::from(error)),
    };
    parts.method = Method::GET;
    parts.extensions.insert(Arc::new(received));
    next.run(Request::from_parts(parts, Body::empty())).await
}

async fn answer(
    state: &AppState,
    visitor: &Arc<Visitor>,
    posted: Posted,
) -> Result<Received, Error> {
    let text = match posted.text.unwrap_or(Err(Unreadable::NoFile)) {
        Ok(text) => text,
        Err(unreadable) => return Ok(Received::Unreadable(unreadable)),
    };
    let lines = match file::read(&text, visitor.language) {
        Ok(lines) => lines.without_taken(&state.database.read()).await?,
        Err(unreadable) => return Ok(Received::Unreadable(unreadable)),
    };
    if !posted.is_confirmed || !lines.bad.is_empty() {
        return Ok(Received::Read { lines, text, errors: None });
    }
    if lines.has_administrators() {
        match proof::require(state, visitor, &posted.password).await {
            Ok(()) => {}
            Err(Error::Form(errors)) => {
                return Ok(Received::Read { lines, text, errors: Some(errors) });
            }
            Err(error) => return Err(error),
        }
    }
    let total = lines.good.len();
    let progress = service::begin_import(state.clone(), Arc::clone(visitor), lines.good);
    Ok(Received::UnderWay { total, progress })
}

async fn read(request: Request) -> Posted {
    let mut posted = Posted::default();
    let Ok(mut multipart) = Multipart::from_request(request, &()).await else { return posted };
    loop {
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return posted,
            Err(error) => {
                posted.text = Some(Err(unreadable(&error)));
                return posted;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = match field.bytes().await {
            Ok(bytes) => bytes,
            Err(error) => {
                posted.text = Some(Err(unreadable(&error)));
                return posted;
            }
        };
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Unreadable::NotUtf8);
        match name.as_str() {
            // Browsers send an empty file where none was chosen.
            "file" if is_file && bytes.is_empty() => posted.text = Some(Err(Unreadable::NoFile)),
            "file" | "text" => posted.text = Some(text),
            "confirmed" => posted.is_confirmed = true,
            "password" => posted.password = text.unwrap_or_default(),
            _ => {}
        }
    }
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Unreadable {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Unreadable::TooLarge,
        _ => Unreadable::NoFile,
    }
}
