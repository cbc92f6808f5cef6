//! Writes a backup and removes old ones.

use std::sync::{Mutex, PoisonError};

use crate::{
    backup::{self, KeyInBackup, MadeBackup},
    base::failure::Error,
    database::{report::Table, schema},
    jobs::{
        log::LogLine,
        result::RunResult,
        work::{RunLog, Task, WorkError},
    },
    mail::reason::Reason,
};

/// Two weeks, at one a day.
const KEPT: usize = 14;

pub(super) async fn make(task: &Task) -> Result<(), WorkError> {
    let tables = Tables::new(&task.log);
    let tell = |table, rows| tables.note(Some((table, rows)));
    let made = backup::make_until(&task.context, KeyInBackup::Included, &tell, &task.stop).await;
    let made = made.map_err(not_written)?.ok_or(WorkError::Stopped)?;
    tables.note(None);
    let MadeBackup { path, rows, bytes } = &made;
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    task.log.write(LogLine::BackupWritten { file: file.clone(), rows: *rows, bytes: *bytes });
    let removed = backup::keep_newest(&made, KEPT)?;
    if removed > 0 {
        task.log.write(LogLine::OldBackupsRemoved { count: removed });
    }
    let (bytes, rows) = (*bytes, *rows);
    task.log.set_result(RunResult::Backup { file, bytes, tables: tables.count(), rows, removed });
    Ok(())
}

/// A line for each table, as soon as it is saved.
struct Tables<'a> {
    log: &'a RunLog,
    /// How many are saved, and the one that is being saved.
    saved: Mutex<(usize, Option<(Table, u64)>)>,
}

impl<'a> Tables<'a> {
    fn new(log: &'a RunLog) -> Self {
        Self { log, saved: Mutex::default() }
    }

    /// How many rows of a table are saved so far; `None` at the end.
    fn note(&self, now: Option<(Table, u64)>) {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, before) = &mut *saved;
        if let Some((table, rows)) = *before
            && now.is_none_or(|(of, _)| of != table)
        {
            *count += 1;
            let percent = (100 * *count / schema::tables().len()).min(100);
            self.log.write(LogLine::TableSaved { table, rows });
            self.log.set_progress(i32::try_from(percent).unwrap_or(100));
        }
        *before = now;
    }

    fn count(&self) -> usize {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).0
    }
}

/// What the operating system has against it is for whoever runs the server to mend.
fn not_written(error: Error) -> WorkError {
    match error {
        Error::Fault(source) => match source.downcast::<std::io::Error>() {
            Ok(problem) => Reason::BackupNotWritten(problem.to_string()).into(),
            Err(source) => Error::Fault(source).into(),
        },
        other => other.into(),
    }
}
