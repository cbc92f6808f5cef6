//! Tries what DataSync depends on, in the way in which it depends on it.

use crate::{
    database::probe,
    jobs::{
        log::LogLine,
        result::RunResult,
        work::{Task, WorkError},
    },
    mail::{
        mailer::Transport,
        reason::Reason,
        report::{MailProblem, MailStage, Observer, SendFailure},
        transport::{Connection, TEST_LIMIT},
    },
    settings::server::reach::{self, Reach},
};

pub(super) async fn check(task: &Task) -> Result<(), WorkError> {
    // One that fails does not hide the others, and the first is the reason.
    let database = check_database(task).await;
    let mail = check_mail_server(task).await;
    let url = check_server_url(task).await;
    task.log.set_result(RunResult::ConnectionCheck {
        database_micros: database?,
        mail_server_millis: mail?,
        is_server_url_reached: url?,
    });
    Ok(())
}

async fn check_database(task: &Task) -> Result<u64, WorkError> {
    let glance = probe::glance(&task.context.database.read()).await.map_err(Reason::Database)?;
    let micros = u64::from(glance.micros);
    task.log.write(LogLine::DatabaseAnswered { micros });
    Ok(micros)
}

/// Signs in, and hands nothing over.
async fn check_mail_server(task: &Task) -> Result<Option<u64>, WorkError> {
    let Transport::Server(server) = task.context.mailer.transport().await? else {
        task.log.write(LogLine::NoMailServer);
        return Ok(None);
    };
    let began = tokio::time::Instant::now();
    let observer = Observer::default();
    let opened = tokio::time::timeout(TEST_LIMIT, Box::pin(Connection::open(&server, &observer)));
    let connection = opened
        .await
        .unwrap_or_else(|_| Err(SendFailure::new(MailStage::Tcp, MailProblem::AnswerTimedOut)))
        .map_err(Reason::MailServer)?;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    connection.close().await;
    task.log.write(LogLine::MailServerAnswered { millis });
    Ok(Some(millis))
}

/// As the links in mails go: by the address that was chosen.
async fn check_server_url(task: &Task) -> Result<Option<bool>, WorkError> {
    let Some(url) = task.context.server().url.clone() else {
        task.log.write(LogLine::ServerUrlNotSet);
        return Ok(None);
    };
    match reach::look(&url, &task.context.vault).await {
        Reach::Reached => {
            task.log.write(LogLine::ServerUrlReached);
            Ok(Some(true))
        }
        Reach::SomethingElse | Reach::NoAnswer => Err(Reason::ServerUrlUnreached.into()),
    }
}
