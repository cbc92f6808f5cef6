//! What the engine says of a copy, in the reader's language.

use engine::{
    drivers::Trouble,
    fault::Fault,
    load::{Side, Stage},
    names::NameProblem,
    place_url::PlaceUrlProblem,
    register::Holder,
    sanitize::sanitized,
    table::ValueProblem,
    types::{Exception, Loss, Verdict},
    validate::{Obstacle, TableState},
};

use super::reach_words;
use crate::{base::language::Language, i18n::Text};

pub(crate) fn side(t: &Text, side: Side) -> String {
    match side {
        Side::Source => t.copy_side_source(),
        Side::Destination => t.copy_side_destination(),
    }
}

pub(crate) fn state(t: &Text, state: TableState) -> String {
    match state {
        TableState::New => t.copy_state_new(),
        TableState::Equal => t.copy_state_equal(),
        TableState::Changed => t.copy_state_changed(),
        TableState::InTheWay => t.copy_state_in_the_way(),
    }
}

pub(crate) fn stage(t: &Text, stage: Stage) -> String {
    match stage {
        Stage::Waiting | Stage::Done => t.copy_stage_waiting(),
        Stage::Copying => t.copy_stage_copying(),
        Stage::Comparing => t.copy_stage_comparing(),
        Stage::Checking => t.copy_stage_checking(),
        Stage::Publishing => t.copy_stage_publishing(),
    }
}

pub(crate) fn verdict(t: &Text, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Exact => t.copy_exact(),
        Verdict::ExactUnless(exceptions) => {
            let cases: Vec<String> = exceptions.iter().map(|it| exception(t, it)).collect();
            let cases = match &*cases {
                [others @ .., last] if !others.is_empty() => t.copy_or(others.join(", "), last),
                _ => cases.concat(),
            };
            t.copy_exact_unless(cases)
        }
        Verdict::Lossy(Loss::FractionOfSecond { kept }) => {
            t.copy_lossy(t.copy_loses_fraction(kept.to_string()))
        }
        Verdict::Lossy(Loss::Offset) => t.copy_lossy(t.copy_loses_offset()),
    }
}

fn exception(t: &Text, exception: &Exception) -> String {
    match exception {
        Exception::Outside { least, greatest } => {
            t.copy_unless_outside(least.to_string(), greatest.to_string())
        }
        Exception::TooManyDigits { before, after } => {
            t.copy_unless_digits(before.to_string(), after.to_string())
        }
        Exception::NotANumber => t.copy_unless_nan(),
        Exception::NegativeZero => t.copy_unless_negative_zero(),
        Exception::Infinite => t.copy_unless_infinite(),
        Exception::YearOutside { first, last } => {
            t.copy_unless_years(first.to_string(), last.to_string())
        }
        Exception::ZeroDate => t.copy_unless_zero_date(),
        Exception::OutsideADay => t.copy_unless_day(),
        Exception::LongerText { limit } => t.copy_unless_characters(limit.to_string()),
        Exception::LongerBytes { limit } => t.copy_unless_bytes(limit.to_string()),
        Exception::NulCharacter => t.copy_unless_nul(),
        Exception::OtherType => t.copy_unless_other_type(),
    }
}

/// What is wrong with an address.
pub(crate) fn url_problem(t: &Text, problem: &PlaceUrlProblem) -> String {
    match problem {
        PlaceUrlProblem::NotAnAddress => t.copy_url_not_an_address(),
        PlaceUrlProblem::UnknownScheme(scheme) => t.copy_url_unknown_scheme(scheme),
        PlaceUrlProblem::NoHost => t.copy_url_no_host(),
        PlaceUrlProblem::NoUser => t.copy_url_no_user(),
        PlaceUrlProblem::NoDatabase => t.copy_url_no_database(),
        PlaceUrlProblem::NoFile => t.copy_url_no_file(),
        PlaceUrlProblem::UnknownOption(option) => t.copy_url_unknown_option(option),
        PlaceUrlProblem::RepeatedOption(option) => t.copy_url_repeated_option(option),
        PlaceUrlProblem::NotABoolean(option) => t.copy_url_not_a_boolean(option),
        PlaceUrlProblem::NotText => t.copy_url_not_text(),
        PlaceUrlProblem::Fragment => t.copy_url_fragment(),
        PlaceUrlProblem::DotSegment => t.copy_url_dot_segment(),
    }
}

/// Why a table cannot be copied, and what to do about it.
pub(crate) fn obstacle(t: &Text, table: &str, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NotReadable => t.copy_not_readable(),
        Obstacle::RowsHidden => t.copy_rows_hidden(),
        Obstacle::TableName(problem) => t.copy_table_name(name_problem(t, problem)),
        Obstacle::ColumnName { column, problem } => {
            t.copy_column_name(column, name_problem(t, problem))
        }
        Obstacle::NoColumns => t.copy_no_columns(),
        Obstacle::TooManyColumns { limit } => t.copy_too_many_columns(limit.to_string()),
        Obstacle::Lossy { column } => t.copy_lossy_column(column, table),
        Obstacle::NotOurs => t.copy_not_ours(),
        Obstacle::OfAnother(holder) => of_another(t, holder),
        Obstacle::Replaced => t.copy_replaced(),
        Obstacle::ColumnMissing { column } => t.copy_column_missing(column),
        Obstacle::ColumnSurplus { column } => t.copy_column_surplus(column),
        Obstacle::ColumnType { column, is, should_be } => t.copy_column_type(column, is, should_be),
        Obstacle::Key => t.copy_other_key(),
        Obstacle::Cascade { table, constraint } => t.copy_cascade(constraint, table),
    }
}

fn of_another(t: &Text, holder: &Holder) -> String {
    if holder.owner.installation.is_empty() {
        t.copy_of_another(&holder.owner.extraction)
    } else {
        t.copy_of_another_extraction(sanitized(&holder.signed_by))
    }
}

fn name_problem(t: &Text, problem: &NameProblem) -> String {
    match problem {
        NameProblem::Empty => t.copy_name_empty(),
        NameProblem::TooLong { limit } => t.copy_name_too_long(limit.to_string()),
        NameProblem::Character(c) => t.copy_name_character(c.escape_debug().to_string()),
        NameProblem::SpaceAtTheEnd => t.copy_name_space(),
        NameProblem::Reserved => t.copy_name_reserved(),
        NameProblem::SameAs(other) => t.copy_name_same(other),
    }
}

/// Why a table, or everything, is as it was before, and what to do about it.
pub(crate) fn fault(language: Language, table: &str, fault: &Fault) -> String {
    let t = language.text();
    let number = |number: u64| language.number(number);
    match fault {
        Fault::Obstacle(of_table) => obstacle(t, table, of_table),
        Fault::NotOurs => t.copy_not_ours(),
        Fault::OfAnother(holder) => of_another(t, holder),
        Fault::Replaced => t.copy_replaced(),
        Fault::Busy => t.copy_busy(),
        Fault::TakenOver => t.copy_taken_over(),
        Fault::UnreadableRegister => t.copy_register(),
        Fault::Unreachable { side: of, problem } => {
            let (what, advice) =
                (reach_words::problem(t, *problem), reach_words::advice(t, *problem));
            t.copy_unreachable(side(t, *of), what, advice)
        }
        Fault::Server { side: of, trouble, message } => server(t, *of, *trouble, message),
        Fault::Value { column, key, problem, .. } => {
            t.copy_value(column, row_key(t, key), value(t, *problem))
        }
        Fault::Malformed { side: of } => t.copy_malformed(side(t, *of)),
        Fault::NullInKey { column, key } => t.copy_null_in_key(column, row_key(t, key)),
        Fault::NoTable => t.copy_no_table_there(),
        Fault::RepeatedKey { side: Side::Source } => t.copy_repeated_source(),
        Fault::RepeatedKey { side: Side::Destination } => t.copy_repeated_destination(),
        Fault::TooManyRemoved { removed, of } => {
            t.copy_too_many_removed(number(*removed), number(*of))
        }
        Fault::Miscounted { expected, found, .. } => {
            t.copy_miscounted(number(*expected), number(*found))
        }
        Fault::ReadBackDiffers => t.copy_read_back_differs(),
        Fault::SourceMoved => t.copy_source_moved(),
        Fault::Changed { message } => t.copy_changed_by_server(message),
        Fault::TooManyColumns => t.copy_too_many_columns("32767"),
        Fault::Spill { message } => t.copy_spill(message),
        Fault::Stopped => t.copy_stopped(),
        Fault::NoTables { pattern: None } => t.copy_no_tables(),
        Fault::NoTables { pattern: Some(pattern) } => t.copy_pattern_means_none(pattern),
        Fault::Gone { table } => format!("{table}: {}", t.copy_gone()),
    }
}

/// What a server said, as a quotation, and what that means where it is known.
fn server(t: &Text, of: Side, trouble: Trouble, message: &str) -> String {
    let side = side(t, of);
    match trouble {
        Trouble::ConnectionLost => t.copy_connection_lost(side),
        Trouble::PermissionDenied => t.copy_permission_denied(side, message),
        Trouble::DiskFull => t.copy_disk_full(side, message),
        Trouble::LockTimeout | Trouble::Conflict => t.copy_locked(side, message),
        Trouble::DuplicateKey | Trouble::Other => t.copy_server_said(side, message),
    }
}

fn value(t: &Text, problem: ValueProblem) -> String {
    match problem {
        ValueProblem::Malformed => t.copy_value_malformed(),
        ValueProblem::NotUtf8 => t.copy_value_not_utf8(),
        ValueProblem::OutOfRange => t.copy_value_out_of_range(),
        ValueProblem::TooManyDigits => t.copy_value_too_many_digits(),
        ValueProblem::NotANumber => t.copy_value_nan(),
        ValueProblem::NegativeZero => t.copy_value_negative_zero(),
        ValueProblem::Infinite => t.copy_value_infinite(),
        ValueProblem::TooLong => t.copy_value_too_long(),
        ValueProblem::NulCharacter => t.copy_value_nul(),
        ValueProblem::ZeroDate => t.copy_value_zero_date(),
        ValueProblem::WrongType => t.copy_value_wrong_type(),
    }
}

fn row_key(t: &Text, key: &[String]) -> String {
    if key.is_empty() { t.copy_row_without_key() } else { sanitized(&key.join(", ")) }
}

/// `12.3 MB`
#[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
pub(crate) fn size(language: Language, bytes: u64) -> String {
    let (number, unit) = match bytes {
        0..1_000_000 => (bytes as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    format!("{}\u{a0}{unit}", language.decimal(number))
}
