//! Whether the installation is set up, and the code that protects it until then.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr,
};

use crate::{
    base::{
        clock::{Clock, Timestamp},
        console,
        failure::Error,
        field_error::FieldError,
        private_file, random,
        secret::{self, Secret},
    },
    database::{
        Database,
        entities::installation::{self, THE_ONE},
        hold_rows,
    },
    i18n::Text,
    paths::{Page, ServerUrl},
};

/// Its presence says that the installation is set up, whatever the database says.
const MARKER_FILE: &str = "set-up";
const CODE_FILE: &str = "setup-code";
/// 60 bits in three groups: short enough to type, far too many to try.
const CODE_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LETTERS: usize = 12;

#[derive(Debug, Clone)]
pub(crate) struct Installation {
    data_directory: Arc<PathBuf>,
    is_set_up: Arc<AtomicBool>,
    /// Absent when set up, or when no code is required.
    code: Option<Secret>,
}

impl Installation {
    /// Finds out whether the installation is set up; if not, makes or finds its code.
    pub(crate) async fn open(
        database: &Database,
        data_directory: &Path,
        require_code: bool,
        clock: &Clock,
    ) -> Result<Self, Error> {
        let in_database = is_set_up_in(database).await?;
        let in_directory = is_marked(data_directory);
        if in_directory && !in_database {
            database.write(async |tx| set_up_row(&*tx, clock.now()).await).await?;
        }
        if in_database && !in_directory {
            mark(data_directory)?;
        }
        let is_set_up = in_database || in_directory;
        let code = if require_code && !is_set_up {
            Some(find_or_make_code(data_directory)?)
        } else {
            None
        };
        Ok(Self {
            data_directory: Arc::new(data_directory.to_owned()),
            is_set_up: Arc::new(AtomicBool::new(is_set_up)),
            code,
        })
    }

    /// Finds out whether it is set up, for somebody who changes nothing and lets nobody in.
    pub(crate) async fn look(database: &Database, data_directory: &Path) -> Result<Self, Error> {
        let is_set_up = is_marked(data_directory) || is_set_up_in(database).await?;
        Ok(Self {
            data_directory: Arc::new(data_directory.to_owned()),
            is_set_up: Arc::new(AtomicBool::new(is_set_up)),
            code: None,
        })
    }

    pub(crate) fn is_set_up(&self) -> bool {
        self.is_set_up.load(Ordering::SeqCst)
    }

    pub(crate) fn asks_for_code(&self) -> bool {
        self.code.is_some() && !self.is_set_up()
    }

    /// Whether `typed` opens the first run; anything does once it is over or where no code is asked.
    pub(crate) fn check_code(&self, typed: &str) -> Result<(), FieldError> {
        match &self.code {
            Some(code) if !self.is_set_up() => {
                let typed: String = typed
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|c| c.to_ascii_uppercase())
                    .collect();
                if typed.is_empty() {
                    Err(FieldError::Required)
                } else if code.matches(&secret::in_groups(&typed)) {
                    Ok(())
                } else {
                    Err(FieldError::WrongSetupCode)
                }
            }
            _ => Ok(()),
        }
    }

    /// Tells the operator what to do next, while there is something to do. `waits_for` is the
    /// administrator whom the configuration names.
    pub(crate) fn announce(
        &self,
        url: &ServerUrl,
        waits_for: Option<&str>,
        prints_links: bool,
        t: &Text,
    ) {
        if self.is_set_up() {
            return;
        }
        if let Some(username) = waits_for {
            console::say(if prints_links {
                t.console_waits_for_printed(username)
            } else {
                t.console_waits_for_mailed(username)
            });
            return;
        }
        let link = url.link_to(&Page::Register);
        console::say(t.console_not_set_up());
        match &self.code {
            // In the fragment, which browsers keep to themselves: no log and no proxy sees it.
            Some(code) => console::say(format_args!("  {link}#setup_code={}", code.reveal())),
            None => console::say(format_args!("  {link}")),
        }
        if self.code.is_some() {
            let file = self.data_directory.join(CODE_FILE);
            console::say(t.console_setup_code(file.display().to_string()));
        }
        if prints_links {
            console::say(t.console_links_are_printed());
        }
    }

    /// Remembers that the first run is over. If the data directory cannot be written, the database
    /// knows, and the next start writes it.
    pub(crate) fn note_set_up(&self) {
        self.is_set_up.store(true, Ordering::SeqCst);
        if let Err(error) = mark(&self.data_directory) {
            tracing::error!(%error, "the data directory cannot be written");
        }
    }
}

async fn is_set_up_in(database: &Database) -> Result<bool, Error> {
    Ok(row(&database.read()).await?.is_some_and(|row| row.set_up_at.is_some()))
}

/// Whether the data directory says that its installation is set up.
pub(crate) fn is_marked(data_directory: &Path) -> bool {
    data_directory.join(MARKER_FILE).exists()
}

/// Lets the data directory say so.
pub(crate) fn mark(data_directory: &Path) -> io::Result<()> {
    private_file::open(&data_directory.join(MARKER_FILE))?;
    match fs::remove_file(data_directory.join(CODE_FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The row of the installation; `None` only where somebody has removed it.
pub(crate) async fn row(db: &impl ConnectionTrait) -> Result<Option<installation::Model>, Error> {
    Ok(installation::Entity::find_by_id(THE_ONE).one(db).await?)
}

/// A change of that row.
pub(crate) fn update() -> UpdateMany<installation::Entity> {
    installation::Entity::update_many().filter(installation::Column::Id.eq(THE_ONE))
}

/// Tells this installation from the one whose backup it was made from, which may go on.
pub(crate) async fn begin_anew(db: &impl ConnectionTrait) -> Result<(), Error> {
    let incarnation = Expr::value(random::row_id());
    update().col_expr(installation::Column::Incarnation, incarnation).exec(db).await?;
    Ok(())
}

/// Holds the row of the installation until the end of the transaction: of those who change who may do
/// what, one after the other.
pub(crate) async fn hold(tx: &impl ConnectionTrait) -> Result<(), Error> {
    let id = installation::Column::Id;
    hold_rows::<installation::Entity>(tx, id, id.eq(THE_ONE)).await.map(drop)
}

/// Holds the row of an installation that is not set up yet, until the end of the transaction; the
/// answer is whether there was such a row.
pub(crate) async fn reserve(tx: &impl ConnectionTrait) -> Result<bool, Error> {
    update_open_row(tx, installation::Column::AdministratorId, Expr::cust("NULL")).await
}

pub(crate) async fn name_administrator(tx: &impl ConnectionTrait, id: &str) -> Result<(), Error> {
    update_open_row(tx, installation::Column::AdministratorId, Expr::value(id)).await.map(drop)
}

/// Ends the first run if `account_id` is the one it waits for; the answer is whether it was.
pub(crate) async fn complete(
    tx: &impl ConnectionTrait,
    account_id: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let completed = update()
        .col_expr(installation::Column::SetUpAt, Expr::value(Some(now)))
        .filter(installation::Column::SetUpAt.is_null())
        .filter(installation::Column::AdministratorId.eq(account_id))
        .exec(tx)
        .await?;
    Ok(completed.rows_affected == 1)
}

async fn set_up_row(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    update_open_row(tx, installation::Column::SetUpAt, Expr::value(Some(now))).await.map(drop)
}

async fn update_open_row(
    tx: &impl ConnectionTrait,
    column: installation::Column,
    value: Expr,
) -> Result<bool, Error> {
    let updated = update()
        .col_expr(column, value)
        .filter(installation::Column::SetUpAt.is_null())
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

fn find_or_make_code(data_directory: &Path) -> io::Result<Secret> {
    let path = data_directory.join(CODE_FILE);
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => return Ok(Secret::new(text.trim())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let letters: String = random::bytes::<CODE_LETTERS>()
        .iter()
        .map(|byte| char::from(CODE_ALPHABET[usize::from(byte % 32)]))
        .collect();
    let code = secret::in_groups(&letters);
    private_file::replace(&path, &format!("{code}\n"))?;
    Ok(Secret::new(code))
}
