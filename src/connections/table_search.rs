//! Tables of a place, as far as a search finds them. There may be 20,000.

use engine::table::ListedTable;
use leptos::prelude::*;

use crate::{base::language::Language, paths::Page, site::request::language};

/// A search finds the others.
const MOST_SHOWN: usize = 200;

/// What is shown of all tables.
pub(crate) struct FoundTables {
    /// How many there are, found or not.
    pub(crate) count: usize,
    pub(crate) shown: Vec<ListedTable>,
    /// How many were found, and are shown.
    pub(crate) summary: String,
}

impl FoundTables {
    /// Those that have what was typed in their names, in whatever case.
    pub(crate) fn search(language: Language, tables: Vec<ListedTable>, typed: &str) -> Self {
        let (t, count, typed) = (language.text(), tables.len(), typed.to_lowercase());
        let is_met = |table: &ListedTable| table.name.name.to_lowercase().contains(&typed);
        let mut shown: Vec<_> = tables.into_iter().filter(is_met).collect();
        let summary = match shown.len() {
            0 if count == 0 => t.connections_no_tables(),
            0 => t.connections_no_table_found(),
            found if found > MOST_SHOWN => {
                t.connections_some_tables(language.number(MOST_SHOWN), language.number(found))
            }
            found => t.connections_tables_found(found),
        };
        shown.truncate(MOST_SHOWN);
        Self { count, shown, summary }
    }

    /// Whether each table is shown.
    pub(crate) const fn are_all(&self) -> bool {
        self.shown.len() == self.count
    }
}

/// Asks for the same page again with what is typed.
#[component]
pub(crate) fn TableSearch(
    page: Page,
    search: String,
    /// What else is asked for.
    before: AnyView,
) -> impl IntoView {
    let (_, t) = language();
    view! {
        <form class="filters" method="get" action=page.path() role="search" aria-label=t.connections_tables()>
            {before}
            <div class="field">
                <label for="search">{t.connections_search()}</label>
                <input id="search" name="search" type="search" value=search />
            </div>
            <button type="submit" class="button secondary">
                {t.connections_show()}
            </button>
        </form>
    }
    .into_any()
}
