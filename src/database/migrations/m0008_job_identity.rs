//! Jobs get an id, so that their names can change; runs refer to it. A run knows when it is listed, who
//! asked for it to be cancelled, and what came of it.
//!
//! No engine changes a primary key and the references to it alike, and SQLite does not at all. So new
//! tables are filled and take the place of the old ones. All of it is one transaction, which MariaDB ends at
//! each change of a table: there, a step that was broken off begins again ([`Step`]).

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, string_len, string_len_null,
        text_null,
    },
    sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait},
};

use super::{ID, KEY, WORD, index, table};
use crate::base::random;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The name of a job and of a time zone; a cron expression.
const NAME: u32 = 100;

/// How far an earlier start has come.
enum Step {
    /// All rows are in the former tables.
    Copy,
    /// All rows are in the new tables, which do not all have their names yet.
    Exchange,
    Done,
}

impl Step {
    async fn next(manager: &SchemaManager<'_>) -> Result<Self, DbErr> {
        // The former one is the first to go, the new one the last to get the name.
        if !manager.has_table("run_line").await? {
            return Ok(Self::Exchange);
        }
        Ok(if manager.has_column("job", "id").await? { Self::Done } else { Self::Copy })
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Also one connection: SQLite does not look whether a name that it remembers is free by now.
        let transaction = manager.get_connection().begin().await?;
        let manager = &SchemaManager::new(&transaction);
        match Step::next(manager).await? {
            Step::Copy => {
                copy(manager).await?;
                drop_if_there(manager, "run_line").await?;
                exchange(manager).await?;
            }
            Step::Exchange => exchange(manager).await?,
            Step::Done => {}
        }
        transaction.commit().await
    }
}

async fn copy(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Of an earlier start.
    for name in ["run_line_new", "job_run_new", "job_new"] {
        drop_if_there(manager, name).await?;
    }
    manager.create_table(job(manager)).await?;
    manager.create_table(job_run(manager)).await?;
    manager.create_table(run_line(manager)).await?;
    create_indexes(manager).await?;
    copy_jobs(manager).await?;
    copy_runs(manager).await?;
    let columns = [RunLine::Id, RunLine::RunId, RunLine::At, RunLine::Line];
    let lines = Query::select().columns(columns).from("run_line").take();
    let mut insert = Query::insert();
    insert.into_table(RunLine::Table).columns(columns).select_from(lines).map_err(unequal)?;
    manager.exec_stmt(insert).await
}

async fn exchange(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.has_table("job_new").await? {
        drop_if_there(manager, "job_run").await?;
        drop_if_there(manager, "job").await?;
    }
    for (from, to) in [("job_new", "job"), ("job_run_new", "job_run"), ("run_line_new", "run_line")]
    {
        if manager.has_table(from).await? {
            manager.rename_table(Table::rename().table(from, to).take()).await?;
        }
    }
    Ok(())
}

async fn drop_if_there(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    manager.drop_table(Table::drop().table(name).if_exists().take()).await
}

fn unequal(error: sea_orm_migration::sea_query::error::Error) -> DbErr {
    DbErr::Migration(error.to_string())
}

/// Each with an id of its own.
async fn copy_jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let names = Statement::from_string(manager.get_database_backend(), "SELECT name FROM job");
    for row in db.query_all_raw(names).await? {
        let name: String = row.try_get("", "name")?;
        let managed_by = Expr::case(Expr::col(Job::Kind).eq("reported"), "reported");
        let former = Query::select()
            .expr(Expr::value(random::row_id()))
            .columns(JOB_COLUMNS)
            .expr(managed_by.finally("built_in"))
            .from("job")
            .and_where(Expr::col(Job::Name).eq(name))
            .take();
        let columns = [Job::Id].into_iter().chain(JOB_COLUMNS).chain([Job::ManagedBy]);
        let mut insert = Query::insert();
        insert.into_table(Job::Table).columns(columns).select_from(former).map_err(unequal)?;
        manager.exec_stmt(insert).await?;
    }
    Ok(())
}

async fn copy_runs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let started = Func::coalesce([
        Expr::col(("job_run", JobRun::StartedAt)),
        Expr::col(("job_run", JobRun::CreatedAt)),
    ]);
    let mut former = Query::select();
    former.columns(RUN_COLUMNS.map(|column| ("job_run", column)));
    former
        .column(("job_run", "alive_until"))
        .column((Job::Table, Job::Id))
        .expr(started)
        .from("job_run")
        .inner_join(Job::Table, Expr::col((Job::Table, Job::Name)).equals(("job_run", "job")));
    let new = [JobRun::LeaseUntil, JobRun::JobId, JobRun::ListedAt];
    let mut insert = Query::insert();
    insert
        .into_table(JobRun::Table)
        .columns(RUN_COLUMNS.into_iter().chain(new))
        .select_from(former)
        .map_err(unequal)?;
    manager.exec_stmt(insert).await
}

/// Those that stay as they are.
const JOB_COLUMNS: [Job; 13] = [
    Job::Name,
    Job::Kind,
    Job::Version,
    Job::CreatedAt,
    Job::Schedule,
    Job::TimeZone,
    Job::IsEnabled,
    Job::NextRunAt,
    Job::HeartbeatSecs,
    Job::TellsOfFailures,
    Job::IsAlarmed,
    Job::AlarmedAt,
    Job::UntoldFailures,
];

/// Those that stay as they are.
const RUN_COLUMNS: [JobRun; 13] = [
    JobRun::Id,
    JobRun::State,
    JobRun::Cause,
    JobRun::CreatedAt,
    JobRun::ReportKey,
    JobRun::ScheduledFor,
    JobRun::RequestedBy,
    JobRun::StartedAt,
    JobRun::EndedAt,
    JobRun::Instance,
    JobRun::Progress,
    JobRun::Reason,
    JobRun::LogSize,
];

fn job(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Job::Table)
        .col(string_len(Job::Id, ID).primary_key())
        .col(string_len(Job::Name, NAME))
        .col(string_len(Job::Kind, WORD))
        .col(string_len(Job::ManagedBy, WORD))
        .col(string_len_null(Job::Subject, ID))
        .col(integer(Job::Version))
        .col(big_integer(Job::CreatedAt))
        .col(string_len_null(Job::Schedule, NAME))
        .col(string_len_null(Job::TimeZone, NAME))
        .col(boolean(Job::IsEnabled))
        .col(big_integer_null(Job::NextRunAt))
        .col(integer(Job::HeartbeatSecs))
        .col(boolean(Job::TellsOfFailures))
        .col(boolean(Job::IsAlarmed))
        .col(big_integer_null(Job::AlarmedAt))
        .col(integer(Job::UntoldFailures))
        .take()
}

fn job_run(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let of_job = ForeignKey::create()
        .from(JobRun::Table, JobRun::JobId)
        .to(Job::Table, Job::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    table(manager, JobRun::Table)
        .col(string_len(JobRun::Id, ID).primary_key())
        .col(string_len(JobRun::JobId, ID))
        .col(string_len(JobRun::State, WORD))
        .col(string_len(JobRun::Cause, WORD))
        .col(big_integer(JobRun::CreatedAt))
        .col(big_integer(JobRun::ListedAt))
        .col(string_len_null(JobRun::ReportKey, KEY))
        .col(big_integer_null(JobRun::ScheduledFor))
        .col(string_len_null(JobRun::RequestedBy, KEY))
        .col(big_integer_null(JobRun::StartedAt))
        .col(big_integer_null(JobRun::EndedAt))
        .col(big_integer_null(JobRun::LeaseUntil))
        .col(string_len_null(JobRun::Instance, ID))
        .col(big_integer_null(JobRun::CancelRequestedAt))
        .col(string_len_null(JobRun::CancelRequestedBy, KEY))
        .col(integer_null(JobRun::Progress))
        .col(text_null(JobRun::Reason))
        .col(long_text(manager, JobRun::Result).null().take())
        .col(integer(JobRun::LogSize))
        .foreign_key(&mut { of_job })
        .take()
}

fn run_line(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let of_run = ForeignKey::create()
        .from(RunLine::Table, RunLine::RunId)
        .to(JobRun::Table, JobRun::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    table(manager, RunLine::Table)
        .col(string_len(RunLine::Id, ID).primary_key())
        .col(string_len(RunLine::RunId, ID))
        .col(big_integer(RunLine::At))
        .col(long_text(manager, RunLine::Line).not_null().take())
        .foreign_key(&mut { of_run })
        .take()
}

/// The plain text of MariaDB ends at 64 KiB.
fn long_text(manager: &SchemaManager<'_>, name: impl IntoIden) -> ColumnDef {
    let name = name.into_iden();
    if manager.get_database_backend() == DbBackend::MySql {
        ColumnDef::new(name).custom("MEDIUMTEXT").take()
    } else {
        ColumnDef::new(name).text().take()
    }
}

/// Their names differ from those of the former tables, which are still there.
async fn create_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut name = index("job_name", Job::Table, &[Job::Name]);
    manager.create_index(name.unique().take()).await?;
    // The same report, and the same time of a schedule, make one run.
    let mut report = index("run_by_report", JobRun::Table, &[JobRun::JobId, JobRun::ReportKey]);
    let mut time = index("run_by_time", JobRun::Table, &[JobRun::JobId, JobRun::ScheduledFor]);
    manager.create_index(report.unique().take()).await?;
    manager.create_index(time.unique().take()).await?;
    // History and charts read nothing but these.
    let of_job = [JobRun::JobId, JobRun::ListedAt, JobRun::Id, JobRun::State];
    manager.create_index(index("run_by_job", JobRun::Table, &of_job)).await?;
    let of_all = [JobRun::ListedAt, JobRun::State];
    manager.create_index(index("run_by_start", JobRun::Table, &of_all)).await?;
    let lease = [JobRun::State, JobRun::LeaseUntil];
    manager.create_index(index("run_by_lease", JobRun::Table, &lease)).await?;
    let lines = [RunLine::RunId, RunLine::Id];
    manager.create_index(index("line_by_run", RunLine::Table, &lines)).await
}

#[derive(DeriveIden, Clone, Copy)]
enum Job {
    #[sea_orm(iden = "job_new")]
    Table,
    Id,
    Name,
    Kind,
    ManagedBy,
    Subject,
    Version,
    CreatedAt,
    Schedule,
    TimeZone,
    IsEnabled,
    NextRunAt,
    HeartbeatSecs,
    TellsOfFailures,
    IsAlarmed,
    AlarmedAt,
    UntoldFailures,
}

#[derive(DeriveIden, Clone, Copy)]
enum JobRun {
    #[sea_orm(iden = "job_run_new")]
    Table,
    Id,
    JobId,
    State,
    Cause,
    CreatedAt,
    ListedAt,
    ReportKey,
    ScheduledFor,
    RequestedBy,
    StartedAt,
    EndedAt,
    LeaseUntil,
    Instance,
    CancelRequestedAt,
    CancelRequestedBy,
    Progress,
    Reason,
    Result,
    LogSize,
}

#[derive(DeriveIden, Clone, Copy)]
enum RunLine {
    #[sea_orm(iden = "run_line_new")]
    Table,
    Id,
    RunId,
    At,
    Line,
}
