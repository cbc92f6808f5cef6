//! Keeps the promises, one after the other.

use std::time::Duration;

use axum::http::{Request, header::CONTENT_TYPE, header::USER_AGENT};
use engine::sanitize::sanitized;
use tokio::sync::watch;

use super::{
    PostFailure, deliveries, message,
    settings::{self, WebhookSecret, WebhookUrl},
};
use crate::{
    base::{
        failure::{Error, Failure},
        outbound::{self, OutboundError},
    },
    database::{entities::webhook_delivery, queue},
    site::context::Context,
};

/// Between two looks where something should be due and cannot be taken.
const SHORTEST_NAP: Duration = Duration::from_secs(1);

/// Works until `stop` is dropped, and finishes what it is posting then.
pub(crate) async fn run(context: Context, mut stop: watch::Receiver<()>) {
    let mut signal = context.mailer.signal.listen();
    while stop.has_changed().is_ok() {
        let nap = match deliver_due(&context, &stop).await {
            Ok(()) => {
                let (db, now) = (&context.database.read(), context.clock.now());
                queue::nap::<webhook_delivery::Entity>(db, now, SHORTEST_NAP).await
            }
            Err(error) => {
                // Logged by the conversion; the post stays and is taken again after its lease.
                let _ = Failure::from(error);
                queue::LONGEST_NAP
            }
        };
        tokio::select! {
            () = signal.notified() => {}
            () = tokio::time::sleep(nap) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Posts what is due.
pub(crate) async fn deliver_due(
    context: &Context,
    stop: &watch::Receiver<()>,
) -> Result<(), Error> {
    while stop.has_changed().is_ok() {
        let now = context.clock.now();
        let due = queue::take_due::<webhook_delivery::Entity>(&context.database, now, 0).await?;
        let Some(row) = due else { break };
        deliver(context, &row).await?;
    }
    Ok(())
}

async fn deliver(context: &Context, row: &webhook_delivery::Model) -> Result<(), Error> {
    let settings = settings::find(&context.database.read(), &context.vault).await?;
    if !settings.has_url {
        return deliveries::forget(&context.database, row).await;
    }
    let outcome = match (&settings.url, settings.secret(&context.vault)?) {
        (Some(url), Some(secret)) => post(context, url, &secret, row).await?,
        _ => Err(PostFailure::NoSecret),
    };
    if let Err(problem) = &outcome {
        tracing::warn!(delivery = row.id, ?problem, "a post to the webhook did not get through");
    }
    // Noted last: killed in between, it is posted again.
    deliveries::note(&context.database, row, outcome, context.clock.now()).await
}

async fn post(
    context: &Context,
    url: &WebhookUrl,
    secret: &WebhookSecret,
    row: &webhook_delivery::Model,
) -> Result<Result<(), PostFailure>, Error> {
    let body = message::write(&context.database.read(), row, &context.url()).await?;
    let at = context.clock.now().unix_millis() / 1_000;
    let request = Request::post(url.as_str())
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("DataSync/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &row.id)
        .header("webhook-timestamp", at)
        .header("webhook-signature", message::sign(secret.bytes(), &row.id, at, &body)?)
        .body(body.into_bytes())?;
    Ok(match outbound::fetch_status(request).await {
        Ok(status) if status.is_success() => Ok(()),
        Ok(status) => Err(PostFailure::Refused(status.as_u16())),
        Err(OutboundError::TooSlow) => Err(PostFailure::TooSlow),
        Err(OutboundError::Redirected) => Err(PostFailure::Redirected),
        Err(OutboundError::TooLarge) => Err(PostFailure::AnswerTooLarge),
        Err(error @ OutboundError::Unreachable(_)) => {
            Err(PostFailure::Unreachable(sanitized(&error.to_string())))
        }
    })
}
