//! The steps of an attempt as a person reads them, on the page and on the console.

use leptos::prelude::*;

use crate::{
    base::language::Language,
    database::report::{MoveFinding, MoveProblem, MoveStage, MoveStep, Table},
    i18n::Text,
    ui::{reach_words, stages},
};

/// One step: mark, name, finding, how long it took; what to do, if it failed. Of the steps of one table,
/// the last shows.
pub(crate) fn step(language: Language, step: &MoveStep) -> AnyView {
    let t = language.text();
    let outcome = match &step.outcome {
        Ok(finding) => {
            let (text, is_fine) = finding_text(language, finding);
            let is_passing =
                matches!(finding, MoveFinding::Rows { moved, total, .. } if moved < total);
            Ok((text, if is_passing { "done passing" } else { stages::class_of(is_fine) }))
        }
        Err(failed) => Err((problem(t, *failed), advice(t, *failed))),
    };
    stages::reached(language, stage_name(t, step.stage), step.millis, outcome)
}

pub(crate) fn stage_name(t: &Text, stage: MoveStage) -> String {
    match stage {
        MoveStage::Rights => t.connection_stage_rights(),
        MoveStage::Contents => t.connection_stage_contents(),
        MoveStage::Hold => t.connection_stage_hold(),
        MoveStage::Schema => t.connection_stage_schema(),
        MoveStage::Rows => t.connection_stage_rows(),
        MoveStage::Comparison => t.connection_stage_comparison(),
        MoveStage::Switch => t.connection_stage_switch(),
        MoveStage::Reach(stage) => reach_words::stage_name(t, stage),
    }
}

/// In words, and whether it is as it should be.
pub(crate) fn finding_text(language: Language, finding: &MoveFinding) -> (String, bool) {
    let t = language.text();
    let text = match finding {
        MoveFinding::DatabaseWillBeCreated => t.seen_database_will_be_created(),
        MoveFinding::MayMigrate => t.seen_may_migrate(),
        MoveFinding::Empty => t.seen_empty(),
        MoveFinding::Leftover => t.seen_leftover(),
        MoveFinding::OurData { in_use: true, .. } => t.seen_data_in_use(),
        MoveFinding::OurData { accounts, in_use: false } => {
            return (t.seen_other_data(*accounts), false);
        }
        MoveFinding::WritesHeld => t.seen_writes_held(),
        MoveFinding::SchemaMade => t.seen_schema_made(),
        MoveFinding::Rows { table, moved, total } => {
            let number = |count: u64| language.number(count);
            t.seen_rows(table_name(t, *table), number(*moved), number(*total))
        }
        MoveFinding::Equal { rows } => t.seen_equal(language.number(*rows)),
        MoveFinding::Switched => t.seen_switched(),
        MoveFinding::Reach(finding) => return reach_words::finding_text(language, finding),
    };
    (text, true)
}

pub(crate) fn table_name(t: &Text, table: Table) -> String {
    match table {
        Table::Installation => t.table_installation(),
        Table::Licenses => t.table_licenses(),
        Table::Accounts => t.table_accounts(),
        Table::AccountWords => t.table_account_words(),
        Table::Links => t.table_links(),
        Table::Sessions => t.table_sessions(),
        Table::Mails => t.table_mails(),
        Table::MailSettings => t.table_mail_settings(),
        Table::MailTests => t.table_mail_tests(),
        Table::ServerSettings => t.table_server_settings(),
        Table::GuessLimits => t.table_guess_limits(),
        Table::KnownDevices => t.table_known_devices(),
        Table::SecondFactors => t.table_second_factors(),
        Table::RecoveryCodes => t.table_recovery_codes(),
        Table::Audit => t.table_audit(),
        Table::Jobs => t.table_jobs(),
        Table::Runs => t.table_runs(),
        Table::RunLines => t.table_run_lines(),
        Table::JobSettings => t.table_job_settings(),
        Table::WebhookDeliveries => t.table_webhook_deliveries(),
        Table::ApiTokens => t.table_api_tokens(),
        Table::Connections => t.table_connections(),
        Table::Extractions => t.table_extractions(),
    }
}

/// What went wrong.
pub(crate) fn problem(t: &Text, problem: MoveProblem) -> String {
    match problem {
        MoveProblem::MayNotCreateDatabase => t.connection_may_not_create(),
        MoveProblem::MayNotMigrate => t.connection_may_not_migrate(),
        MoveProblem::WrongEncoding { encoding } => t.connection_encoding(encoding.as_str()),
        MoveProblem::SmallPackets { kib } => t.connection_small_packets(kib.to_string()),
        MoveProblem::NewerSchema => t.connection_newer(),
        MoveProblem::ForeignTables => t.connection_foreign(),
        MoveProblem::HasData => t.connection_has_data(),
        MoveProblem::OtherKey => t.connection_other_key(),
        MoveProblem::ChangedMeanwhile => t.connection_changed_meanwhile(),
        MoveProblem::AlreadyMoving => t.connection_already_moving(),
        MoveProblem::MovedAway => t.connection_moved_away(),
        MoveProblem::FixedByEnvironment => t.connection_fixed(),
        MoveProblem::Different { table } => t.connection_different(table_name(t, table)),
        MoveProblem::Reach(problem) => reach_words::problem(t, problem),
    }
}

/// What to do about it.
pub(crate) fn advice(t: &Text, problem: MoveProblem) -> String {
    match problem {
        MoveProblem::MayNotCreateDatabase => t.connection_may_not_create_advice(),
        MoveProblem::MayNotMigrate => t.connection_may_not_migrate_advice(),
        MoveProblem::WrongEncoding { .. } => t.connection_encoding_advice(),
        MoveProblem::SmallPackets { .. } => t.connection_small_packets_advice(),
        MoveProblem::NewerSchema => t.connection_newer_advice(),
        MoveProblem::ForeignTables => t.connection_foreign_advice(),
        MoveProblem::HasData => t.connection_has_data_advice(),
        MoveProblem::OtherKey => t.connection_other_key_advice(),
        MoveProblem::ChangedMeanwhile => t.connection_changed_meanwhile_advice(),
        MoveProblem::AlreadyMoving => t.connection_already_moving_advice(),
        MoveProblem::MovedAway => t.connection_moved_away_advice(),
        MoveProblem::FixedByEnvironment => t.connection_fixed_advice(),
        MoveProblem::Different { .. } => t.connection_different_advice(),
        MoveProblem::Reach(problem) => reach_words::advice(t, problem),
    }
}
