//! Wakes the workers that wait for something to do.

use tokio::sync::watch;

/// Every listener is woken, also by a signal that comes while it works: then it does not sleep.
#[derive(Debug, Clone)]
pub(crate) struct WakeSignal(watch::Sender<()>);

/// One worker that is woken.
pub(crate) struct Listener(watch::Receiver<()>);

impl Default for WakeSignal {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl WakeSignal {
    pub(crate) fn notify(&self) {
        self.0.send_replace(());
    }

    /// Is woken by every signal from now on.
    pub(crate) fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Listener {
    /// Waits for a signal, unless there was one since the last time.
    pub(crate) async fn notified(&mut self) {
        // Without anybody left who could send one, it waits for ever.
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_listener_is_woken_also_one_that_was_busy() {
        let signal = WakeSignal::default();
        let (mut one, mut other) = (signal.listen(), signal.listen());
        signal.notify();
        one.notified().await;
        signal.notify();
        one.notified().await;
        other.notified().await;
        let silence = tokio::time::timeout(std::time::Duration::from_millis(1), other.notified());
        assert!(silence.await.is_err(), "signals that came together wake once");
    }
}
