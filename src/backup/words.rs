//! Why a backup is not made or not restored, and what to do about it.

use super::BackupProblem;
use crate::{
    database::{filling::NotEmpty, report::MoveProblem},
    i18n::Text,
    settings::own_database::words,
};

impl BackupProblem {
    fn text(&self, t: &Text) -> String {
        match self {
            Self::AlreadyThere => t.backup_already_there(),
            Self::Foreign => t.backup_foreign(),
            Self::Damaged => t.backup_damaged(),
            Self::Newer { version } => t.backup_newer(version),
            Self::Running => t.backup_running(),
            Self::SetUp => t.backup_set_up(),
            Self::OtherKey(place) => t.backup_other_key(place),
            Self::KeyNeeded(place) => t.backup_key_needed(place),
            Self::Unsigned => t.backup_unsigned(),
            Self::WronglySigned => t.backup_wrongly_signed(),
        }
    }
}

/// The words for a fault that is ours to explain.
pub(crate) fn explain(t: &Text, fault: &(dyn std::error::Error + 'static)) -> Option<String> {
    if let Some(problem) = fault.downcast_ref::<BackupProblem>() {
        return Some(problem.text(t));
    }
    let NotEmpty(problem) = fault.downcast_ref()?;
    Some(match problem {
        MoveProblem::HasData => t.backup_has_data(),
        problem => {
            format!("{} {}", words::problem(t, *problem), words::advice(t, *problem))
        }
    })
}
