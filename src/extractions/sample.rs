//! Sample data: a small trading company in a file, and an extraction that copies it into another file. Whoever is
//! new sees a first run without a database of their own.

use std::{
    io,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use tokio::sync::Mutex;

use super::{form::Places, service, store};
use crate::{
    base::{
        failure::{Error, Failure, Refusal},
        private_file,
    },
    connections,
    database::entities::audit,
    jobs::name::JobName,
    security::audit::Event,
    site::{
        context::Context,
        request::{Visitor, language},
    },
};

/// Makes the company, row by row the same each time.
const SCRIPT: &str = include_str!("sample.sql");
/// Below the folder for files.
const SOURCE: &str = "sample-company.db";
const DESTINATION: &str = "sample-copy.db";
const NAME: &str = "sample";
/// SQLite's `application_id` in the head of the file, and where it stands.
const MARK: [u8; 4] = *b"DASY";
const MARK_AT: usize = 68;
/// Who clicks twice makes it once.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Makes whatever of it is not there yet. The answer is the id of the extraction.
pub(super) async fn make(context: &Context, visitor: &Visitor) -> Result<String, Error> {
    visitor.require_administrator()?;
    let _alone = ALONE.lock().await;
    let name = JobName::parse(NAME).map_err(|_| Refusal::SampleNotMade)?;
    if let Some(found) = store::find_named(&context.database.read(), NAME).await? {
        return Ok(found.extraction.id);
    }
    service::require_licensed(&context.database.read()).await?;
    let file = context.file_roots.resolve(SOURCE).map_err(|_| Refusal::SampleNotMade)?;
    if let Err(error) = make_file(&file).await {
        // Logged by the conversion.
        drop(Failure::from(error));
        return Err(Refusal::SampleNotMade.into());
    }
    let (_, t) = language();
    let places = [(t.sample_source(), SOURCE), (t.sample_destination(), DESTINATION)];
    context
        .write_as_administrator(visitor, async |tx| {
            let [source, destination] = &places;
            let add = async |(name, path): &(String, &str)| {
                connections::service::add_file(context, &*tx, visitor, name, path).await
            };
            let places = Places {
                name: name.clone(),
                source_id: add(source).await?,
                destination_id: add(destination).await?,
                source_schema: None,
                destination_schema: None,
                max_removed_percent: 50,
            };
            let now = context.clock.now();
            let id = store::insert(&*tx, &places, now).await?;
            let event = Event::new(audit::Action::SavedExtraction, visitor.actor());
            event.about_named(NAME).record(&*tx, now).await?;
            Ok(id)
        })
        .await
}

/// Whole or not at all, and never over one that is there: that is taken if it is the same.
async fn make_file(file: &Path) -> Result<(), Error> {
    if file.exists() {
        return require_sample(file);
    }
    let half = file.with_extension("half");
    match std::fs::remove_file(&half) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => drop(private_file::create_empty(&half)?),
    }
    let made = match fill(half.clone()).await {
        Ok(()) => private_file::give_name(&half, file).map_err(Error::from),
        Err(error) => Err(error),
    };
    // What is left is in nobody's way.
    let _ = std::fs::remove_file(&half);
    made
}

fn require_sample(file: &Path) -> Result<(), Error> {
    let mut head = [0; MARK_AT + MARK.len()];
    io::Read::read_exact(&mut std::fs::File::open(file)?, &mut head)?;
    if head.ends_with(&MARK) {
        Ok(())
    } else {
        Err(io::Error::other("another file has the name of the sample").into())
    }
}

async fn fill(file: PathBuf) -> Result<(), Error> {
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(1).map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file));
    let db = Database::connect(options).await?;
    let filled = db.execute_unprepared(SCRIPT).await;
    db.close().await?;
    filled?;
    Ok(())
}
