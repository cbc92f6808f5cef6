//! What people read for the closed words of connections.

use engine::reach::ReachProblem;
use leptos::prelude::*;

use super::place_test::{TestFinding, TestStage, TestStep};
use crate::{
    base::{clock::Timestamp, language::Language},
    database::entities::connection::{self, Audience, Kind},
    i18n::Text,
    ui::{
        notice::{Notice, Tone},
        reach_words,
        stages::StageItem,
    },
};

pub(super) fn kind(t: &Text, kind: Kind) -> String {
    match kind {
        Kind::PostgreSql => "PostgreSQL".to_owned(),
        Kind::MariaDb => "MariaDB".to_owned(),
        Kind::MySql => "MySQL".to_owned(),
        Kind::Sqlite => t.connections_kind_sqlite(),
    }
}

pub(super) fn audience(t: &Text, audience: Audience) -> String {
    match audience {
        Audience::Everybody => t.connections_for_everybody(),
        Audience::Administrators => t.connections_for_administrators(),
    }
}

/// What the last test came to, as a badge, and when that was.
#[component]
pub(super) fn LastTest(row: connection::Model) -> impl IntoView {
    let (language, t) = crate::site::request::language();
    match row.last_test() {
        None => view! { <span class="badge">{t.connections_never_tested()}</span> }.into_any(),
        Some((at, Ok(()))) => tested("badge success", t.connections_test_passed(), language, at),
        Some((at, Err(problem))) => {
            let title = reach_words::problem(t, problem);
            view! {
                {tested("badge error", t.connections_test_failed(), language, at)}
                <span class="second">{title}</span>
            }
            .into_any()
        }
    }
}

fn tested(class: &'static str, words: String, language: Language, at: Timestamp) -> AnyView {
    view! {
        <span class=class>{words}</span>
        " "
        {language.date_and_time(at)}
    }
    .into_any()
}

/// One step: mark, name, finding, how long it took; what to do, if it failed.
pub(super) fn step(language: Language, step: &TestStep) -> AnyView {
    let t = language.text();
    let (class, mark, details) = match &step.outcome {
        Ok(finding) => {
            let (text, is_fine) = finding_text(language, finding);
            (if is_fine { "done" } else { "done doubtful" }, t.stage_passed(), vec![text])
        }
        Err(_) => ("failed", t.stage_failed(), Vec::new()),
    };
    let failed = step.outcome.as_ref().err().map(|failed| problem(t, *failed));
    view! {
        <StageItem
            class
            mark
            name=stage_name(t, step.stage)
            millis=t.milliseconds(language.number(step.millis))
            details
        >
            {failed}
        </StageItem>
    }
    .into_any()
}

/// What went wrong at a place, and what to do about it.
pub(super) fn problem(t: &Text, problem: ReachProblem) -> AnyView {
    let title = reach_words::problem(t, problem);
    let text = match problem {
        // The advice for our own database is to make tables in it.
        ReachProblem::PermissionDenied => t.connections_permission_advice(),
        ReachProblem::FileUnusable => t.connections_file_advice(),
        problem => reach_words::advice(t, problem),
    };
    let title = match problem {
        ReachProblem::PermissionDenied => t.connections_permission_denied(),
        _ => title,
    };
    view! { <Notice tone=Tone::Error title text /> }.into_any()
}

fn stage_name(t: &Text, stage: TestStage) -> String {
    match stage {
        TestStage::Tables => t.connections_stage_tables(),
        TestStage::Reach(stage) => reach_words::stage_name(t, stage),
    }
}

/// In words, and whether it is as it should be.
fn finding_text(language: Language, finding: &TestFinding) -> (String, bool) {
    let t = language.text();
    match finding {
        TestFinding::Tables { count, unreadable: 0, .. } => {
            (t.connections_tables_found(whole(*count)), *count > 0)
        }
        TestFinding::Tables { count, unreadable, named } => {
            let found = t.connections_tables_found(whole(*count));
            let closed = t.connections_tables_unreadable(whole(*unreadable), named.join(", "));
            (format!("{found} {closed}"), false)
        }
        TestFinding::FileWillBeMade => (t.connections_file_will_be_made(), true),
        TestFinding::Reach(finding) => reach_words::finding_text(language, finding),
    }
}

pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
