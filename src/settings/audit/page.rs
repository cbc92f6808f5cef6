//! `/settings/audit`: everything that happened, with filters that stand in the address, so that a view
//! can be sent to a colleague.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use sea_orm::{ActiveEnum, Iterable};
use url::form_urlencoded;

use super::{
    panel::{Events, action, outcome},
    store::{self, Filter},
};
use crate::{
    database::entities::audit::{Action, Outcome},
    paths::Page,
    site::request::language,
    ui::{choice::SelectField, layout::Shell, page::loading_for_administrator},
};

const PAGE_SIZE: u64 = 50;

#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let query = use_query_map().read_untracked().clone();
    let filter = Filter::of(|name| query.get(name));
    let before = query.get("before").filter(|id| uuid::Uuid::parse_str(id).is_ok());
    loading_for_administrator(async move |state, _| {
        let db = &state.database.read();
        // One more than a page tells whether there are older ones.
        let mut events = store::list(db, &filter, before.as_deref(), PAGE_SIZE + 1).await?;
        let has_older = events.len() > usize::try_from(PAGE_SIZE)?;
        events.truncate(usize::try_from(PAGE_SIZE)?);
        let oldest = events.last().filter(|_| has_older).map(|event| event.id.clone());
        let (_, t) = language();
        let is_empty = events.is_empty();
        let export = filter.address("/settings/audit/export", None);
        Ok(view! {
            <Shell current=Page::Settings title=t.audit_title()>
                <p class="introduction">{t.audit_text()}</p>
                <FilterForm filter=filter.clone() />
                <section class="card panel" aria-label=t.audit_title()>
                    {if is_empty {
                        view! { <p>{t.audit_empty()}</p> }.into_any()
                    } else {
                        view! { <Events events /> }.into_any()
                    }} <Pages filter is_first=before.is_none() oldest />
                </section>
                <p class="buttons">
                    <a class="button secondary" href=export>
                        {t.audit_export()}
                    </a>
                    <a class="button secondary" href=format!("{}#audit", Page::Settings.path())>
                        {t.audit_back()}
                    </a>
                </p>
            </Shell>
        })
    })
}

/// A plain form that fetches: the filters go into the address.
#[component]
fn FilterForm(filter: Filter) -> impl IntoView {
    let (_, t) = language();
    let any = || (String::new(), t.audit_any());
    let actions =
        [any()].into_iter().chain(Action::iter().map(|one| (one.to_value(), action(t, one))));
    let outcomes =
        [any()].into_iter().chain(Outcome::iter().map(|one| (one.to_value(), outcome(t, one))));
    view! {
        <form class="filters" method="get" action=Page::Audit.path() role="search" aria-label=t.audit_filter()>
            <div class="field">
                <label for="person">{t.audit_filter_person()}</label>
                <input
                    id="person"
                    name="person"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    value=filter.person
                />
            </div>
            <SelectField
                name="action"
                label=t.audit_column_action()
                options=actions.collect()
                chosen=filter.action.map(|action| action.to_value())
            />
            <SelectField
                name="outcome"
                label=t.audit_column_outcome()
                options=outcomes.collect()
                chosen=filter.outcome.map(|outcome| outcome.to_value())
            />
            <div class="field">
                <label for="from">{t.audit_filter_from()}</label>
                <input id="from" name="from" type="date" value=filter.from.map(|day| day.to_string()) />
            </div>
            <div class="field">
                <label for="to">{t.audit_filter_to()}</label>
                <input id="to" name="to" type="date" value=filter.to.map(|day| day.to_string()) />
            </div>
            <button type="submit" class="button secondary">
                {t.audit_filter_submit()}
            </button>
        </form>
    }
    .into_any()
}

#[component]
fn Pages(
    filter: Filter,
    is_first: bool,
    /// The id of the last row, if there are older ones.
    oldest: Option<String>,
) -> impl IntoView {
    let (_, t) = language();
    let path = Page::Audit.path();
    let newest = (!is_first).then(|| filter.address(&path, None));
    let older = oldest.map(|id| filter.address(&path, Some(&id)));
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label=t.pages_label()>
                {newest.map(|address| view! { <a href=address>{t.audit_newest()}</a> })}
                {older
                    .map(|address| view! { <a href=address rel="next">{t.audit_older()}</a> })}
            </nav>
        }
        .into_any()
    })
}

impl Filter {
    /// What the query of an address asks for. What makes no sense is not asked for.
    pub(super) fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let is_asked = |text: &String| !text.trim().is_empty() && !text.contains('\0');
        let text = |name| value(name).filter(is_asked);
        Self {
            action: text("action").and_then(|text| ActiveEnum::try_from_value(&text).ok()),
            outcome: text("outcome").and_then(|text| ActiveEnum::try_from_value(&text).ok()),
            person: text("person"),
            from: text("from").and_then(|text| text.parse().ok()),
            to: text("to").and_then(|text| text.parse().ok()),
        }
    }

    /// The address that asks for it.
    fn address(&self, path: &str, before: Option<&str>) -> String {
        let parts = [
            ("action", self.action.map(|action| action.to_value())),
            ("outcome", self.outcome.map(|outcome| outcome.to_value())),
            ("person", self.person.clone()),
            ("from", self.from.map(|day| day.to_string())),
            ("to", self.to.map(|day| day.to_string())),
            ("before", before.map(str::to_owned)),
        ];
        let parts = parts.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parts).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}
