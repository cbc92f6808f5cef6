//! The threads on which data is moved: not those that answer requests, and less important to the
//! operating system, so that pages stay quick while runs use every core.

use std::{io, num::NonZero, thread::available_parallelism};

use tokio::runtime::{Builder, Handle, Runtime};

/// Of a core that both want, the pages get nine tenths.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Ends what is left in it when it is dropped, without waiting.
pub(crate) struct WorkRuntime(Option<Runtime>);

impl WorkRuntime {
    pub(crate) fn new() -> io::Result<Self> {
        let cores = available_parallelism().map_or(1, NonZero::get);
        // Where threads cannot step back, there are fewer of them.
        let threads = if cfg!(target_os = "linux") { cores } else { cores.div_ceil(2) };
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("work")
            .on_thread_start(step_back)
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// To begin work in it, from anywhere.
    pub(crate) fn handle(&self) -> io::Result<Handle> {
        let gone = || io::Error::other("the runtime has been shut down");
        Ok(self.0.as_ref().ok_or_else(gone)?.handle().clone())
    }
}

impl Drop for WorkRuntime {
    fn drop(&mut self) {
        // Waiting would block the runtime that drops it.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// On Linux, niceness is that of a thread; elsewhere it would be that of the whole process.
#[cfg(target_os = "linux")]
fn step_back() {
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::warn!(%error, "a thread for runs could not lower its priority");
    }
}

#[cfg(not(target_os = "linux"))]
const fn step_back() {}
