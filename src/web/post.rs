//! How forms are posted. Every form is plain HTML and posts to `/api/<verb_noun>`; scripts post to
//! the same address and get JSON.
//!
//! 1. What is not one of our forms is refused before any server function runs.
//! 2. The server function answers with a page to go to, or with a [`Failure`].
//! 3. A browser is sent to that page, or back to the form: the failure as closed enums in the
//!    address, what was typed (passwords excepted) in a short-lived cookie.
//! 4. The page shows both through [`Posted`](crate::site::posted::Posted).

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, LOCATION},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, SameSite, time::Duration};
use leptos::server_fn::{
    error::{FromServerFnError, SERVER_FN_ERROR_HEADER},
    redirect::REDIRECT_HEADER,
};
use leptos_axum::handle_server_fns_with_context;
use url::form_urlencoded;

use super::{forms, state::AppState};
use crate::{
    base::failure::{Failure, Refusal},
    paths::{LocalPath, Page},
    site::{
        body,
        cookie::{TYPED_COOKIE, add_cookie, find_cookie},
        form::{FormSpec, PostedFields},
        posted::bound,
        request::{Visitor, WantsPage, page_of_referer},
    },
    ui::problem,
};

/// Also where the answer may take longer: nobody holds a connection by sending slowly.
const LONGEST_BODY: std::time::Duration = std::time::Duration::from_secs(30);
/// What was typed survives a redirect and a reload or two.
const TYPED_LIFETIME: Duration = Duration::minutes(5);
/// Browsers drop cookies above 4 KiB.
const MAX_TYPED_BYTES: usize = 3_500;

/// The answer to `/api/{function}`.
pub(crate) async fn handle(State(state): State<AppState>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::of(&parts, &state);
    let admitted = match forms::find(parts.uri.path()) {
        Some(form) => admit(form, &parts, body).await.map(|body| (form, body)),
        None => Err(Refusal::NotFound),
    };
    let (form, body) = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => return caller.refuse(&Failure::Refused(refusal)),
    };
    // Without `Accept: text/html` Leptos leaves redirects to us.
    parts.headers.remove(ACCEPT);
    if caller.wants_page {
        parts.extensions.insert(WantsPage);
    }
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = handle_server_fns_with_context(move || state.provide(), request).await;
    caller.translate(form, response.into_response(), &body).await
}

/// Lets only posts of forms through, with a body of bounded size.
async fn admit(form: &FormSpec, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    if parts.method != Method::POST {
        return Err(Refusal::FormsOnly);
    }
    if !body::is_of_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(Refusal::NotAForm);
    }
    let body = body::read(body, LONGEST_BODY).await?;
    // PostgreSQL cannot hold it. (What people type has words for it beside its field.)
    let has_nul = form_urlencoded::parse(&body)
        .any(|(name, value)| value.contains('\0') && !form.shows_again(&name));
    if has_nul { Err(Refusal::Malformed) } else { Ok(body) }
}

/// The one who posted, as far as the answer depends on it.
struct Caller {
    wants_page: bool,
    visitor: Arc<Visitor>,
    /// The page that the form stands on.
    came_from: Option<LocalPath>,
    has_typed_cookie: bool,
    is_https: bool,
}

impl Caller {
    fn of(parts: &Parts, state: &AppState) -> Self {
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        Self {
            wants_page: header(ACCEPT).contains("text/html"),
            visitor: Visitor::of(&parts.extensions),
            came_from: page_of_referer(&parts.headers),
            has_typed_cookie: find_cookie(&parts.headers, TYPED_COOKIE).is_some(),
            is_https: state.url().is_https(),
        }
    }

    async fn translate(&self, form: &FormSpec, response: Response, body: &Bytes) -> Response {
        if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
            let bytes = to_bytes(response.into_body(), body::MAX_BYTES).await.unwrap_or_default();
            return self.fail(form, &Failure::de(bytes), body);
        }
        let mut response = response;
        if self.wants_page {
            let destination =
                response.headers().get(LOCATION).cloned().or_else(|| {
                    self.came_from.as_ref().and_then(|page| page.as_str().parse().ok())
                });
            *response.body_mut() = Body::empty();
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().remove(CONTENT_TYPE);
            response.headers_mut().remove(REDIRECT_HEADER);
            if let Some(destination) = destination.or_else(|| "/".parse().ok()) {
                response.headers_mut().insert(LOCATION, destination);
            }
            if self.has_typed_cookie {
                add_cookie(
                    response.headers_mut(),
                    &self.typed_cookie(String::new(), Duration::ZERO),
                );
            }
        }
        response
    }

    fn fail(&self, form: &FormSpec, failure: &Failure, body: &Bytes) -> Response {
        if !self.wants_page {
            return self.refuse(failure);
        }
        match failure {
            Failure::Form(_)
            | Failure::Refused(
                Refusal::WrongCredentials
                | Refusal::TooManyTries { .. }
                | Refusal::NoSeatLeft { .. }
                | Refusal::UsernameLooksTaken
                | Refusal::LicenseExpired
                | Refusal::LinkUnusable
                | Refusal::ChangedMeanwhile
                | Refusal::ConnectionNotChanged
                | Refusal::TooFewSeats { .. }
                | Refusal::RegistrationClosed
                | Refusal::LastAdministrator
                | Refusal::NothingChosen
                | Refusal::NoSuchUser
                | Refusal::NotForThisUser
                | Refusal::NoSuchToken
                | Refusal::TooManyTokens
                | Refusal::BeingSent
                | Refusal::NoSuchConnection
                | Refusal::NoSuchExtraction
                | Refusal::NotTakenOver
                | Refusal::SampleNotMade
                | Refusal::NotLicensed
                | Refusal::ConnectionInUse { .. }
                | Refusal::TooManyConnections
                | Refusal::NoSuchJob
                | Refusal::RunsElsewhere
                | Refusal::AlreadyQueued
                | Refusal::NoSuchRun
                | Refusal::RunHasEnded,
            ) => self.send_back(form, failure, body),
            Failure::Refused(Refusal::NotSignedIn) => {
                see_other(&self.came_from.clone().map_or(Page::Login, Page::LoginThen).path())
            }
            // Its form is on another page than the one that sent this.
            Failure::Refused(Refusal::SignInAgain) => {
                see_other(&with_failure(&Page::Login.path(), form.function, failure))
            }
            Failure::Refused(Refusal::SecondFactorNeeded) => see_other(&Page::TwoFactor.path()),
            Failure::Refused(_) | Failure::Fault(_) => self.refuse(failure),
        }
    }

    /// A page that says what was wrong, or JSON for a script.
    fn refuse(&self, failure: &Failure) -> Response {
        if self.wants_page {
            return problem::respond(&self.visitor, failure);
        }
        let json = [(CONTENT_TYPE, "application/json")];
        let mut response = (failure.status(), json, failure.ser()).into_response();
        problem::add_headers(&mut response, failure);
        response
    }

    /// Back to the form, with what was wrong and what was typed.
    fn send_back(&self, form: &FormSpec, failure: &Failure, body: &Bytes) -> Response {
        let came_from = self.came_from.as_ref().filter(|_| !form.returns_to_own_page);
        let came_from = came_from.map(|page| {
            page.page_to_correct().map_or_else(|| page.as_str().to_owned(), |page| page.path())
        });
        let page = came_from.unwrap_or_else(|| (form.page)(&PostedFields(body)).path());
        let page = page.split('#').next().unwrap_or_default();
        let mut address = with_failure(page, form.function, failure);
        if !form.panel.is_empty() {
            address.push('#');
            address.push_str(form.panel);
        }
        let mut response = see_other(&address);
        problem::add_headers(&mut response, failure);
        let lost_secret = form_urlencoded::parse(body)
            .find(|(name, typed)| form.is_kept_secret(name) && !typed.is_empty())
            .map(|(name, _)| ("retype", name));
        let typed = form_urlencoded::Serializer::new(format!("{}?", form.function))
            .extend_pairs(form.to_show_again(body))
            .extend_pairs(lost_secret)
            .finish();
        let typed = bound(&self.visitor, &typed);
        let (typed, lifetime) = if typed.len() <= MAX_TYPED_BYTES {
            (typed, TYPED_LIFETIME)
        } else {
            (String::new(), Duration::ZERO)
        };
        add_cookie(response.headers_mut(), &self.typed_cookie(typed, lifetime));
        response
    }

    fn typed_cookie(&self, value: String, lifetime: Duration) -> Cookie<'static> {
        Cookie::build((TYPED_COOKIE, value))
            .path("/")
            .http_only(true)
            .secure(self.is_https)
            .same_site(SameSite::Strict)
            .max_age(lifetime)
            .build()
    }
}

/// The address of a page that shows what became of a form.
fn with_failure(page: &str, function: &str, failure: &Failure) -> String {
    let separator = if page.contains('?') { '&' } else { '?' };
    let error = URL_SAFE_NO_PAD.encode(failure.ser());
    format!("{page}{separator}__path={function}&__err={error}")
}

fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
