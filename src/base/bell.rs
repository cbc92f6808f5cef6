//! Wakes the workers that keep what was promised.

use tokio::sync::watch;

/// Every listener hears of a ring, also of one that comes while it works: then it does not rest.
#[derive(Debug, Clone)]
pub(crate) struct Bell(watch::Sender<()>);

/// The ears of one worker.
pub(crate) struct Listener(watch::Receiver<()>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears of every ring from now on.
    pub(crate) fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Listener {
    /// Waits for a ring, unless there was one since the last time.
    pub(crate) async fn heard(&mut self) {
        // Without anybody left who could ring, it waits for ever.
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_hears_it_even_who_was_busy() {
        let bell = Bell::default();
        let (mut one, mut other) = (bell.listen(), bell.listen());
        bell.ring();
        one.heard().await;
        bell.ring();
        one.heard().await;
        other.heard().await;
        let silence = tokio::time::timeout(std::time::Duration::from_millis(1), other.heard());
        assert!(silence.await.is_err(), "rings that came together are heard together");
    }
}
