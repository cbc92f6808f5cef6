//! The way from a new extraction to its first run: each step is a page that can be come back to.

use leptos::prelude::*;

use crate::{i18n::Text, paths::Page, site::request::language};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Places,
    Tables,
    Validate,
    Run,
}

impl Step {
    const ALL: [Self; 4] = [Self::Places, Self::Tables, Self::Validate, Self::Run];

    fn title(self, t: &Text) -> String {
        match self {
            Self::Places => t.extractions_step_places(),
            Self::Tables => t.extractions_step_tables(),
            Self::Validate => t.extractions_step_validate(),
            Self::Run => t.extractions_step_run(),
        }
    }

    fn page(self, id: &str) -> Page {
        let id = id.to_owned();
        match self {
            Self::Places => Page::EditExtraction(id),
            Self::Tables => Page::ExtractionTables(id),
            Self::Validate => Page::ValidateExtraction(id),
            Self::Run => Page::Extraction(id),
        }
    }
}

/// `id` is blank before anything is saved: then there is nothing to go to yet.
#[component]
pub(super) fn Steps(id: String, current: Step) -> impl IntoView {
    let (_, t) = language();
    let steps = Step::ALL
        .map(|step| {
            let is_current = (step == current).then_some("step");
            let label = step.title(t);
            if id.is_empty() {
                view! {
                    <li>
                        <span aria-current=is_current>{label}</span>
                    </li>
                }
                .into_any()
            } else {
                view! {
                    <li>
                        <a href=step.page(&id).path() aria-current=is_current>
                            {label}
                        </a>
                    </li>
                }
                .into_any()
            }
        })
        .collect_view();
    view! {
        <nav aria-label=t.extractions_steps()>
            <ol class="steps">{steps}</ol>
        </nav>
    }
    .into_any()
}
