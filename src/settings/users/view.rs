//! Which part of the list of users is asked for. It stands in the address, so that a view can be sent
//! to a colleague.

use axum::http::request::Parts;
use leptos::prelude::with_context;
use url::form_urlencoded;

use crate::{database::entities::account::Role, paths::LocalPath, site::request::page_of_referer};

/// More than anybody types to find somebody.
const MAX_SEARCH_CHARACTERS: usize = 200;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UsersView {
    /// Beginnings of words of usernames, names and addresses.
    pub(crate) search: String,
    pub(crate) status: Option<ShownStatus>,
    pub(crate) role: Option<Role>,
    pub(crate) email_notifications: Option<bool>,
    pub(crate) sort: Sort,
    pub(crate) is_descending: bool,
    /// Counted from 0; in the address from 1, as people do.
    pub(crate) page: u64,
}

/// What people take for the status of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShownStatus {
    Requested,
    Pending,
    Active,
    Disabled,
    /// Active or not: guesses at its password have to wait.
    Locked,
}

impl ShownStatus {
    pub(crate) const ALL: [Self; 5] =
        [Self::Requested, Self::Pending, Self::Active, Self::Disabled, Self::Locked];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Locked => "locked",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sort {
    #[default]
    Username,
    Name,
    Email,
    Role,
    Status,
    Notifications,
    LastSignIn,
}

impl Sort {
    pub(crate) const ALL: [Self; 7] = [
        Self::Username,
        Self::Name,
        Self::Email,
        Self::Role,
        Self::Status,
        Self::Notifications,
        Self::LastSignIn,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Name => "name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Status => "status",
            Self::Notifications => "notifications",
            Self::LastSignIn => "last_sign_in",
        }
    }
}

impl UsersView {
    /// What a query asks for, and whether all of it makes sense. What does not is not asked for.
    pub(crate) fn of(pairs: impl Iterator<Item = (String, String)>) -> (Self, bool) {
        let mut view = Self::default();
        let mut is_understood = true;
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            let understood = match name.as_str() {
                "search" => {
                    view.search = value.trim().chars().take(MAX_SEARCH_CHARACTERS).collect();
                    Some(())
                }
                "status" => ShownStatus::ALL
                    .into_iter()
                    .find(|status| status.name() == value)
                    .map(|status| view.status = Some(status)),
                "role" => Role::from_name(&value).map(|role| view.role = Some(role)),
                "notifications" => ["off", "on"]
                    .into_iter()
                    .position(|word| word == value)
                    .map(|place| view.email_notifications = Some(place == 1)),
                "sort" => {
                    let (is_descending, name) = match value.strip_prefix('-') {
                        Some(name) => (true, name),
                        None => (false, value.as_str()),
                    };
                    let sort = Sort::ALL.into_iter().find(|sort| sort.name() == name);
                    sort.map(|sort| (view.sort, view.is_descending) = (sort, is_descending))
                }
                "page" => match value.parse::<u64>() {
                    Ok(page) if page > 0 => {
                        view.page = page - 1;
                        Some(())
                    }
                    _ => None,
                },
                // Of somebody else's, such as what became of a form.
                _ => Some(()),
            };
            is_understood &= understood.is_some();
        }
        (view, is_understood)
    }

    /// The one of the list on which the running server function was called.
    pub(crate) fn of_referer() -> Self {
        let page = with_context(|parts: &Parts| page_of_referer(&parts.headers)).flatten();
        let page = page.as_ref().map_or("", LocalPath::as_str);
        page.strip_prefix("/settings/users?").map(Self::of_query).unwrap_or_default()
    }

    fn of_query(query: &str) -> Self {
        Self::of(form_urlencoded::parse(query.as_bytes()).into_owned()).0
    }

    /// What stands for this view in an address: empty, or a query with its `?`.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut part = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        };
        part("search", (!self.search.is_empty()).then(|| self.search.clone()));
        part("status", self.status.map(|status| status.name().to_owned()));
        part("role", self.role.map(|role| role.name().to_owned()));
        let words = |is_on| if is_on { "on".to_owned() } else { "off".to_owned() };
        part("notifications", self.email_notifications.map(words));
        part("sort", (self.sorting() != "username").then(|| self.sorting()));
        part("page", (self.page > 0).then(|| (self.page.saturating_add(1)).to_string()));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The order as the address names it: `-` turns it round.
    pub(crate) fn sorting(&self) -> String {
        let sign = if self.is_descending { "-" } else { "" };
        format!("{sign}{}", self.sort.name())
    }

    /// The same from the beginning, in another order.
    pub(crate) fn sorted_by(&self, sort: Sort, is_descending: bool) -> Self {
        Self { sort, is_descending, page: 0, ..self.clone() }
    }

    pub(crate) fn on_page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    /// Whether not everybody is asked for.
    pub(crate) fn is_narrowed(&self) -> bool {
        let everybody =
            Self { sort: self.sort, is_descending: self.is_descending, ..Self::default() };
        self.on_page(0) != everybody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_the_same_after_it_was_sent() {
        let view = UsersView {
            search: "ada & \"x\" %_é".to_owned(),
            status: Some(ShownStatus::Locked),
            role: Some(Role::User),
            email_notifications: Some(false),
            sort: Sort::LastSignIn,
            is_descending: true,
            page: 41,
        };
        assert_eq!(UsersView::of_query(&view.query()[1..]), view);
        assert_eq!(UsersView::default().query(), "");
    }

    #[test]
    fn what_makes_no_sense_is_not_asked_for() {
        for odd in [
            "?page=0",
            "?page=-1",
            "?page=99999999999999999999",
            "?sort=password_hash",
            "?sort=-password_hash",
            "?status=deleted",
            "?role=root",
            "?notifications=maybe",
        ] {
            let pairs = form_urlencoded::parse(odd.trim_start_matches('?').as_bytes());
            assert_eq!(UsersView::of(pairs.into_owned()), (UsersView::default(), false), "{odd}");
        }
        let (_, is_understood) =
            UsersView::of([("saved".to_owned(), "users".to_owned())].into_iter());
        assert!(is_understood);
    }
}
