//! Writes a backup and removes old ones.

use tokio::sync::mpsc;

use super::{Diary, Reason, Trouble};
use crate::{
    backup::{self, Key, Made},
    base::failure::Error,
    database::{report::Table, schema},
    jobs::log::Line,
};

/// Two weeks, at one a day.
const KEPT: usize = 14;

pub(super) async fn make(diary: &Diary) -> Result<(), Trouble> {
    let (tell, told) = mpsc::unbounded_channel();
    let writing = async {
        let tell = move |table, rows| {
            // Whoever notes it has not gone before this ends.
            let _ = tell.send((table, rows));
        };
        backup::make(&diary.state, Key::Included, &tell).await
    };
    let (made, noted) = tokio::join!(writing, note_tables(diary, told));
    let made = made.map_err(not_written)?;
    noted?;
    let Made { path, rows, bytes } = &made;
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    diary.write(Line::BackupWritten { file, rows: *rows, bytes: *bytes }).await?;
    let count = backup::keep_newest(&made, KEPT)?;
    if count > 0 {
        diary.write(Line::OldBackupsRemoved { count }).await?;
    }
    Ok(())
}

/// A line for each table, as soon as it is saved.
async fn note_tables(
    diary: &Diary,
    mut told: mpsc::UnboundedReceiver<(Table, u64)>,
) -> Result<(), Error> {
    let tables = schema::tables().len();
    let mut done = 0;
    let mut next = told.recv().await;
    while let Some((table, rows)) = next {
        next = told.recv().await;
        if next.is_none_or(|(of, _)| of != table) {
            done += 1;
            let percent = i32::try_from((100 * done / tables).min(100))?;
            diary.note(Some(Line::TableSaved { table, rows }), Some(percent)).await?;
        }
    }
    Ok(())
}

/// What the operating system has against it is for whoever runs the server to mend.
fn not_written(error: Error) -> Trouble {
    match error {
        Error::Fault(source) => match source.downcast::<std::io::Error>() {
            Ok(problem) => Reason::BackupNotWritten(problem.to_string()).into(),
            Err(source) => Error::Fault(source).into(),
        },
        other => other.into(),
    }
}
