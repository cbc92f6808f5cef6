//! The running server: from a bound address to a clean end.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::Handle;
use tokio::{sync::watch, time::Instant};

use super::{
    config::Config,
    connections::{self, Connections},
    router::router,
    state::{AppState, OpenedBy},
};
use crate::{
    base::{
        clock::Clock,
        console,
        failure::{Error, Failure},
    },
    database::{
        self,
        entities::{outbox, webhook_delivery},
        queue,
    },
    extractions,
    jobs::{
        self,
        work::{Executor, WorkRuntime},
    },
    mail::{self, mailer::Transport},
    settings,
    setup::headless,
};

/// What runs is finished at the end, but not for ever.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(10);

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config) -> Result<(), Error> {
    let listener = TcpListener::bind(config.address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;

    let metrics = config.metrics_address.map(TcpListener::bind).transpose()?;

    let state = AppState::open(config, address, Clock::System, OpenedBy::Server).await?;
    if let Some(administrator) = &state.config.administrator {
        headless::register(&state, administrator).await?;
    }
    let app = router(state.clone())?;

    // Whoever has the lock on an embedded database is the only one who sends mail and posts.
    if state.lock.is_some() && state.database.is_embedded() {
        queue::end_leases::<outbox::Entity>(&state.database).await?;
        queue::end_leases::<webhook_delivery::Entity>(&state.database).await?;
        jobs::scheduler::end_interrupted(&state).await?;
    }
    jobs::store::make_built_in(&state.database, state.clock.now()).await?;
    let handle = Handle::new();
    let (stop_worker, stopped) = watch::channel(());
    let worker = tokio::spawn(mail::worker::run(state.mailer.clone(), stopped.clone()));
    let webhook =
        tokio::spawn(jobs::webhook::worker::run(state.context().clone(), stopped.clone()));
    let work = WorkRuntime::new()?;
    let executor = Executor::new(work.handle()?, extractions::work::copy);
    let scheduler =
        tokio::spawn(jobs::scheduler::run(state.context().clone(), executor, stopped.clone()));
    if let Some(listener) = metrics {
        tokio::spawn(super::metrics::serve(state.context().clone(), listener, stopped.clone()));
    }
    tokio::spawn(watch_database(state.clone(), stopped));
    tokio::spawn(stop_when_told(handle.clone()));

    console::listening(address);
    // Mail settings that cannot be used are mended on the settings page, which needs a server.
    let transport = state.mailer.transport().await.map_err(Failure::from);
    let prints_links = matches!(transport, Ok(Transport::Console));
    let waits_for = headless::pending(&state.database.read())
        .await?
        .filter(|_| state.config.administrator.is_some());
    let waits_for = waits_for.as_ref().map(|account| account.username.as_str());
    state.installation.announce(&state.url(), waits_for, prints_links, console::language().text());

    let connections = Connections::of_process().with_shares(state.mailer.server.clone());
    connections::serve(listener, app, handle, connections).await?;

    drop(stop_worker);
    // For all of them together: without its database, each would use up the time for itself.
    let limit = Instant::now() + SHUTDOWN_LIMIT;
    // It records what it had to interrupt, and that is told another time.
    if tokio::time::timeout_at(limit, scheduler).await.is_err() {
        tracing::warn!("the scheduler did not come to its end");
    }
    // What has not stopped by now is recorded by whoever comes next.
    drop(work);
    // They finish what they are sending; a server that keeps them waiting does not keep us.
    let finished = async { tokio::join!(worker, webhook) };
    if tokio::time::timeout_at(limit, finished).await.is_err() {
        tracing::warn!("a mail or a post to the webhook was being sent; it will be sent again");
    }
    tracing::info!("stopped");
    state.database.close().await
}

/// Notices when the database is gone or back, and what other servers of the installation have saved.
async fn watch_database(state: AppState, stopped: watch::Receiver<()>) {
    let (database, clock) = (state.database.clone(), state.clock.clone());
    let data_directory = Arc::clone(&state.data_directory);
    let refresh = move || {
        let state = state.clone();
        async move { settings::server::service::refresh(&state, &state.configured_server).await }
    };
    database::watcher::run(database, data_directory, clock, refresh, stopped).await;
}

/// SIGTERM and Ctrl-C end what is running within [`SHUTDOWN_LIMIT`].
async fn stop_when_told(handle: Handle<SocketAddr>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return tracing::error!("no signal handler could be installed");
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(SHUTDOWN_LIMIT));
}
