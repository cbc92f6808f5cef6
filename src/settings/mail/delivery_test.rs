//! A test of mail settings, saved or not. It runs by itself and writes down each stage as it comes,
//! so that any instance of the server can show it, also after a reload.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr,
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    TEST_ADDRESS,
    panel::Tested,
    service::{self, Typed},
};
use crate::{
    base::{
        clock::Timestamp,
        failure::{Checked, Error, Failure},
        field_error::FieldError,
        random,
    },
    database::{
        WriteTransaction,
        entities::{account, audit::Action, mail_test},
    },
    mail::{
        form::MailForm,
        messages::{self, Addressee},
        report::{MailStep, Observer},
        store::{self, StoredMailSettings, StoredSecret},
        transport::{MailServer, TEST_LIMIT},
    },
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Long enough to read, correct and save; with the test goes the secret that was typed for it.
const KEPT_FOR: Duration = Duration::from_hours(1);

pub(crate) struct StartedTest {
    pub(crate) id: String,
    /// All stages, at the end.
    pub(crate) finished: JoinHandle<Vec<MailStep>>,
}

/// Starts a test with what is on the screen.
pub(crate) async fn start(
    context: &Context,
    visitor: &Visitor,
    typed: &Typed<'_>,
    test_address: &str,
    seen_version: i32,
) -> Result<StartedTest, Error> {
    let administrator = visitor.require_administrator()?;
    let mut checked = Checked::default();
    let address = checked.take(TEST_ADDRESS, service::recipient(administrator, test_address));
    let (settings, secret) = service::read(context, administrator, typed, &mut checked).await?;
    let Some(address) = address else { return Err(checked.into_error()) };

    let id = random::row_id();
    let row = mail_test::ActiveModel {
        id: Set(id.clone()),
        account_id: Set(administrator.id.clone()),
        created_at: Set(context.clock.now()),
        version: Set(seen_version),
        form: Set(serde_json::to_string(typed.form)?),
        sealed_secret: Set(store::seal(&context.mailer, &settings, secret.as_ref())?),
        recipient: Set(address.as_str().to_owned()),
        steps: Set("[]".to_owned()),
        finished_at: Set(None),
    };
    let event = Event::new(Action::TestedMail, visitor.actor());
    context.write_as_administrator(visitor, |tx| add(tx, context, &row, &event)).await?;

    let sender = settings.sender.clone();
    let server =
        MailServer::new(seen_version, settings, secret, &context.url(), context.clock.clone());
    let addressee = Addressee { name: String::new(), address: address.as_str() };
    let message = messages::test_message::write(visitor.language, &context.url())
        .seal(&sender, &addressee, &id, context.clock.now())
        .ok_or_else(|| Error::field(TEST_ADDRESS, FieldError::NotAnEmailAddress))?;
    let finished = tokio::spawn(run(context.clone(), id.clone(), server, message));
    Ok(StartedTest { id, finished })
}

async fn add(
    tx: WriteTransaction,
    context: &Context,
    row: &mail_test::ActiveModel,
    event: &Event<'_>,
) -> Result<(), Error> {
    tidy(&*tx, context.clock.now()).await?;
    event.record(&*tx, context.clock.now()).await?;
    mail_test::Entity::insert(row.clone()).exec_without_returning(&*tx).await?;
    Ok(())
}

/// Removes the tests that are over, and with them the secrets that were typed for them.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    mail_test::Entity::delete_many()
        .filter(mail_test::Column::CreatedAt.lt(now - KEPT_FOR))
        .exec(tx)
        .await?;
    Ok(())
}

async fn run(
    context: Context,
    id: String,
    server: MailServer,
    message: lettre::Message,
) -> Vec<MailStep> {
    let (tell, mut told) = mpsc::unbounded_channel();
    let delivery = tokio::spawn(async move {
        // How it went is in the steps.
        let _ = server.deliver_once(&message, &Observer::telling(tell, TEST_LIMIT)).await;
    });
    let mut steps = Vec::new();
    while let Some(step) = told.recv().await {
        steps.push(step);
        note(&context, &id, &steps, false).await;
    }
    if delivery.await.is_err() {
        tracing::error!("a test of the mail settings broke off");
    }
    note(&context, &id, &steps, true).await;
    steps
}

async fn note(context: &Context, id: &str, steps: &[MailStep], is_finished: bool) {
    let noted = context.database.write(async |tx| {
        mail_test::Entity::update_many()
            .col_expr(mail_test::Column::Steps, Expr::value(serde_json::to_string(steps)?))
            .col_expr(
                mail_test::Column::FinishedAt,
                Expr::value(is_finished.then(|| context.clock.now())),
            )
            .filter(mail_test::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        Ok(())
    });
    if let Err(error) = noted.await {
        // Logged by the conversion.
        let _ = Failure::from(error);
    }
}

/// A test that this administrator started within the last hour.
pub(crate) async fn find(
    context: &Context,
    administrator: &account::Model,
    id: &str,
) -> Result<Option<mail_test::Model>, Error> {
    if id.is_empty() {
        return Ok(None);
    }
    Ok(mail_test::Entity::find_by_id(id)
        .filter(mail_test::Column::AccountId.eq(&administrator.id))
        .filter(mail_test::Column::CreatedAt.gt(context.clock.now() - KEPT_FOR))
        .one(&context.database.read())
        .await?)
}

impl mail_test::Model {
    pub(crate) fn form(&self) -> Result<MailForm, Error> {
        Ok(serde_json::from_str(&self.form)?)
    }

    /// For the form on the settings page.
    pub(crate) fn to_show(&self) -> Result<Tested, Error> {
        Ok(Tested { id: self.id.clone(), form: self.form()?, version: self.version })
    }

    pub(crate) fn steps(&self) -> Vec<MailStep> {
        serde_json::from_str(&self.steps).unwrap_or_default()
    }

    /// What was tested, as if it were in force.
    pub(crate) fn kept(&self) -> Result<StoredMailSettings, Error> {
        Ok(StoredMailSettings {
            version: self.version,
            form: Some(self.form()?),
            secret: self.sealed_secret.clone().map_or(StoredSecret::None, StoredSecret::Sealed),
            is_from_configuration: false,
        })
    }
}
