//! What became of a form, for the page that shows it again: see [`post`](crate::web::post), which put the
//! failure into the address and what was typed into a cookie.

use std::collections::HashMap;

use axum::http::request::Parts;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::with_context;
use url::form_urlencoded;

use super::{
    cookie::{TYPED_COOKIE, find_cookie},
    form::FormSpec,
    request::Visitor,
};
use crate::{
    base::{
        failure::{Failure, FormErrors, Refusal},
        field::{FieldName, is_ticked},
        field_error::FieldError,
        secret::Secret,
    },
    security::sessions::Session,
};

/// What became of a form that was posted before this page was shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted {
    failure: Option<Failure>,
    typed: HashMap<String, String>,
}

impl Posted {
    /// What became of a post of the form, if the page is shown because of it.
    pub(crate) fn to(form: &FormSpec) -> Self {
        with_context(|parts: &Parts| Self::from_request(parts, form.function)).unwrap_or_default()
    }

    fn from_request(parts: &Parts, function: &str) -> Self {
        let query: HashMap<_, _> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).collect();
        if query.get("__path").map(AsRef::as_ref) != Some(function) {
            return Self::default();
        }
        // Anybody can make a link with any `__err`: what is not one of our enums is nothing.
        let failure = query
            .get("__err")
            .and_then(|text| URL_SAFE_NO_PAD.decode(text.as_bytes()).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let visitor = Visitor::of(&parts.extensions);
        let typed = find_cookie(&parts.headers, TYPED_COOKIE)
            .and_then(|value| unbound(&visitor, value))
            .and_then(|text| text.strip_prefix(function)?.strip_prefix('?').map(str::to_owned))
            .map(|pairs| form_urlencoded::parse(pairs.as_bytes()).into_owned().collect())
            .unwrap_or_default();
        Self { failure, typed }
    }

    /// A form that is the answer to its own post.
    pub(crate) fn refused(errors: Option<FormErrors>) -> Self {
        Self { failure: errors.map(Failure::Form), typed: HashMap::new() }
    }

    /// What became of a post of the first of these forms that the page is shown because of.
    pub(crate) fn to_any(forms: &[&FormSpec]) -> Self {
        let posted = forms.iter().map(|form| Self::to(form));
        posted.into_iter().find(|posted| posted.failure.is_some()).unwrap_or_default()
    }

    /// The same with values to show where nothing was posted.
    pub(crate) fn or_values(mut self, values: impl IntoIterator<Item = (String, String)>) -> Self {
        if self.typed.is_empty() {
            self.typed.extend(values);
        }
        self
    }

    /// Whether there is anything that somebody has typed.
    pub(crate) fn has_typed(&self) -> bool {
        !self.typed.is_empty()
    }

    pub(crate) fn typed(&self, name: &str) -> Option<String> {
        self.typed.get(name).cloned()
    }

    /// Whether a box was ticked in what somebody has typed.
    pub(crate) fn is_ticked(&self, field: impl Into<FieldName>) -> bool {
        self.typed.get(field.into().as_str()).is_some_and(|typed| is_ticked(typed))
    }

    /// Of what a form is filled from, the version that was seen first, through mistakes and tests
    /// (`tested`). After being told of somebody else's change, one may save over it; not before.
    pub(crate) fn seen_version(&self, tested: Option<i32>, now: i32) -> i32 {
        let typed = self.typed("version").and_then(|version| version.parse().ok());
        let seen_first = typed.or(tested);
        seen_first.filter(|_| self.refusal() != Some(Refusal::ChangedMeanwhile)).unwrap_or(now)
    }

    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self.failure {
            Some(Failure::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    pub(crate) fn error(&self, field: impl Into<FieldName>) -> Option<FieldError> {
        self.form_errors()?.of(field)
    }

    /// The field to put the cursor into.
    pub(crate) fn first_wrong_field(&self) -> Option<&str> {
        self.form_errors()?.first_field()
    }

    /// What is wrong with it.
    pub(crate) fn first_error(&self) -> Option<FieldError> {
        self.form_errors()?.iter().next().map(|(_, error)| error)
    }

    fn form_errors(&self) -> Option<&FormErrors> {
        match &self.failure {
            Some(Failure::Form(errors)) => Some(errors),
            _ => None,
        }
    }
}

/// What was typed, as the cookie keeps it: bound to the session it was typed in. Whoever has a host
/// beside ours can plant a cookie, but knows no session of ours by which to fill a form in it.
pub(crate) fn bound(visitor: &Visitor, typed: &str) -> String {
    let session = visitor.session.as_ref().map_or("", Session::id);
    let tag = Secret::new(format!("{session} {typed}")).sha256();
    URL_SAFE_NO_PAD.encode(format!("{tag} {typed}"))
}

fn unbound(visitor: &Visitor, cookie: &str) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()?;
    let (_, typed) = text.split_once(' ')?;
    (bound(visitor, typed) == cookie).then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::{extract::Request, http::header::COOKIE};
    use leptos::server_fn::error::FromServerFnError;

    use super::*;

    fn parts(uri: &str, cookie: &str) -> Parts {
        Request::builder().uri(uri).header(COOKIE, cookie).body(()).unwrap().into_parts().0
    }

    #[test]
    fn foreign_text_in_an_address_is_nothing() {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        for err in [
            "<script>".to_owned(),
            encode("\"<script>alert(1)</script>\""),
            encode(r#"{"refused":"call 555-1234"}"#),
            encode(r#"{"fault":"call 555-1234"}"#),
        ] {
            let posted = Posted::from_request(
                &parts(
                    &format!(
                        "/login?__path=/api/sign_in&__err={}",
                        form_urlencoded::byte_serialize(err.as_bytes()).collect::<String>()
                    ),
                    "",
                ),
                "/api/sign_in",
            );
            assert_eq!(posted.failure, None);
        }
    }

    #[test]
    fn a_failure_belongs_to_its_form() {
        let err = URL_SAFE_NO_PAD.encode(Failure::Refused(Refusal::WrongCredentials).ser());
        let uri = format!("/login?__path=/api/sign_in&__err={err}");
        let refusal = |function| Posted::from_request(&parts(&uri, ""), function).refusal();
        assert_eq!(refusal("/api/sign_in"), Some(Refusal::WrongCredentials));
        assert_eq!(refusal("/api/register"), None);
    }
}
