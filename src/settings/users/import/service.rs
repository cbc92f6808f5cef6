//! Adds everybody of a file in one transaction.

use std::sync::Arc;

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use tokio::sync::watch;

use super::file::{GoodLine, TakenNames};
use crate::{
    accounts::store,
    base::{
        failure::{Error, Failure},
        field::AccountField,
    },
    database::{
        WriteTransaction, account_search,
        entities::{
            account::{self, Status},
            audit::Action,
        },
    },
    licenses,
    mail::outbox,
    security::audit::Event,
    site::{context::Context, request::Visitor},
};

/// Rows of a statement: SQLite binds 32,766 values in one.
const BATCH: usize = 1_000;

/// How far an import is.
#[derive(Debug, Clone, Default)]
pub(crate) struct ImportProgress {
    pub(crate) done: usize,
    pub(crate) outcome: Option<Result<(), Failure>>,
}

/// Adds everybody as pending and promises their activation links; all of them or nobody. It goes on
/// to its end also if nobody waits for it.
pub(crate) fn begin_import(
    context: Context,
    visitor: Arc<Visitor>,
    lines: Vec<GoodLine>,
) -> watch::Receiver<ImportProgress> {
    let (tell, told) = watch::channel(ImportProgress::default());
    tokio::spawn(async move {
        let added = context
            .write_as_administrator(&visitor, |tx| add_all(tx, &context, &visitor, &lines, &tell))
            .await;
        context.mailer.signal.notify();
        let outcome = added.map_err(Failure::from);
        tell.send_modify(|progress| progress.outcome = Some(outcome));
    });
    told
}

async fn add_all(
    tx: WriteTransaction,
    context: &Context,
    visitor: &Visitor,
    lines: &[GoodLine],
    tell: &watch::Sender<ImportProgress>,
) -> Result<(), Error> {
    let license_id = &visitor.require_administrator()?.license_id;
    let now = context.clock.now();
    licenses::store::require_free_seats(&*tx, license_id, i64::try_from(lines.len())?).await?;
    let mut taken = TakenNames::find(&*tx, lines).await?;
    // Since the file was looked at.
    if let Some(error) = lines.iter().find_map(|line| taken.refuse(&line.person.username)) {
        return Err(Error::field(AccountField::Username, error));
    }
    tell.send_modify(|progress| progress.done = 0);
    for batch in lines.chunks(BATCH) {
        let accounts: Vec<_> = batch
            .iter()
            .map(|line| line.person.begin(line.role, Status::Pending, license_id, now))
            .collect();
        let rows = accounts.iter().map(|account| account.clone().into_active_model().reset_all());
        account::Entity::insert_many(rows)
            .exec_without_returning(&*tx)
            .await
            .map_err(store::username_taken)?;
        account_search::insert(&*tx, accounts.iter().flat_map(account_search::rows_of)).await?;
        outbox::promise_activations(&*tx, accounts.iter().map(|a| a.id.as_str()), now).await?;
        tell.send_modify(|progress| progress.done += batch.len());
    }
    Event::new(Action::ImportedUsers, visitor.actor()).record(&*tx, now).await
}
