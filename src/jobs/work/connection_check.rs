//! Tries what DataSync depends on, in the way in which it depends on it.

use super::{Diary, Reason, Trouble};
use crate::{
    database::probe,
    jobs::log::Line,
    mail::{
        mailer::Transport,
        report::{Observer, Problem, SendFailure, Stage},
        transport::{Connection, TEST_LIMIT},
    },
    settings::server::{
        reach::{self, Reach},
        store,
    },
};

pub(super) async fn check(diary: &Diary) -> Result<(), Trouble> {
    // One that fails does not hide the others, and the first is the reason.
    let database = check_database(diary).await;
    let mail = check_mail_server(diary).await;
    let url = check_server_url(diary).await;
    database.and(mail).and(url)
}

async fn check_database(diary: &Diary) -> Result<(), Trouble> {
    let glance = probe::glance(&diary.state.database.read()).await.map_err(Reason::Database)?;
    let micros = u64::from(glance.micros);
    Ok(diary.write(Line::DatabaseAnswered { micros }).await?)
}

/// Signs in, and hands nothing over.
async fn check_mail_server(diary: &Diary) -> Result<(), Trouble> {
    let Transport::Server(server) = diary.state.mailer.transport().await? else {
        return Ok(diary.write(Line::NoMailServer).await?);
    };
    let began = tokio::time::Instant::now();
    let observer = Observer::default();
    let opened = tokio::time::timeout(TEST_LIMIT, Box::pin(Connection::open(&server, &observer)));
    let connection = opened
        .await
        .unwrap_or_else(|_| Err(SendFailure::new(Stage::Tcp, Problem::AnswerTimedOut)))
        .map_err(Reason::MailServer)?;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    connection.close().await;
    Ok(diary.write(Line::MailServerAnswered { millis }).await?)
}

/// As the links in mails go: by the address that was chosen.
async fn check_server_url(diary: &Diary) -> Result<(), Trouble> {
    let Some(url) = diary.state.server().url.clone() else {
        return Ok(diary.write(Line::ServerUrlNotSet).await?);
    };
    let kept = store::find(&diary.state.database.read()).await?;
    match reach::look(&url, &kept.reach_code).await {
        Reach::Reached => Ok(diary.write(Line::ServerUrlReached).await?),
        Reach::SomethingElse | Reach::NoAnswer => Err(Reason::ServerUrlUnreached.into()),
    }
}
