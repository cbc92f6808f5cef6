//! Numbers for Prometheus, on a listener of their own: who may read them is decided by the network, not
//! by an account. Off unless `Server.MetricsAddress` is set.
//!
//! What happens is counted by this process; what waits is looked up when somebody asks, so that every
//! server of the installation says the same.

use std::{net::TcpListener, time::Duration};

use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use axum_server::Handle;
use prometheus_client::{encoding::text::encode, metrics::gauge::Gauge, registry::Registry};
use sea_orm::ConnectionTrait;
use tokio::{sync::watch, time::timeout};

use super::connections::{self, Connections};
use crate::{
    base::failure::{Error, Failure},
    database::entities::job_run::State as RunState,
    jobs::runs,
    mail::outbox::overview,
    site::context::Context,
};

/// A database that takes longer has gone, for whoever looks every few seconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// More than ever ask for numbers at once.
const MOST_READERS: usize = 32;

/// In the text format of `OpenMetrics`.
async fn text(context: &Context) -> Result<String, Error> {
    let mut registry = Registry::with_prefix("datasync");
    context.metrics.register(&mut registry);
    // What is known without the database is told all the same.
    let is_up = context.database.is_reachable() && is_answering(&mut registry, context).await;
    let up = Gauge::<i64>::default();
    up.set(i64::from(is_up));
    registry.register("database_up", "1 while the database can be reached", up);
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

async fn is_answering(registry: &mut Registry, context: &Context) -> bool {
    let db = context.database.read();
    let told = timeout(PATIENCE, register_waiting(registry, &db)).await;
    // Logged by the conversion.
    told.is_ok_and(|told| told.map_err(Failure::from).is_ok())
}

async fn register_waiting(registry: &mut Registry, db: &impl ConnectionTrait) -> Result<(), Error> {
    for (name, help, number) in [
        ("runs_queued", "Runs that wait for their turn", runs::count(db, RunState::Queued).await?),
        ("runs_running", "Runs under way", runs::count(db, RunState::Running).await?),
        ("mails_in_trouble", "Mails that did not go out", overview::count_in_trouble(db).await?),
    ] {
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(number)?);
        registry.register(name, help, gauge);
    }
    Ok(())
}

/// Answers at `/metrics` until `stop` is dropped.
pub(crate) async fn serve(context: Context, listener: TcpListener, mut stop: watch::Receiver<()>) {
    let router = Router::new().route("/metrics", get(answer)).with_state(context);
    let handle = Handle::new();
    let served = async {
        listener.set_nonblocking(true)?;
        connections::serve(listener, router, handle.clone(), Connections::new(MOST_READERS)).await
    };
    let served = tokio::select! {
        _ = stop.changed() => return handle.shutdown(),
        served = served => served,
    };
    if let Err(error) = served {
        tracing::error!(%error, "metrics are not served any more");
    }
}

async fn answer(State(context): State<Context>) -> Response {
    match text(&context).await {
        Ok(text) => {
            ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
                .into_response()
        }
        // Logged by the conversion.
        Err(error) => Failure::from(error).status().into_response(),
    }
}
