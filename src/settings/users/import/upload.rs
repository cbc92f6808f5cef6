//! `POST /settings/users/import`: takes a file, and lets the page say what is in it. The answer to the
//! post is the page itself: what it shows is not kept anywhere.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tokio::{sync::watch, time::timeout};

use super::{
    file::{self, Lines, Unreadable},
    service::{self, ImportProgress},
};
use crate::{
    accounts::proof,
    base::{
        failure::{Error, Failure, FormErrors},
        secret::TypedSecret,
    },
    site::{context::Context, request::Visitor},
    ui::problem,
};

/// 20,000 lines of everything that fits into a line.
pub(crate) const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Nobody holds a connection by sending slowly.
const LONGEST_UPLOAD: Duration = Duration::from_secs(25);

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
        progress: watch::Receiver<ImportProgress>,
    },
}

/// What is posted. (No `Debug`: there is a password in it.)
#[derive(Default)]
struct UploadedFile {
    text: String,
    is_confirmed: bool,
    password: TypedSecret,
}

pub(crate) async fn receive(
    State(context): State<Context>,
    request: Request,
    next: Next,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    // `middleware::access` has asked already.
    if let Err(refusal) = visitor.require_administrator() {
        return problem::respond(&visitor, &Failure::Refused(refusal));
    }
    let (mut parts, body) = request.into_parts();
    let posted = timeout(LONGEST_UPLOAD, read(Request::from_parts(parts.clone(), body)));
    let posted = posted.await.unwrap_or(Err(Unreadable::NoFile));
    let received = match answer(&context, &visitor, posted).await {
        Ok(received) => received,
        Err(error) => return problem::respond(&visitor, &Failure::from(error)),
    };
    parts.method = Method::GET;
    parts.extensions.insert(Arc::new(received));
    next.run(Request::from_parts(parts, Body::empty())).await
}

async fn answer(
    context: &Context,
    visitor: &Arc<Visitor>,
    posted: Result<UploadedFile, Unreadable>,
) -> Result<Received, Error> {
    let read = posted.and_then(|posted| {
        let lines = file::read(&posted.text, visitor.language)?;
        Ok((posted, lines))
    });
    let (posted, lines) = match read {
        Ok(read) => read,
        Err(unreadable) => return Ok(Received::Unreadable(unreadable)),
    };
    let lines = lines.without_taken(&context.database.read()).await?;
    let text = posted.text;
    if !posted.is_confirmed || !lines.bad.is_empty() {
        return Ok(Received::Read { lines, text, errors: None });
    }
    if lines.has_administrators() {
        match proof::require(context, visitor, &posted.password).await {
            Ok(()) => {}
            Err(Error::Form(errors)) => {
                return Ok(Received::Read { lines, text, errors: Some(errors) });
            }
            Err(error) => return Err(error),
        }
    }
    let total = lines.good.len();
    let progress = service::begin_import(context.clone(), Arc::clone(visitor), lines.good);
    Ok(Received::UnderWay { total, progress })
}

async fn read(request: Request) -> Result<UploadedFile, Unreadable> {
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|_| Unreadable::NoFile)?;
    let (mut posted, mut has_file) = (UploadedFile::default(), false);
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_upload = field.file_name().is_some();
        let bytes = field.bytes().await?;
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Unreadable::NotUtf8);
        match name.as_str() {
            // Browsers send an empty file where none was chosen.
            "file" | "text" => {
                has_file = !(is_upload && bytes.is_empty());
                posted.text = text?;
            }
            "confirmed" => posted.is_confirmed = true,
            "password" => posted.password = TypedSecret::new(text.unwrap_or_default()),
            _ => {}
        }
    }
    if has_file { Ok(posted) } else { Err(Unreadable::NoFile) }
}

impl From<MultipartError> for Unreadable {
    fn from(error: MultipartError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::NoFile,
        }
    }
}
