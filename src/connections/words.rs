//! What people read for the closed words of connections.

use engine::reach::ReachProblem;
use leptos::prelude::*;

use super::place_test::{TestFinding, TestStage, TestStep};
use crate::{
    base::language::Language,
    database::entities::connection::{self, Audience, Kind},
    i18n::Text,
    site::request::language,
    ui::{
        notice::{Notice, Tone},
        reach_words, stages,
    },
};

pub(crate) fn kind(t: &Text, kind: Kind) -> String {
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

/// What the last test came to, if there was one.
pub(crate) fn last_test(t: &Text, outcome: Option<Result<(), ReachProblem>>) -> String {
    match outcome {
        None => t.connections_never_tested(),
        Some(Ok(())) => t.connections_test_passed(),
        Some(Err(_)) => t.connections_test_failed(),
    }
}

/// The same as a badge, with its time, and what went wrong.
#[component]
pub(super) fn LastTest(row: connection::Model) -> impl IntoView {
    let (language, t) = language();
    let (at, outcome) = row.last_test().unzip();
    let badge = match outcome {
        None => "badge",
        Some(Ok(())) => "badge success",
        Some(Err(_)) => "badge error",
    };
    let why = outcome.and_then(Result::err).map(|problem| {
        view! { <span class="second">{problem_text(t, problem).0}</span> }
    });
    view! {
        <span class=badge>{last_test(t, outcome)}</span>
        " "
        {at.map(|at| language.date_and_time(at))}
        {why}
    }
    .into_any()
}

/// One step: mark, name, finding, how long it took; what to do, if it failed.
pub(super) fn step(language: Language, step: &TestStep) -> AnyView {
    let t = language.text();
    let outcome = match &step.outcome {
        Ok(finding) => {
            let (text, is_fine) = finding_text(language, finding);
            Ok((text, stages::class_of(is_fine)))
        }
        Err(failed) => Err(problem_text(t, *failed)),
    };
    stages::reached(language, stage_name(t, step.stage), step.millis, outcome)
}

/// The same without a stage.
pub(crate) fn problem(t: &Text, problem: ReachProblem) -> AnyView {
    let (title, text) = problem_text(t, problem);
    view! { <Notice tone=Tone::Error title text /> }.into_any()
}

/// What went wrong at a place, and what to do about it. Where the words for our own database speak of making
/// tables in it, there are others.
pub(crate) fn problem_text(t: &Text, problem: ReachProblem) -> (String, String) {
    match problem {
        ReachProblem::PermissionDenied => {
            (t.connections_permission_denied(), t.connections_permission_advice())
        }
        ReachProblem::FileUnusable => {
            (reach_words::problem(t, problem), t.connections_file_advice())
        }
        problem => (reach_words::problem(t, problem), reach_words::advice(t, problem)),
    }
}

pub(crate) fn stage_name(t: &Text, stage: TestStage) -> String {
    match stage {
        TestStage::Tables => t.connections_stage_tables(),
        TestStage::Reach(stage) => reach_words::stage_name(t, stage),
    }
}

/// In words, and whether it is as it should be.
pub(crate) fn finding_text(language: Language, finding: &TestFinding) -> (String, bool) {
    let t = language.text();
    match finding {
        TestFinding::Tables { count, unreadable: 0, .. } => {
            (t.connections_tables_found(*count), *count > 0)
        }
        TestFinding::Tables { count, unreadable, named } => {
            let found = t.connections_tables_found(*count);
            let closed = t.connections_tables_unreadable(*unreadable, named.join(", "));
            (format!("{found} {closed}"), false)
        }
        TestFinding::FileWillBeMade => (t.connections_file_will_be_made(), true),
        TestFinding::Reach(finding) => reach_words::finding_text(language, finding),
    }
}
