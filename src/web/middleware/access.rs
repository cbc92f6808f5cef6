//! Leads the visitor: to registration while nobody is set up, to sign-in before private pages, and
//! past the settings if they are no administrator, to a second factor if they need one. Administrators are told of mails that did not go
//! out.

use axum::{
    extract::{Request, State},
    http::{Uri, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    base::failure::{Failure, Refusal},
    mail::outbox::overview,
    paths::{Access, LocalPath, Page},
    site::request::{MailsInTrouble, Visitor},
    ui::problem,
    web::state::AppState,
};

pub(crate) async fn guide(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let visitor = Visitor::of(request.extensions());
    if let Some(uri) = without_nul(request.uri()) {
        *request.uri_mut() = uri;
    }
    let path = request.uri().path();
    // Leptos reads addresses as browsers do: `..\` climbs and `%2e` is a dot. What it would read
    // differently than the checks below is no page of ours.
    if !LocalPath::is_plain(path) {
        return problem::respond(&visitor, &Failure::Refused(Refusal::NotFound));
    }
    if !state.installation.is_set_up() && !Page::belongs_to_first_run(path) {
        return see_other(&Page::Register);
    }
    let access = Page::access(path);
    if access != Access::Everybody && visitor.session.is_none() {
        let wanted = request.uri().path_and_query().and_then(|p| LocalPath::parse(p.as_str()));
        let wanted = wanted.filter(|path| path.as_str() != "/");
        return see_other(&wanted.map_or(Page::Login, Page::LoginThen));
    }
    if access == Access::Administrator && !visitor.is_administrator() {
        return problem::respond(&visitor, &Failure::Refused(Refusal::NotAdministrator));
    }
    if visitor.needs_second_factor && access != Access::Everybody && path != Page::TwoFactor.path()
    {
        return see_other(&Page::TwoFactor);
    }
    if visitor.is_administrator() {
        match overview::count_in_trouble(&state.database.read()).await {
            Ok(count) => drop(request.extensions_mut().insert(MailsInTrouble(count))),
            Err(error) => return problem::respond(&visitor, &Failure::from(error)),
        }
    }
    next.run(request).await
}

/// The address with a sign that stands for nothing where its query has a NUL, if it has one: PostgreSQL
/// cannot hold it, and nothing that pages ask for has one.
fn without_nul(uri: &Uri) -> Option<Uri> {
    let query = uri.query().filter(|query| query.contains("%00"))?.replace("%00", "%EF%BF%BD");
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{}?{query}", uri.path())).ok()?);
    Uri::from_parts(parts).ok()
}

fn see_other(page: &Page) -> Response {
    Redirect::to(&page.path()).into_response()
}
