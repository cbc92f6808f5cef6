//! Forms, as the code that receives their posts knows them. Each feature describes its own beside the
//! server function; `web` has the list.

use std::time::Duration;

use url::form_urlencoded;

use super::limits::LONGEST_REQUEST;
use crate::{
    base::field::{AccountField, Fields},
    paths::Page,
};

/// One form that pages post.
pub(crate) struct FormSpec {
    /// `/api/save_server`
    pub(crate) function: &'static str,
    /// Where it stands, for callers that do not say where they come from.
    pub(crate) page: fn(&PostedFields<'_>) -> Page,
    /// The id of its part of the page; empty on a page of its own.
    pub(crate) panel: &'static str,
    /// Whether a refusal leads to its own page even where it was posted from another one.
    pub(crate) returns_to_own_page: bool,
    /// Fields whose values are shown again after a refusal. No secret and no token is among them.
    is_shown_again: fn(&str) -> bool,
    /// What is kept of all that was posted, where that is not what the fields hold.
    keep: Option<Keep>,
    /// Secrets that may be left blank to keep the ones that are stored.
    kept_secrets: &'static [&'static str],
    /// How long the answer may take.
    pub(crate) limit: Duration,
}

/// Names and values that were posted, and those that are kept for the page.
type Keep = fn(Vec<(String, String)>) -> Vec<(String, String)>;

impl FormSpec {
    pub(crate) const fn new(function: &'static str, page: fn(&PostedFields<'_>) -> Page) -> Self {
        Self {
            function,
            page,
            panel: "",
            returns_to_own_page: false,
            is_shown_again: |_| false,
            keep: None,
            kept_secrets: &[],
            limit: LONGEST_REQUEST,
        }
    }

    pub(crate) const fn in_panel(mut self, panel: &'static str) -> Self {
        self.panel = panel;
        self
    }

    pub(crate) const fn showing_again(mut self, is_shown_again: fn(&str) -> bool) -> Self {
        self.is_shown_again = is_shown_again;
        self
    }

    pub(crate) const fn keeping(mut self, keep: Keep) -> Self {
        self.keep = Some(keep);
        self
    }

    pub(crate) const fn with_kept_secrets(mut self, names: &'static [&'static str]) -> Self {
        self.kept_secrets = names;
        self
    }

    pub(crate) const fn taking_at_most(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    pub(crate) const fn returning_to_own_page(mut self) -> Self {
        self.returns_to_own_page = true;
        self
    }

    /// Whether a posted value may be shown again. The version that was seen always may.
    pub(crate) fn shows_again(&self, name: &str) -> bool {
        name == "version" || (self.is_shown_again)(name)
    }

    pub(crate) fn is_kept_secret(&self, name: &str) -> bool {
        self.kept_secrets.contains(&name)
    }

    /// What of a posted form is kept for the page that shows it again.
    pub(crate) fn to_show_again(&self, body: &[u8]) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(body).into_owned();
        match self.keep {
            Some(keep) => keep(pairs.collect()),
            None => pairs.filter(|(name, _)| self.shows_again(name)).collect(),
        }
    }
}

/// In the menu of every page; `accounts` answers it.
pub(crate) const SIGN_OUT: FormSpec = FormSpec::new("/api/sign_out", |_| Page::Home);

/// On every page; `accounts` answers it.
pub(crate) const SET_LANGUAGE: FormSpec = FormSpec::new("/api/set_language", |_| Page::Home)
    .showing_again(|name| name == AccountField::Language.name() || name == "next");

/// What was posted, as far as an address needs it.
pub(crate) struct PostedFields<'a>(pub(crate) &'a [u8]);

impl PostedFields<'_> {
    /// A value, ready to be a part of a path; empty where it was not posted.
    pub(crate) fn segment(&self, wanted: &str) -> String {
        form_urlencoded::parse(self.0)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| form_urlencoded::byte_serialize(value.as_bytes()).collect())
            .unwrap_or_default()
    }
}
