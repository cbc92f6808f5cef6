//! What the product's own numbers are compared with: the commands of `datasync-bench`, for `make bench`
//! and the browser tests. Only that program calls this, so the linker leaves it out of the product.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::{Arg, ArgMatches, Command, value_parser};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, transport::smtp::PoolConfig};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter,
};
use tokio::task::JoinSet;

use crate::{
    base::{
        clock::Clock, console, failure::Error, language::Language, random, skeleton::skeleton_of,
    },
    cli::{self, CommandError, block_on, connection::connection_in, open_installation},
    database::{
        ConnectionSettings, Database, account_search,
        entities::{
            account,
            audit::{self, Action, Outcome},
            job,
            job_run::{self, Cause, State},
            license,
        },
    },
    i18n::Text,
    jobs::runs,
    mail::{
        messages::{self, Addressee},
        values::Sender,
        worker::LANES,
    },
    paths::ServerUrl,
    security::password_hash,
    web::config::Config,
};

const HASHES: u32 = 20;
/// Rows of a statement.
const BATCH: usize = 1_500;

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let t = console::language().text();
    cli::start(t, command(), |t, matches| dispatch(t, matches).map(|()| ExitCode::SUCCESS))
}

fn command() -> Command {
    let argument = |name: &'static str| Arg::new(name).required(true);
    Command::new("datasync-bench").subcommand_required(true).subcommands([
        Command::new("hash"),
        Command::new("mail")
            .arg(argument("port").value_parser(value_parser!(u16)))
            .arg(argument("count").value_parser(value_parser!(usize))),
        Command::new("fill")
            .arg(argument("accounts").value_parser(value_parser!(usize)))
            .arg(argument("events").value_parser(value_parser!(usize)))
            .arg(Arg::new("first").value_parser(value_parser!(usize))),
        Command::new("runs").arg(argument("count").value_parser(value_parser!(usize))),
        Command::new("running"),
        Command::new("accounts")
            .arg(argument("to").value_parser(value_parser!(PathBuf)))
            .arg(argument("accounts").value_parser(value_parser!(usize))),
        Command::new("insert")
            .arg(argument("to").value_parser(value_parser!(PathBuf)))
            .arg(argument("accounts").value_parser(value_parser!(usize)))
            .arg(argument("events").value_parser(value_parser!(usize))),
    ])
}

fn dispatch(t: &Text, matches: &ArgMatches) -> Result<(), CommandError> {
    match matches.subcommand() {
        Some(("mail", matches)) => {
            let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
            let count = matches.get_one::<usize>("count").copied().unwrap_or_default();
            block_on(t, send_barely(port, count))
        }
        Some(("fill", matches)) => {
            let amount = Amount::of(matches);
            on_installation(t, async |database| {
                insert(database, amount).await?;
                let db = &database.read();
                if db.get_database_backend() == DbBackend::Postgres {
                    // As it does by itself within a minute; until then it plans for an empty table.
                    db.execute_unprepared("ANALYZE").await?;
                }
                Ok(())
            })
        }
        Some(("runs", matches)) => {
            let count = matches.get_one::<usize>("count").copied().unwrap_or_default();
            on_installation(t, async |database| add_runs(database, count).await)
        }
        Some(("running", _)) => on_installation(t, async |database| {
            let is_running = job_run::Column::State.eq(State::Running);
            let runs = job_run::Entity::find().filter(is_running).count(&database.read()).await?;
            console::say(runs);
            Ok(())
        }),
        // The rows of accounts alone, which is less than what makes one.
        Some(("accounts" | "insert", matches)) => {
            let file = matches.get_one::<PathBuf>("to").cloned().unwrap_or_default();
            let settings = connection_in(t, &file)?.1;
            let began = block_on(t, insert_barely(settings, Amount::of(matches)))?;
            console::say(began.elapsed().as_secs_f64());
            Ok(())
        }
        _ => hash(t),
    }
}

/// Works on the database of the installation that the environment names.
fn on_installation(
    t: &Text,
    work: impl AsyncFnOnce(&Database) -> Result<(), Error>,
) -> Result<(), CommandError> {
    let config = Config::load(None)
        .map_err(|error| CommandError(t.cli_config_problem(error.to_string())))?;
    block_on(t, async {
        let state = open_installation(config).await?;
        work(&state.database).await
    })
}

/// Adds copies of the backup, each with a run in the queue.
async fn add_runs(database: &Database, count: usize) -> Result<(), Error> {
    let is_backup = job::Column::Kind.eq(job::Kind::Backup);
    let backup = job::Entity::find().filter(is_backup).one(&database.read()).await?;
    let backup =
        backup.ok_or_else(|| std::io::Error::other("no server has made the backup yet"))?;
    let now = Clock::System.now();
    database
        .write(async |tx| {
            for number in 0..count {
                let copy = job::Model {
                    id: random::row_id(),
                    name: format!("backup-{number}"),
                    managed_by: job::ManagedBy::Ours,
                    is_enabled: false,
                    next_run_at: None,
                    ..backup.clone()
                };
                let run = runs::new(&copy.id, State::Queued, Cause::Person, now);
                let mut row = copy.into_active_model().reset_all();
                // Two jobs of a kind differ in what they are about.
                row.subject = Set(Some(number.to_string()));
                job::Entity::insert(row).exec_without_returning(&*tx).await?;
                runs::insert(&*tx, &run).await?;
            }
            Ok(())
        })
        .await
}

/// Prints the seconds that one hash takes on one core.
fn hash(t: &Text) -> Result<(), CommandError> {
    let hash = || password_hash::hash_for_measurement().map_err(|error| CommandError::of(t, error));
    hash()?;
    let began = Instant::now();
    for _ in 0..HASHES {
        hash()?;
    }
    console::say(began.elapsed().as_secs_f64() / f64::from(HASHES));
    Ok(())
}

/// How many rows.
#[derive(Clone, Copy)]
struct Amount {
    accounts: usize,
    /// The number of the first account.
    first: usize,
    /// With the words by which they are found.
    words: bool,
    events: usize,
}

impl Amount {
    fn of(matches: &ArgMatches) -> Self {
        let number =
            |name| matches.try_get_one::<usize>(name).ok().flatten().copied().unwrap_or_default();
        let events = matches.try_contains_id("events").is_ok();
        Self {
            accounts: number("accounts"),
            first: number("first"),
            words: events,
            events: number("events"),
        }
    }
}

/// Puts rows into a new database in batches, and says when it began with them.
async fn insert_barely(settings: ConnectionSettings, amount: Amount) -> Result<Instant, Error> {
    let database = Database::open(&settings, Path::new("."), None).await?;
    let license = license::ActiveModel {
        id: Set(String::new()),
        licensee: Set(String::new()),
        seats: Set(1),
        seats_taken: Set(0),
        issued: Set(0),
        expires: Set(None),
        features: Set(0),
        serial_number: Set(String::new()),
        replaced_at: Set(None),
    };
    license::Entity::insert(license).exec_without_returning(&database.read()).await?;
    let began = Instant::now();
    insert(&database, amount).await?;
    Ok(began)
}

/// People who may not sign in, under the license that is there, and events.
async fn insert(database: &Database, amount: Amount) -> Result<(), Error> {
    let db = &database.read();
    let now = Clock::System.now();
    let found = license::Entity::find().one(db).await?;
    let license_id = found.map(|license| license.id).unwrap_or_default();
    let person = |number: usize| account::Model {
        id: random::row_id(),
        username: format!("Somebody {number}"),
        username_key: format!("somebody {number}"),
        username_skeleton: skeleton_of(&format!("Somebody {number}")),
        email: format!("somebody.{number}@engines.example"),
        email_key: format!("somebody.{number}@engines.example"),
        first_name: "Élodie".to_owned(),
        last_name: format!("Müller-Lüdenscheidt {}", number % 1_000),
        name_key: format!("muller-ludenscheidt {} elodie", number % 1_000),
        role: account::Role::User,
        status: account::Status::Disabled,
        language: Language::French,
        email_notifications: number.is_multiple_of(2),
        password_hash: None,
        license_id: license_id.clone(),
        created_at: now,
        activated_at: Some(now),
        last_sign_in_at: number.is_multiple_of(3).then_some(now),
    };
    let event = |number: usize| audit::ActiveModel {
        id: Set(random::ordered_row_id(now)),
        at: Set(now),
        action: Set(Action::SignedIn),
        outcome: Set(Outcome::Done),
        actor_id: Set(Some(random::row_id())),
        actor: Set(Some(format!("Somebody {number}"))),
        subject_id: Set(None),
        subject: Set(None),
        address: Set(Some("2001:db8::1".to_owned())),
        fields: Set(None),
    };
    for first in (0..amount.accounts).step_by(BATCH) {
        let batch = first..amount.accounts.min(first + BATCH);
        let people: Vec<_> = batch.map(|number| person(amount.first + number)).collect();
        let rows = people.iter().map(|person| person.clone().into_active_model().reset_all());
        account::Entity::insert_many(rows).exec_without_returning(db).await?;
        if amount.words {
            account_search::insert(db, people.iter().flat_map(account_search::rows_of)).await?;
        }
    }
    for first in (0..amount.events).step_by(BATCH) {
        let batch = first..amount.events.min(first + BATCH);
        audit::Entity::insert_many(batch.map(event)).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Sends mails over as many pooled connections as the worker has, without an outbox.
async fn send_barely(port: u16, count: usize) -> Result<(), Error> {
    let pool = PoolConfig::new().max_size(u32::try_from(LANES)?);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .pool_config(pool)
        .build();
    let unusable = || Error::from(std::io::Error::other("an address of the bench is unusable"));
    let url = ServerUrl::parse("http://127.0.0.1").ok_or_else(unusable)?;
    let sender = Sender::parse("sync@engines.example").map_err(|_| unusable())?;
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        let (transport, url, sender) = (transport.clone(), url.clone(), sender.clone());
        lanes.spawn(async move {
            for _ in 0..count / LANES {
                let to = Addressee { name: "Ada".to_owned(), address: "bare@engines.example" };
                let message = messages::test_message::write(Language::English, &url)
                    .seal(&sender, &to, &random::row_id(), Clock::System.now())
                    .ok_or_else(unusable)?;
                transport.send(message).await?;
            }
            Ok::<_, Error>(())
        });
    }
    while let Some(ended) = lanes.join_next().await {
        ended??;
    }
    Ok(())
}
