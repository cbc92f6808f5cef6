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

use super::{
    form::{is_kept_secret, may_be_shown_again, to_show_again},
    state::AppState,
};
use crate::{
    base::failure::{Failure, Refusal},
    paths::{LocalPath, Page},
    site::{
        body,
        cookie::{TYPED_COOKIE, add_cookie, find_cookie},
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
    let body = match admit(&parts, body).await {
        Ok(body) => body,
        Err(refusal) => return caller.fail(&Failure::Refused(refusal), &Bytes::new()),
    };
    // Without `Accept: text/html` Leptos leaves redirects to us.
    parts.headers.remove(ACCEPT);
    if caller.wants_page {
        parts.extensions.insert(WantsPage);
    }
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = handle_server_fns_with_context(move || state.provide(), request).await;
    caller.translate(response.into_response(), &body).await
}

/// Lets only forms to known functions through, with a body of bounded size.
async fn admit(parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let is_known =
        leptos::server_fn::axum::server_fn_paths().any(|(path, _)| path == parts.uri.path());
    if !is_known {
        return Err(Refusal::NotFound);
    }
    if parts.method != Method::POST {
        return Err(Refusal::FormsOnly);
    }
    if !body::is_of_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(Refusal::NotAForm);
    }
    let body = body::read(body, LONGEST_BODY).await?;
    // PostgreSQL cannot hold it. (What people type has words for it beside its field.)
    let has_nul = form_urlencoded::parse(&body)
        .any(|(name, value)| value.contains('\0') && !may_be_shown_again(&name));
    if has_nul { Err(Refusal::Malformed) } else { Ok(body) }
}

/// The one who posted, as far as the answer depends on it.
struct Caller {
    function: String,
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
            function: parts.uri.path().to_owned(),
            wants_page: header(ACCEPT).contains("text/html"),
            visitor: Visitor::of(&parts.extensions),
            came_from: page_of_referer(&parts.headers),
            has_typed_cookie: find_cookie(&parts.headers, TYPED_COOKIE).is_some(),
            is_https: state.url().is_https(),
        }
    }

    async fn translate(&self, response: Response, body: &Bytes) -> Response {
        if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
            let bytes = to_bytes(response.into_body(), body::MAX_BYTES).await.unwrap_or_default();
            return self.fail(&Failure::de(bytes), body);
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

    fn fail(&self, failure: &Failure, body: &Bytes) -> Response {
        if !self.wants_page {
            let json = [(CONTENT_TYPE, "application/json")];
            let mut response = (failure.status(), json, failure.ser()).into_response();
            problem::add_headers(&mut response, failure);
            return response;
        }
        match failure {
            Failure::Form(_)
            | Failure::Refused(
                Refusal::WrongCredentials
                | Refusal::TooManyTries { .. }
                | Refusal::NoSeatLeft { .. }
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
                | Refusal::NoSuchJob
                | Refusal::RunsElsewhere
                | Refusal::AlreadyQueued
                | Refusal::NoSuchRun
                | Refusal::RunHasEnded,
            ) => self.send_back(failure, body),
            Failure::Refused(Refusal::NotSignedIn) => {
                see_other(&self.came_from.clone().map_or(Page::Login, Page::LoginThen).path())
            }
            // Its form is on another page than the one that sent this.
            Failure::Refused(Refusal::SignInAgain) => {
                see_other(&with_failure(&Page::Login.path(), &self.function, failure))
            }
            Failure::Refused(Refusal::SecondFactorNeeded) => see_other(&Page::TwoFactor.path()),
            Failure::Refused(_) | Failure::Fault(_) => problem::respond(&self.visitor, failure),
        }
    }

    /// Back to the form, with what was wrong and what was typed.
    fn send_back(&self, failure: &Failure, body: &Bytes) -> Response {
        // What was asked for there is not where the form with the answer is.
        let came_from = self.came_from.as_ref().filter(|_| self.function != "/api/add_user");
        let came_from = came_from.map(|page| {
            page.page_to_correct().map_or_else(|| page.as_str().to_owned(), |page| page.path())
        });
        let page = came_from.unwrap_or_else(|| page_with_form(&self.function, body));
        let page = page.split('#').next().unwrap_or_default();
        let panel = panel_of(&self.function);
        let mut response =
            see_other(&format!("{}{panel}", with_failure(page, &self.function, failure)));
        problem::add_headers(&mut response, failure);
        let lost_secret = form_urlencoded::parse(body)
            .find(|(name, typed)| is_kept_secret(&self.function, name) && !typed.is_empty())
            .map(|(name, _)| ("retype", name));
        let typed = form_urlencoded::Serializer::new(format!("{}?", self.function))
            .extend_pairs(to_show_again(&self.function, body))
            .extend_pairs(lost_secret)
            .finish();
        let typed = URL_SAFE_NO_PAD.encode(typed);
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

/// Where a form stands, for callers that do not say where they come from.
fn page_with_form(function: &str, body: &Bytes) -> String {
    let field = |wanted: &str| {
        form_urlencoded::parse(body)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| form_urlencoded::byte_serialize(value.as_bytes()).collect())
            .unwrap_or_default()
    };
    let token = || field("token");
    match function {
        "/api/register" => Page::Register,
        "/api/sign_in" => Page::Login,
        "/api/activate" => Page::Activate(token()),
        "/api/forgot_password" => Page::ForgotPassword,
        "/api/reset_password" => Page::ResetPassword(token()),
        "/api/forgot_username" => Page::ForgotUsername,
        "/api/enter_code" => Page::EnterCode(None),
        "/api/confirm_email" => Page::ConfirmEmail(token()),
        "/api/save_profile" | "/api/change_email" | "/api/change_password" => Page::Account,
        "/api/begin_two_factor" | "/api/enable_two_factor" | "/api/disable_two_factor" => {
            Page::TwoFactor
        }
        "/api/enter_serial_number"
        | "/api/save_registration"
        | "/api/add_api_token"
        | "/api/revoke_api_token"
        | "/api/save_server"
        | "/api/save_notices"
        | "/api/test_notices"
        | "/api/go_to_step"
        | "/api/test_setup"
        | "/api/finish_setup"
        | "/api/save_mail"
        | "/api/test_mail"
        | "/api/save_connection"
        | "/api/test_connection" => Page::Settings,
        "/api/send_mail_again" | "/api/discard_mail" => Page::Mails,
        // The form of `rename_job` has the name that the job is to get.
        "/api/run_job" | "/api/rename_job" => Page::Jobs,
        "/api/cancel_run" => Page::Run { job: field("name"), run: field("run") },
        "/api/save_job" | "/api/remove_job" => Page::Job(field("name")),
        "/api/add_user" => Page::AddUser,
        "/api/save_user" => Page::User(field("id")),
        "/api/save_users" | "/api/change_users" | "/api/delete_users" | "/api/make_link" => {
            Page::Users(String::new())
        }
        _ => Page::Home,
    }
    .path()
}

/// Where on a long page the form stands.
fn panel_of(function: &str) -> &'static str {
    match function {
        "/api/enter_serial_number" => "#license",
        "/api/save_registration" => "#registration",
        "/api/add_api_token" => "#api-tokens",
        "/api/save_server" => "#server",
        "/api/save_notices" | "/api/test_notices" => "#notices",
        "/api/save_users" | "/api/change_users" | "/api/make_link" => "#users",
        "/api/save_mail" | "/api/test_mail" => "#mail",
        "/api/save_connection" | "/api/test_connection" => "#connection",
        "/api/save_profile" => "#profile",
        "/api/change_email" => "#email-address",
        "/api/save_job" => "#plan",
        "/api/rename_job" => "#rename",
        "/api/remove_job" => "#remove",
        "/api/change_password" => "#password",
        _ => "",
    }
}

fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
