//! Words for jobs and runs.

use engine::receipt::{CameTo, TableReceipt};
use jiff::tz::TimeZone;

use super::log::LogLine;
use crate::{
    base::{clock::Timestamp, language::Language},
    database::entities::{
        job,
        job_run::{self, Cause, State},
    },
    i18n::Text,
    licenses::license::LicenseStatus,
    mail::{advice, reason::Reason},
    settings::{license::panel::warning_text, own_database::words},
    ui::copy_words,
};

pub(crate) fn state(t: &Text, state: State) -> String {
    match state {
        State::Queued => t.run_queued(),
        State::Running => t.run_running(),
        State::Succeeded => t.run_succeeded(),
        State::Failed => t.run_failed(),
        State::Cancelled => t.run_cancelled(),
        State::NotRun => t.run_not_run(),
    }
}

/// Why there is a run; `by` is who asked for it or reported it.
pub(crate) fn cause(t: &Text, cause: Cause, by: Option<&str>) -> String {
    match (cause, by) {
        (Cause::Schedule, _) => t.run_by_schedule(),
        (Cause::CatchUp, _) => t.run_caught_up(),
        (Cause::Person, Some(by)) => t.run_by_person(by),
        (Cause::Report, Some(by)) => t.run_by_report(by),
        (Cause::Person | Cause::Report, None) => t.run_by_somebody(),
    }
}

/// Why a run failed, was cancelled or did not run, and what to do about it.
pub(crate) fn reason(language: Language, reason: &Reason) -> String {
    let t = language.text();
    let both = |(problem, advice): (String, String)| format!("{problem} {advice}");
    match reason {
        Reason::Reported(text) if text.trim().is_empty() => t.reason_none_given(),
        Reason::Reported(text) => text.clone(),
        Reason::NoHeartbeat => t.reason_no_heartbeat(),
        Reason::Interrupted => t.reason_interrupted(),
        Reason::Cancelled { by } => t.reason_cancelled(by),
        Reason::DatabaseUnreachable => t.reason_database_unreachable(),
        Reason::ServerStopped => t.reason_server_stopped(),
        Reason::Fault(reference) => t.reason_fault(reference.to_string()),
        Reason::Database(problem) => {
            both((words::problem(t, *problem), words::advice(t, *problem)))
        }
        Reason::MailServer(failure) => t.reason_mail_server(both(advice::on(t, failure.problem))),
        Reason::ServerUrlUnreached => t.reason_server_url_unreached(),
        Reason::License(standing) => {
            warning_text(t, *standing).unwrap_or_else(|| t.license_expired())
        }
        Reason::BackupNotWritten(problem) => t.reason_backup_not_written(problem),
        Reason::Copy { failed, of, table, fault } => {
            let why = copy_words::fault(language, table, fault);
            t.reason_copy(failed.to_string(), of.to_string(), table, why)
        }
        Reason::Different { failed, of, table } => {
            t.reason_different(failed.to_string(), of.to_string(), table)
        }
        Reason::NotCopied(fault) => t.reason_not_copied(copy_words::fault(language, "", fault)),
        Reason::CopiedInParts => t.reason_copied_in_parts(),
        Reason::Withheld => t.reason_withheld(),
        Reason::Test => t.reason_test(),
    }
}

/// The same of a run.
pub(crate) fn reason_of(language: Language, run: &job_run::Model) -> Option<String> {
    Some(reason(language, &run.reason().ok()??))
}

/// How long a run took, or has taken so far.
pub(crate) fn duration(language: Language, run: &job_run::Model, now: Timestamp) -> Option<String> {
    let started_at = run.started_at?;
    Some(language.duration(started_at.until(run.ended_at.unwrap_or(now))))
}

/// The zone in which the times of a job are told: its own, or that of the server.
pub(crate) fn zone(job: &job::Model) -> TimeZone {
    let own = job.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    own.unwrap_or_else(TimeZone::system)
}

/// A line of the log of a run.
pub(crate) fn line(language: Language, line: &LogLine) -> String {
    let t = language.text();
    let number = |n: u64| language.number(n);
    match line {
        LogLine::Text(text) => text.clone(),
        LogLine::TableSaved { table, rows } => {
            t.line_table_saved(words::table_name(t, *table), number(*rows))
        }
        LogLine::BackupWritten { file, rows, bytes } => {
            t.line_backup_written(file, number(*rows), number(bytes.div_ceil(1024)))
        }
        LogLine::OldBackupsRemoved { count } => t.line_old_backups_removed(*count),
        LogLine::DatabaseAnswered { micros } => {
            let millis = std::time::Duration::from_micros(*micros).as_secs_f64() * 1_000.0;
            t.line_database_answered(language.decimal(millis))
        }
        LogLine::NoMailServer => t.line_no_mail_server(),
        LogLine::MailServerAnswered { millis } => t.line_mail_server_answered(number(*millis)),
        LogLine::ServerUrlReached => t.line_server_url_reached(),
        LogLine::ServerUrlNotSet => t.line_server_url_not_set(),
        LogLine::RunsRemoved { count } => t.line_runs_removed(*count),
        LogLine::TidiedUp => t.line_tidied_up(),
        LogLine::TableCopied(receipt) => table_copied(language, receipt),
        LogLine::LeftOut { characters } => t.line_left_out(number(*characters)),
        LogLine::CutOff => t.line_cut_off(),
        LogLine::License(LicenseStatus::Valid) => t.line_license_valid(),
        LogLine::License(standing) => warning_text(t, *standing).unwrap_or_default(),
    }
}

/// What has become of a table, in a line.
fn table_copied(language: Language, receipt: &TableReceipt) -> String {
    let (t, table) = (language.text(), &receipt.table);
    let number = |n: u64| language.number(n);
    match &receipt.came_to {
        CameTo::Equal(counted) => t.line_table_copied(
            table,
            number(counted.read),
            number(counted.inserted),
            number(counted.changed),
            number(counted.removed),
        ),
        CameTo::Different(counted) => {
            let different = counted.inserted + counted.changed + counted.removed;
            t.line_table_different(table, number(different))
        }
        CameTo::Nothing(faults) => {
            let why = faults.iter().map(|fault| copy_words::fault(language, table, fault));
            t.line_table_not_copied(table, why.collect::<Vec<_>>().join(" "))
        }
    }
}
