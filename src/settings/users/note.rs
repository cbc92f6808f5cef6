//! What was just done, for the list that is shown next.

use leptos::prelude::*;

use super::{change::UserChange, view::UsersView, words};
use crate::{
    i18n::Text,
    paths::Page,
    site::request::{language, query},
    ui::notice::{Notice, Tone},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    Saved,
    /// Somebody who is being mailed the link.
    Added,
    /// To so many accounts.
    Changed(UserChange, usize),
}

impl Note {
    fn pairs(self) -> (&'static str, usize) {
        match self {
            Self::Saved => ("saved", 0),
            Self::Added => ("added", 1),
            Self::Changed(change, count) => (change.name(), count),
        }
    }

    fn of(done: &str, count: usize) -> Option<Self> {
        match done {
            "saved" => Some(Self::Saved),
            "added" => Some(Self::Added),
            name => UserChange::from_name(name).map(|change| Self::Changed(change, count)),
        }
    }

    /// Answers a form post with the list.
    pub(crate) fn redirect(self, view: &UsersView) {
        let (done, count) = self.pairs();
        let query = view.query();
        let separator = if query.is_empty() { '?' } else { '&' };
        Page::Users(format!("{query}{separator}done={done}&count={count}")).redirect();
    }

    fn words(self, t: &Text) -> String {
        match self {
            Self::Saved => t.users_saved(),
            Self::Added => t.users_added(),
            Self::Changed(_, 0) => t.users_changed_none(),
            Self::Changed(change, count) => t.users_changed(count, words::change(t, change)),
        }
    }
}

/// Says what was just done, if something was.
#[component]
pub(crate) fn NoteOfPage() -> impl IntoView {
    let (_, t) = language();
    let value = |name: &str| query().find(|(n, _)| n == name).map(|(_, value)| value);
    let count = value("count").and_then(|count| count.parse().ok()).unwrap_or(0);
    let note = value("done").and_then(|done| Note::of(&done, count));
    note.map(|note| view! { <Notice tone=Tone::Success text=note.words(t) /> })
}
