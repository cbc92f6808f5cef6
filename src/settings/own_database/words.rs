//! The steps of an attempt as a person reads them, on the page and on the console.

use leptos::prelude::*;

use crate::{
    base::language::Language,
    database::report::{Problem, Seen, Stage, Step, Table},
    i18n::{self, Text},
    ui::{
        notice::{Notice, Tone},
        stages::StageItem,
    },
};

/// Clocks that differ more confuse whoever compares logs.
const TOLERATED_CLOCK_MILLIS: u64 = 2_000;

/// One step: mark, name, what was seen, how long it took; what to do, if it failed. Of the steps of one
/// table, the last shows: `is_followed` by another of the same is not it any more.
pub(crate) fn step(language: Language, step: &Step) -> impl IntoView + use<> {
    let t = language.text();
    let (class, mark, details) = match &step.outcome {
        Ok(seen) => {
            let (text, is_fine) = seen_text(language, seen);
            let class = match seen {
                Seen::Rows { moved, total, .. } if moved < total => "done passing",
                _ if is_fine => "done",
                _ => "done doubtful",
            };
            (class, t.stage_passed(), vec![text])
        }
        Err(_) => ("failed", t.stage_failed(), Vec::new()),
    };
    let notice = step.outcome.as_ref().err().map(|failed| {
        let (title, text) = (problem(t, *failed), advice(t, *failed));
        view! { <Notice tone=Tone::Error title text /> }
    });
    view! {
        <StageItem
            class
            mark
            name=stage_name(t, step.stage)
            millis=t.milliseconds(language.number(step.millis))
            details
        >
            {notice}
        </StageItem>
    }
    .into_any()
}

pub(crate) fn stage_name(t: &Text, stage: Stage) -> String {
    match stage {
        Stage::Name => t.connection_stage_name(),
        Stage::Connection => t.connection_stage_connection(),
        Stage::Encryption => t.connection_stage_encryption(),
        Stage::SignIn => t.connection_stage_sign_in(),
        Stage::Database => t.connection_stage_database(),
        Stage::Rights => t.connection_stage_rights(),
        Stage::RoundTrip => t.connection_stage_round_trip(),
        Stage::Contents => t.connection_stage_contents(),
        Stage::Hold => t.connection_stage_hold(),
        Stage::Schema => t.connection_stage_schema(),
        Stage::Rows => t.connection_stage_rows(),
        Stage::Comparison => t.connection_stage_comparison(),
        Stage::Switch => t.connection_stage_switch(),
    }
}

/// In words, and whether it is as it should be.
pub(crate) fn seen_text(language: Language, seen: &Seen) -> (String, bool) {
    let t = language.text();
    let text = match seen {
        Seen::Addresses(addresses) => {
            addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Seen::Connected { address, port } => {
            t.seen_connected(address.to_string(), port.to_string())
        }
        Seen::Encrypted { version, certificate, verified } => {
            let text = if *verified {
                t.seen_encrypted(version)
            } else {
                t.seen_connection_unverified(version)
            };
            let certificate = certificate.as_ref().map(|seen| i18n::certificate(language, seen));
            return ([Some(text), certificate].map(Option::unwrap_or_default).join(" "), *verified);
        }
        Seen::InClear => return (t.seen_in_clear(), false),
        Seen::SignedIn { server } => server.clone(),
        Seen::DatabaseThere => t.seen_database_there(),
        Seen::DatabaseWillBeCreated => t.seen_database_will_be_created(),
        Seen::MayMigrate => t.seen_may_migrate(),
        Seen::RoundTrip { micros, clock_ahead_millis } => {
            return round_trip_text(language, *micros, *clock_ahead_millis);
        }
        Seen::Empty => t.seen_empty(),
        Seen::Leftover => t.seen_leftover(),
        Seen::OurData { in_use: true, .. } => t.seen_data_in_use(),
        Seen::OurData { accounts, in_use: false } => {
            return (t.seen_other_data(whole(*accounts)), false);
        }
        Seen::WritesHeld => t.seen_writes_held(),
        Seen::SchemaMade => t.seen_schema_made(),
        Seen::Rows { table, moved, total } => {
            let number = |count: u64| language.number(whole(count));
            t.seen_rows(table_name(t, *table), number(*moved), number(*total))
        }
        Seen::Equal { rows } => t.seen_equal(language.number(whole(*rows))),
        Seen::Switched => t.seen_switched(),
    };
    (text, true)
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn round_trip_text(
    language: Language,
    micros: u32,
    clock_ahead_millis: Option<i64>,
) -> (String, bool) {
    let t = language.text();
    let millis = language.decimal(f64::from(micros) / 1000.0);
    let Some(ahead) = clock_ahead_millis else { return (t.seen_round_trip(millis), true) };
    let seconds = language.number(i64::try_from(ahead.unsigned_abs() / 1000).unwrap_or(i64::MAX));
    match ahead {
        _ if ahead.unsigned_abs() <= TOLERATED_CLOCK_MILLIS => {
            (t.seen_round_trip_and_clock(millis), true)
        }
        1.. => (t.seen_clock_ahead(millis, seconds), false),
        _ => (t.seen_clock_behind(millis, seconds), false),
    }
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
    }
}

/// What went wrong.
pub(crate) fn problem(t: &Text, problem: Problem) -> String {
    match problem {
        Problem::NameUnknown => t.connection_name_unknown(),
        Problem::ConnectionRefused => t.connection_refused(),
        Problem::Unreachable => t.connection_unreachable(),
        Problem::TimedOut { seconds } => t.connection_timed_out(i64::from(seconds)),
        Problem::ConnectionLost => t.connection_lost(),
        Problem::NotThisEngine => t.connection_not_this_engine(),
        Problem::EncryptionUnavailable => t.connection_no_encryption(),
        Problem::CertificateUnknown => t.connection_certificate_unknown(),
        Problem::CertificateExpired => t.connection_certificate_expired(),
        Problem::CertificateNotYetValid => t.connection_certificate_not_yet_valid(),
        Problem::CertificateWrongName => t.connection_certificate_wrong_name(),
        Problem::CertificateInvalid => t.connection_certificate_invalid(),
        Problem::AuthorityFileUnusable => t.connection_authority_file(),
        Problem::EncryptionFailed => t.connection_encryption_failed(),
        Problem::WrongCredentials => t.connection_wrong_credentials(),
        Problem::NotAdmitted => t.connection_not_admitted(),
        Problem::TooManyConnections => t.connection_too_many(),
        Problem::NotReady => t.connection_not_ready(),
        Problem::DatabaseMissing => t.connection_database_missing(),
        Problem::DatabaseRefused => t.connection_database_refused(),
        Problem::MayNotCreateDatabase => t.connection_may_not_create(),
        Problem::MayNotMigrate => t.connection_may_not_migrate(),
        Problem::ReadOnly => t.connection_read_only(),
        Problem::NewerSchema => t.connection_newer(),
        Problem::ForeignTables => t.connection_foreign(),
        Problem::HasData => t.connection_has_data(),
        Problem::OtherKey => t.connection_other_key(),
        Problem::FileUnusable => t.connection_file(),
        Problem::DiskFull => t.connection_disk_full(),
        Problem::ChangedMeanwhile => t.connection_changed_meanwhile(),
        Problem::AlreadyMoving => t.connection_already_moving(),
        Problem::MovedAway => t.connection_moved_away(),
        Problem::FixedByEnvironment => t.connection_fixed(),
        Problem::Different { table } => t.connection_different(table_name(t, table)),
        Problem::Failed => t.connection_failed(),
    }
}

/// What to do about it.
pub(crate) fn advice(t: &Text, problem: Problem) -> String {
    match problem {
        Problem::NameUnknown => t.connection_name_unknown_advice(),
        Problem::ConnectionRefused => t.connection_refused_advice(),
        Problem::Unreachable => t.connection_unreachable_advice(),
        Problem::TimedOut { .. } => t.connection_timed_out_advice(),
        Problem::ConnectionLost => t.connection_lost_advice(),
        Problem::NotThisEngine => t.connection_not_this_engine_advice(),
        Problem::EncryptionUnavailable => t.connection_no_encryption_advice(),
        Problem::CertificateUnknown => t.connection_certificate_unknown_advice(),
        Problem::CertificateExpired => t.connection_certificate_expired_advice(),
        Problem::CertificateNotYetValid => t.connection_certificate_not_yet_valid_advice(),
        Problem::CertificateWrongName => t.connection_certificate_wrong_name_advice(),
        Problem::CertificateInvalid => t.connection_certificate_invalid_advice(),
        Problem::AuthorityFileUnusable => t.connection_authority_file_advice(),
        Problem::EncryptionFailed => t.connection_encryption_failed_advice(),
        Problem::WrongCredentials => t.connection_wrong_credentials_advice(),
        Problem::NotAdmitted => t.connection_not_admitted_advice(),
        Problem::TooManyConnections => t.connection_too_many_advice(),
        Problem::NotReady => t.connection_not_ready_advice(),
        Problem::DatabaseMissing => t.connection_database_missing_advice(),
        Problem::DatabaseRefused => t.connection_database_refused_advice(),
        Problem::MayNotCreateDatabase => t.connection_may_not_create_advice(),
        Problem::MayNotMigrate => t.connection_may_not_migrate_advice(),
        Problem::ReadOnly => t.connection_read_only_advice(),
        Problem::NewerSchema => t.connection_newer_advice(),
        Problem::ForeignTables => t.connection_foreign_advice(),
        Problem::HasData => t.connection_has_data_advice(),
        Problem::OtherKey => t.connection_other_key_advice(),
        Problem::FileUnusable => t.connection_file_advice(),
        Problem::DiskFull => t.connection_disk_full_advice(),
        Problem::ChangedMeanwhile => t.connection_changed_meanwhile_advice(),
        Problem::AlreadyMoving => t.connection_already_moving_advice(),
        Problem::MovedAway => t.connection_moved_away_advice(),
        Problem::FixedByEnvironment => t.connection_fixed_advice(),
        Problem::Different { .. } => t.connection_different_advice(),
        Problem::Failed => t.connection_failed_advice(),
    }
}
