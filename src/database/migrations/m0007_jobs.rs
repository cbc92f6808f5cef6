//! Scheduled jobs, what became of their runs, who reports them, and who hears of their failures.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, string_len, string_len_null,
        text, text_null,
    },
};

use super::{HASH, ID, KEY, SEALED, WORD, index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The name of a job, of a token and of a time zone; a cron expression.
const NAME: u32 = 100;
/// An address of the web.
const URL: u32 = 2_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let about = Table::alter().table("outbox").add_column(text_null(Outbox::About)).take();
        manager.alter_table(about).await?;
        manager.create_table(job(manager)).await?;
        manager.create_table(job_run(manager)).await?;
        manager.create_table(run_line(manager)).await?;
        manager.create_table(job_settings(manager)).await?;
        let row = Query::insert()
            .into_table(JobSettings::Table)
            .columns([JobSettings::Id, JobSettings::Version])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.exec_stmt(row).await?;
        manager.create_table(webhook_delivery(manager)).await?;
        manager.create_table(api_token(manager)).await?;
        create_indexes(manager).await
    }
}

fn job(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, Job::Table)
        .col(string_len(Job::Name, NAME).primary_key())
        .col(string_len(Job::Kind, WORD))
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
        .from(JobRun::Table, JobRun::Job)
        .to(Job::Table, Job::Name)
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    table(manager, JobRun::Table)
        .col(string_len(JobRun::Id, ID).primary_key())
        .col(string_len(JobRun::Job, NAME))
        .col(string_len(JobRun::State, WORD))
        .col(string_len(JobRun::Cause, WORD))
        .col(big_integer(JobRun::CreatedAt))
        .col(string_len_null(JobRun::ReportKey, KEY))
        .col(big_integer_null(JobRun::ScheduledFor))
        .col(string_len_null(JobRun::RequestedBy, KEY))
        .col(big_integer_null(JobRun::StartedAt))
        .col(big_integer_null(JobRun::EndedAt))
        .col(big_integer_null(JobRun::AliveUntil))
        .col(string_len_null(JobRun::Instance, ID))
        .col(integer_null(JobRun::Progress))
        .col(text_null(JobRun::Reason))
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
    let mut line = text(RunLine::Line);
    if manager.get_database_backend() == sea_orm::DbBackend::MySql {
        // Its plain text ends at 64 KiB.
        line = ColumnDef::new(RunLine::Line).custom("MEDIUMTEXT").not_null().take();
    }
    table(manager, RunLine::Table)
        .col(string_len(RunLine::Id, ID).primary_key())
        .col(string_len(RunLine::RunId, ID))
        .col(big_integer(RunLine::At))
        .col(line)
        .foreign_key(&mut { of_run })
        .take()
}

/// One row, with the id 1.
fn job_settings(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, JobSettings::Table)
        .col(integer(JobSettings::Id).primary_key())
        .col(integer(JobSettings::Version))
        .col(string_len_null(JobSettings::WebhookUrl, URL))
        .col(string_len_null(JobSettings::SealedWebhookSecret, SEALED))
        .take()
}

fn webhook_delivery(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, WebhookDelivery::Table)
        .col(string_len(WebhookDelivery::Id, ID).primary_key())
        .col(string_len(WebhookDelivery::State, WORD))
        .col(big_integer(WebhookDelivery::CreatedAt))
        .col(big_integer(WebhookDelivery::DueAt))
        .col(big_integer_null(WebhookDelivery::LeasedUntil))
        .col(integer(WebhookDelivery::Tries))
        .col(text(WebhookDelivery::About))
        .col(text_null(WebhookDelivery::Failure))
        .col(big_integer_null(WebhookDelivery::DoneAt))
        .take()
}

fn api_token(manager: &SchemaManager<'_>) -> TableCreateStatement {
    table(manager, ApiToken::Table)
        .col(string_len(ApiToken::Id, ID).primary_key())
        .col(string_len(ApiToken::Name, NAME))
        .col(string_len(ApiToken::Hash, HASH).unique_key())
        .col(string_len(ApiToken::Scope, WORD))
        .col(string_len_null(ApiToken::Job, NAME))
        .col(string_len(ApiToken::CreatedBy, KEY))
        .col(big_integer(ApiToken::CreatedAt))
        .col(big_integer_null(ApiToken::ExpiresAt))
        .col(big_integer_null(ApiToken::LastUsedAt))
        .col(big_integer_null(ApiToken::RevokedAt))
        .take()
}

async fn create_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // The same report, and the same time of a schedule, make one run.
    let report = [JobRun::Job, JobRun::ReportKey];
    let time = [JobRun::Job, JobRun::ScheduledFor];
    let mut report = index("job_run_report", JobRun::Table, &report);
    let mut time = index("job_run_time", JobRun::Table, &time);
    manager.create_index(report.unique().take()).await?;
    manager.create_index(time.unique().take()).await?;
    // History and charts read nothing but these.
    let of_job = [JobRun::Job, JobRun::CreatedAt, JobRun::Id, JobRun::State];
    manager.create_index(index("job_run_of_job", JobRun::Table, &of_job)).await?;
    let of_all = [JobRun::CreatedAt, JobRun::State];
    manager.create_index(index("job_run_of_all", JobRun::Table, &of_all)).await?;
    let alive = [JobRun::State, JobRun::AliveUntil];
    manager.create_index(index("job_run_alive", JobRun::Table, &alive)).await?;
    let lines = [RunLine::RunId, RunLine::Id];
    manager.create_index(index("run_line_of_run", RunLine::Table, &lines)).await?;
    let due = [WebhookDelivery::State, WebhookDelivery::DueAt];
    manager.create_index(index("webhook_delivery_due", WebhookDelivery::Table, &due)).await
}

#[derive(DeriveIden)]
enum Outbox {
    About,
}

#[derive(DeriveIden)]
enum Job {
    Table,
    Name,
    Kind,
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
    Table,
    Id,
    Job,
    State,
    Cause,
    CreatedAt,
    ReportKey,
    ScheduledFor,
    RequestedBy,
    StartedAt,
    EndedAt,
    AliveUntil,
    Instance,
    Progress,
    Reason,
    LogSize,
}

#[derive(DeriveIden, Clone, Copy)]
enum RunLine {
    Table,
    Id,
    RunId,
    At,
    Line,
}

#[derive(DeriveIden)]
enum JobSettings {
    Table,
    Id,
    Version,
    WebhookUrl,
    SealedWebhookSecret,
}

#[derive(DeriveIden, Clone, Copy)]
enum WebhookDelivery {
    Table,
    Id,
    State,
    CreatedAt,
    DueAt,
    LeasedUntil,
    Tries,
    About,
    Failure,
    DoneAt,
}

#[derive(DeriveIden)]
enum ApiToken {
    Table,
    Id,
    Name,
    Hash,
    Scope,
    Job,
    CreatedBy,
    CreatedAt,
    ExpiresAt,
    LastUsedAt,
    RevokedAt,
}
