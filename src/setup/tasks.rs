//! What is left to do after the guided setup: found out each time, never written down, so that it goes
//! away when it is done. Administrators may say that they do not want to be reminded.

use leptos::prelude::*;
use sea_orm::{ConnectionTrait, EnumIter, Iterable, sea_query::Expr};

use crate::{
    accounts::{notified, store::Counts},
    base::failure::{Error, Refusal},
    database::entities::installation,
    i18n::Text,
    mail,
    paths::Page,
    settings::server,
    site::{
        context::Context,
        request::{Visitor, language},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub(crate) enum SetupTask {
    /// No mail server: links are printed on the console.
    Mail,
    /// Nobody said where people reach the server.
    ServerUrl,
    /// Somebody did, but no browser has come that way yet.
    TryServerUrl,
    /// Nobody is there but the administrator.
    Users,
    /// Nobody is mailed when a job fails.
    Notifications,
}

impl SetupTask {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::ServerUrl => "server_url",
            Self::TryServerUrl => "try_server_url",
            Self::Users => "users",
            Self::Notifications => "notifications",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::iter().find(|task| task.name() == name)
    }

    pub(crate) fn text(self, t: &Text) -> String {
        match self {
            Self::Mail => t.task_mail(),
            Self::ServerUrl => t.task_server_url(),
            Self::TryServerUrl => t.task_try_server_url(),
            Self::Users => t.task_users(),
            Self::Notifications => t.task_notifications(),
        }
    }

    /// Where it is done.
    pub(crate) const fn page(self) -> Page {
        match self {
            Self::Mail => Page::MailSettings,
            Self::ServerUrl | Self::TryServerUrl => Page::ServerSettings,
            Self::Users | Self::Notifications => Page::Users(String::new()),
        }
    }
}

/// One of them as a sentence that leads to where it is done.
#[component]
pub(crate) fn TaskText(task: SetupTask) -> impl IntoView {
    let (_, t) = language();
    view! { <a href=task.page().path()>{task.text(t)}</a> }
}

/// What is left, dismissed or not.
pub(crate) async fn left(
    context: &Context,
    db: &impl ConnectionTrait,
    mail: &mail::store::StoredMailSettings,
    counts: Counts,
) -> Result<Vec<SetupTask>, Error> {
    let has_url = context.server().url.is_some();
    let was_reached = server::store::find(db).await?.was_reached(&context.url());
    let is_told = notified::has_any(db).await?;
    let is_open = |task: &SetupTask| match task {
        SetupTask::Mail => mail.form.is_none(),
        SetupTask::ServerUrl => !has_url,
        SetupTask::TryServerUrl => has_url && !was_reached,
        SetupTask::Users => counts.active + counts.pending < 2,
        SetupTask::Notifications => !is_told,
    };
    Ok(SetupTask::iter().filter(is_open).collect())
}

/// What of it people want to be reminded of.
pub(crate) async fn to_do(
    db: &impl ConnectionTrait,
    mut left: Vec<SetupTask>,
) -> Result<Vec<SetupTask>, Error> {
    let dismissed = dismissed(db).await?;
    left.retain(|task| !dismissed.contains(task));
    Ok(left)
}

async fn dismissed(db: &impl ConnectionTrait) -> Result<Vec<SetupTask>, Error> {
    let row = crate::security::installation::row(db).await?;
    let names = row.map(|row| row.dismissed_tasks).unwrap_or_default();
    Ok(names.split(',').filter_map(SetupTask::from_name).collect())
}

pub(crate) async fn dismiss(
    context: &Context,
    visitor: &Visitor,
    task: Option<SetupTask>,
) -> Result<(), Error> {
    visitor.require_administrator()?;
    let task = task.ok_or(Refusal::Malformed)?;
    context
        .write_as_administrator(visitor, async |tx| {
            let mut dismissed = dismissed(&*tx).await?;
            if !dismissed.contains(&task) {
                dismissed.push(task);
            }
            let names: Vec<_> = dismissed.into_iter().map(SetupTask::name).collect();
            crate::security::installation::update()
                .col_expr(installation::Column::DismissedTasks, Expr::value(names.join(",")))
                .exec(&*tx)
                .await?;
            Ok(())
        })
        .await
}
