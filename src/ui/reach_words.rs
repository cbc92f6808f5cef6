//! What reaching a server shows, as a person reads it: for connections of every kind.

use engine::reach::{ReachFinding, ReachProblem, ReachStage};

use crate::{
    base::language::Language,
    i18n::{self, Text},
};

/// Clocks that differ more confuse whoever compares logs.
const TOLERATED_CLOCK_MILLIS: u64 = 2_000;

pub(crate) fn stage_name(t: &Text, stage: ReachStage) -> String {
    match stage {
        ReachStage::Name => t.connection_stage_name(),
        ReachStage::Connection => t.connection_stage_connection(),
        ReachStage::Encryption => t.connection_stage_encryption(),
        ReachStage::SignIn => t.connection_stage_sign_in(),
        ReachStage::Database => t.connection_stage_database(),
        ReachStage::RoundTrip => t.connection_stage_round_trip(),
    }
}

/// In words, and whether it is as it should be.
pub(crate) fn finding_text(language: Language, finding: &ReachFinding) -> (String, bool) {
    let t = language.text();
    let text = match finding {
        ReachFinding::Addresses(addresses) => {
            addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ReachFinding::Connected { address, port } => {
            t.seen_connected(address.to_string(), port.to_string())
        }
        ReachFinding::Encrypted { version, certificate, verified } => {
            let text = if *verified {
                t.seen_encrypted(version)
            } else {
                t.seen_connection_unverified(version)
            };
            let certificate = certificate.as_ref().map(|seen| i18n::certificate(language, seen));
            return ([Some(text), certificate].map(Option::unwrap_or_default).join(" "), *verified);
        }
        ReachFinding::InClear => return (t.seen_in_clear(), false),
        ReachFinding::SignedIn { server } => server.clone(),
        ReachFinding::DatabaseThere => t.seen_database_there(),
        ReachFinding::RoundTrip { micros, clock_ahead_millis } => {
            return round_trip_text(language, *micros, *clock_ahead_millis);
        }
    };
    (text, true)
}

fn round_trip_text(
    language: Language,
    micros: u32,
    clock_ahead_millis: Option<i64>,
) -> (String, bool) {
    let t = language.text();
    let millis = language.decimal(f64::from(micros) / 1000.0);
    let Some(ahead) = clock_ahead_millis else { return (t.seen_round_trip(millis), true) };
    let seconds = language.number(ahead.unsigned_abs() / 1000);
    match ahead {
        _ if ahead.unsigned_abs() <= TOLERATED_CLOCK_MILLIS => {
            (t.seen_round_trip_and_clock(millis), true)
        }
        1.. => (t.seen_clock_ahead(millis, seconds), false),
        _ => (t.seen_clock_behind(millis, seconds), false),
    }
}

/// What went wrong.
pub(crate) fn problem(t: &Text, problem: ReachProblem) -> String {
    match problem {
        ReachProblem::NameUnknown => t.connection_name_unknown(),
        ReachProblem::ConnectionRefused => t.connection_refused(),
        ReachProblem::Unreachable => t.connection_unreachable(),
        ReachProblem::TimedOut { seconds } => t.connection_timed_out(i64::from(seconds)),
        ReachProblem::ConnectionLost => t.connection_lost(),
        ReachProblem::NotThisEngine => t.connection_not_this_engine(),
        ReachProblem::EncryptionUnavailable => t.connection_no_encryption(),
        ReachProblem::CertificateUnknown => t.connection_certificate_unknown(),
        ReachProblem::CertificateExpired => t.connection_certificate_expired(),
        ReachProblem::CertificateNotYetValid => t.connection_certificate_not_yet_valid(),
        ReachProblem::CertificateWrongName => t.connection_certificate_wrong_name(),
        ReachProblem::CertificateInvalid => t.connection_certificate_invalid(),
        ReachProblem::AuthorityFileUnusable => t.connection_authority_file(),
        ReachProblem::EncryptionFailed => t.connection_encryption_failed(),
        ReachProblem::PasswordInClear => t.connection_password_in_clear(),
        ReachProblem::AnswerTooLarge => t.connection_answer_too_large(),
        ReachProblem::WrongCredentials => t.connection_wrong_credentials(),
        ReachProblem::PasswordUnusable => t.connection_password_unusable(),
        ReachProblem::NotAdmitted => t.connection_not_admitted(),
        ReachProblem::TooManyConnections => t.connection_too_many(),
        ReachProblem::NotReady => t.connection_not_ready(),
        ReachProblem::DatabaseMissing => t.connection_database_missing(),
        ReachProblem::DatabaseRefused => t.connection_database_refused(),
        ReachProblem::PermissionDenied => t.connection_may_not_migrate(),
        ReachProblem::ReadOnly => t.connection_read_only(),
        ReachProblem::PooledTransactions => t.connection_pooled(),
        ReachProblem::StatementTooLarge => t.connection_statement_too_large(),
        ReachProblem::FileUnusable => t.connection_file(),
        ReachProblem::DiskFull => t.connection_disk_full(),
        ReachProblem::Failed => t.connection_failed(),
    }
}

/// What to do about it.
pub(crate) fn advice(t: &Text, problem: ReachProblem) -> String {
    match problem {
        ReachProblem::NameUnknown => t.connection_name_unknown_advice(),
        ReachProblem::ConnectionRefused => t.connection_refused_advice(),
        ReachProblem::Unreachable => t.connection_unreachable_advice(),
        ReachProblem::TimedOut { .. } => t.connection_timed_out_advice(),
        ReachProblem::ConnectionLost => t.connection_lost_advice(),
        ReachProblem::NotThisEngine => t.connection_not_this_engine_advice(),
        ReachProblem::EncryptionUnavailable => t.connection_no_encryption_advice(),
        ReachProblem::CertificateUnknown => t.connection_certificate_unknown_advice(),
        ReachProblem::CertificateExpired => t.connection_certificate_expired_advice(),
        ReachProblem::CertificateNotYetValid => t.connection_certificate_not_yet_valid_advice(),
        ReachProblem::CertificateWrongName => t.connection_certificate_wrong_name_advice(),
        ReachProblem::CertificateInvalid => t.connection_certificate_invalid_advice(),
        ReachProblem::AuthorityFileUnusable => t.connection_authority_file_advice(),
        ReachProblem::EncryptionFailed => t.connection_encryption_failed_advice(),
        ReachProblem::PasswordInClear => t.connection_password_in_clear_advice(),
        ReachProblem::AnswerTooLarge => t.connection_answer_too_large_advice(),
        ReachProblem::WrongCredentials => t.connection_wrong_credentials_advice(),
        ReachProblem::PasswordUnusable => t.connection_password_unusable_advice(),
        ReachProblem::NotAdmitted => t.connection_not_admitted_advice(),
        ReachProblem::TooManyConnections => t.connection_too_many_advice(),
        ReachProblem::NotReady => t.connection_not_ready_advice(),
        ReachProblem::DatabaseMissing => t.connection_database_missing_advice(),
        ReachProblem::DatabaseRefused => t.connection_database_refused_advice(),
        ReachProblem::PermissionDenied => t.connection_may_not_migrate_advice(),
        ReachProblem::ReadOnly => t.connection_read_only_advice(),
        ReachProblem::PooledTransactions => t.connection_pooled_advice(),
        ReachProblem::StatementTooLarge => t.connection_small_packets_advice(),
        ReachProblem::FileUnusable => t.connection_file_advice(),
        ReachProblem::DiskFull => t.connection_disk_full_advice(),
        ReachProblem::Failed => t.connection_failed_advice(),
    }
}
