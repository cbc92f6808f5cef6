//! `datasync-20260601T120000Z.backup.gz`, in UTC, so that names sort by time.

use jiff::{civil::DateTime, tz::TimeZone};

use crate::base::clock::Timestamp;

const PREFIX: &str = "datasync-";
const SUFFIX: &str = ".backup.gz";
/// The end of a file that is being written.
pub(super) const PART: &str = "part";
const TIME: &str = "%Y%m%dT%H%M%SZ";

pub(super) fn of(made_at: Timestamp) -> String {
    format!("{PREFIX}{}{SUFFIX}", made_at.in_zone(TimeZone::UTC).strftime(TIME))
}

/// When a backup of this name was made; `None` for any other file.
pub(super) fn made_at(name: &str) -> Option<Timestamp> {
    time(name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?)
}

/// The same for a backup that is being written, or was.
pub(super) fn begun_at(name: &str) -> Option<Timestamp> {
    let (name, rest) = name.strip_prefix(PREFIX)?.split_once(SUFFIX)?;
    time(name).filter(|_| rest.starts_with('.') && rest.ends_with(&format!(".{PART}")))
}

fn time(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime(TIME, text).ok()?;
    let instant = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp::from_unix_millis(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_when_the_backup_was_made_and_other_names_nothing() {
        let at = Timestamp::from_unix_secs(1_780_315_200);
        assert_eq!(of(at), "datasync-20260601T120000Z.backup.gz");
        assert_eq!(made_at(&of(at)), Some(at));
        assert_eq!(begun_at(&format!("{}.4711.part", of(at))), Some(at));
        for other in [
            "datasync.db",
            "datasync-20260601T120000Z.backup.gz.4711.part",
            "my-datasync-20260601T120000Z.backup.gz",
            "datasync-2026.backup.gz",
            "datasync-before the update.backup.gz",
            "datasync-20260601T120000Z.backup.gz.asc",
        ] {
            assert_eq!(made_at(other), None, "{other}");
        }
        assert_eq!(begun_at(&of(at)), None);
    }
}
