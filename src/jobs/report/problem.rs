//! What the API refuses, as problem details (RFC 9457): a closed list, put into the language of the
//! request in one place, [`put_into_words`].

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{self, ContentBuilder, Ref, RefOr, ResponseBuilder},
};

use crate::{
    base::{
        failure::{Error, Failure, Reference, Refusal},
        language::Language,
    },
    database::entities::job_run::State,
    i18n::Text,
    jobs::{store::MOST_JOBS, words},
    security::request_rate,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiProblem {
    NoToken,
    /// Unknown, expired or revoked: one and the same.
    TokenUnusable,
    /// The token is good for something else.
    WrongScope,
    /// The token is good for another job.
    OtherJob,
    /// DataSync runs this job itself.
    BuiltIn,
    /// Another program runs it: what was asked for is for jobs of DataSync.
    RunsElsewhere,
    NotFound,
    MethodNotAllowed,
    NotJson,
    /// Not a report; where it stops being one.
    Malformed {
        line: usize,
        column: usize,
        what: String,
    },
    Invalid {
        field: &'static str,
    },
    TooLarge,
    /// The run has ended, otherwise than is told now.
    HasEnded(State),
    TooManyJobs,
    /// The token has made too many requests; in so many seconds it may make the next.
    TooManyRequests {
        seconds: u64,
    },
    /// The database is away, or everything is busy.
    Unavailable,
    Fault(Reference),
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProblemDetails {
    /// Tells problems apart: `urn:datasync:problem:` and a name.
    r#type: String,
    title: String,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What to do about it, in the language of the request.
    detail: String,
    /// The field that is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    field: Option<&'static str>,
    /// By which the log of the server names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reference: Option<String>,
}

impl ApiProblem {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::TokenUnusable => StatusCode::UNAUTHORIZED,
            Self::WrongScope | Self::OtherJob => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BuiltIn | Self::RunsElsewhere | Self::HasEnded(_) | Self::TooManyJobs => {
                StatusCode::CONFLICT
            }
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::NoToken => "no-token",
            Self::TokenUnusable => "token-unusable",
            Self::WrongScope => "wrong-scope",
            Self::OtherJob => "other-job",
            Self::BuiltIn => "built-in",
            Self::RunsElsewhere => "runs-elsewhere",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotJson => "not-json",
            Self::Malformed { .. } => "malformed",
            Self::Invalid { .. } => "invalid",
            Self::TooLarge => "too-large",
            Self::HasEnded(_) => "has-ended",
            Self::TooManyJobs => "too-many-jobs",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::Unavailable => "unavailable",
            Self::Fault(_) => "fault",
        }
    }

    /// What is wrong, and what to do.
    fn words(&self, language: Language, t: &Text) -> (String, String) {
        match self {
            Self::NoToken => (t.api_no_token(), t.api_no_token_detail()),
            Self::TokenUnusable => (t.api_token_unusable(), t.api_token_unusable_detail()),
            Self::WrongScope => (t.api_wrong_scope(), t.api_wrong_scope_detail()),
            Self::OtherJob => (t.api_other_job(), t.api_other_job_detail()),
            Self::BuiltIn => (t.api_built_in(), t.api_built_in_detail()),
            Self::RunsElsewhere => (t.api_runs_elsewhere(), t.api_runs_elsewhere_detail()),
            Self::NotFound => (t.api_not_found(), t.api_not_found_detail()),
            Self::MethodNotAllowed => (t.api_method(), t.api_method_detail()),
            Self::NotJson => (t.api_not_json(), t.api_not_json_detail()),
            Self::Malformed { line, column, what } => (
                t.api_malformed(),
                t.api_malformed_detail(line.to_string(), column.to_string(), what),
            ),
            Self::Invalid { field } => (t.api_invalid(), t.api_invalid_detail(*field)),
            Self::TooLarge => (t.api_too_large(), t.api_too_large_detail()),
            Self::HasEnded(state) => {
                (t.api_has_ended(), t.api_has_ended_detail(words::state(t, *state)))
            }
            Self::TooManyJobs => {
                let most = i64::try_from(MOST_JOBS).unwrap_or(i64::MAX);
                (t.api_too_many_jobs(), t.api_too_many_jobs_detail(language.number(most)))
            }
            Self::TooManyRequests { .. } => {
                let at_once = language.number(request_rate::AT_ONCE);
                let a_second = language.number(request_rate::A_SECOND);
                (t.api_too_many_requests(), t.api_too_many_requests_detail(at_once, a_second))
            }
            Self::Unavailable => (t.api_unavailable(), t.api_unavailable_detail()),
            Self::Fault(reference) => (t.api_fault(), t.problem_fault(reference.to_string())),
        }
    }

    fn in_words(&self, language: Language) -> Response {
        let (title, detail) = self.words(language, language.text());
        let details = ProblemDetails {
            r#type: format!("urn:datasync:problem:{}", self.name()),
            title,
            status: self.status().as_u16(),
            detail,
            field: match self {
                Self::Invalid { field } => Some(field),
                _ => None,
            },
            reference: match self {
                Self::Fault(reference) => Some(reference.to_string()),
                _ => None,
            },
        };
        (self.status(), Json(details)).into_response()
    }
}

impl From<Error> for ApiProblem {
    fn from(error: Error) -> Self {
        Self::from(&Failure::from(error))
    }
}

impl From<&Failure> for ApiProblem {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Fault(reference) => Self::Fault(*reference),
            Failure::Refused(Refusal::TooLarge) => Self::TooLarge,
            Failure::Refused(Refusal::RunsElsewhere) => Self::RunsElsewhere,
            Failure::Refused(Refusal::NoSuchJob | Refusal::NoSuchRun) => Self::NotFound,
            Failure::Refused(_) | Failure::Form(_) => Self::Unavailable,
        }
    }
}

/// Without words yet.
impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self);
        response
    }
}

/// In which whoever asks is answered.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::choose(None, None, accepted)
}

/// What every door of the API may answer, in its description.
pub(super) struct NotAdmitted;

impl IntoResponses for NotAdmitted {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let answer = |status: StatusCode, description: &str| {
            let details = Ref::from_schema_name(ProblemDetails::name());
            let content = ContentBuilder::new().schema(Some(details)).build();
            let answer = ResponseBuilder::new().description(description);
            let answer = answer.content("application/problem+json", content).build();
            (status.as_str().to_owned(), answer.into())
        };
        BTreeMap::from([
            answer(StatusCode::UNAUTHORIZED, "No token, or none that can be used."),
            answer(StatusCode::FORBIDDEN, "The token is good for something else."),
            answer(
                StatusCode::TOO_MANY_REQUESTS,
                "The token has made too many requests: wait for as long as `Retry-After` says.",
            ),
            answer(StatusCode::SERVICE_UNAVAILABLE, "Not now: try again."),
        ])
    }
}

/// Puts what was refused further in, by the API or around it, into words.
pub(crate) async fn put_into_words(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let response = next.run(request).await;
    let extensions = response.extensions();
    let problem = extensions
        .get::<ApiProblem>()
        .cloned()
        .or_else(|| extensions.get::<Failure>().map(ApiProblem::from));
    let Some(problem) = problem else { return response };
    let (before, _) = response.into_parts();
    let mut response = problem.in_words(language);
    let headers = response.headers_mut();
    // Such as `Allow`.
    headers.extend(before.headers);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match problem {
        ApiProblem::NoToken | ApiProblem::TokenUnusable => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ApiProblem::TooManyRequests { seconds } => {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        ApiProblem::Unavailable => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    response
}
