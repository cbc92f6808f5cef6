//! The line to one client, which ends when the client takes nothing of its answer, or hardly anything.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Of every so much time that an answer waits for its client,
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// it takes at least so many bytes, or is not kept: one kilobyte a second.
const READ_AT_LEAST: usize = 30 * 1_024;

/// What comes from a client and goes to it, until `closing`.
pub(crate) struct Client<S> {
    stream: S,
    ending: Pin<Box<WaitForCancellationFutureOwned>>,
    /// While it takes less than it is sent.
    waiting: Option<Waiting>,
}

/// How an answer waits for its client.
struct Waiting {
    /// Its end, if it goes on.
    limit: Pin<Box<Sleep>>,
    /// Since when, if it does now.
    since: Option<Instant>,
    /// How long before that.
    waited: Duration,
    taken: usize,
}

impl Waiting {
    fn begin() -> Self {
        let limit = Box::pin(sleep(READ_TIMEOUT));
        Self { limit, since: None, waited: Duration::ZERO, taken: 0 }
    }

    /// Whether it has gone on for too long. Time in which there was nothing to take does not count.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            self.limit.as_mut().reset(now + READ_TIMEOUT.saturating_sub(self.waited));
        }
        self.limit.as_mut().poll(cx).is_ready()
    }

    /// Whether the client has taken enough not to be watched any more.
    fn is_made_up_by(&mut self, taken: usize) -> bool {
        self.waited += self.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        self.taken += taken;
        self.taken >= READ_AT_LEAST
    }
}

impl<S> Client<S> {
    pub(super) fn new(stream: S, closing: CancellationToken) -> Self {
        Self { stream, ending: Box::pin(closing.cancelled_owned()), waiting: None }
    }

    fn is_ended(&mut self, cx: &mut Context<'_>) -> bool {
        self.ending.as_mut().poll(cx).is_ready()
    }

    fn in_time(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            let taken = *written.as_ref().unwrap_or(&0);
            self.waiting.take_if(|waiting| waiting.is_made_up_by(taken));
            return Poll::Ready(written);
        }
        let is_over = self.waiting.get_or_insert_with(Waiting::begin).is_over(cx);
        if is_over || self.is_ended(cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Client<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            return Poll::Ready(read);
        }
        if self.is_ended(cx) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Client<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    /// What is on the way at most.
    const AHEAD: usize = 1_024;
    const TEN_MINUTES: Duration = Duration::from_mins(10);

    fn line() -> (Client<DuplexStream>, DuplexStream) {
        let (ours, theirs) = duplex(AHEAD);
        (Client::new(ours, CancellationToken::new()), theirs)
    }

    /// How long somebody who reads so much in every interval is sent to, at most for ten minutes.
    async fn sent_for(bytes: usize, every: Duration) -> Duration {
        let (mut client, mut theirs) = line();
        let reading = tokio::spawn(async move {
            let mut read = vec![0; bytes];
            while theirs.read_exact(&mut read).await.is_ok() {
                tokio::time::sleep(every).await;
            }
        });
        let began = Instant::now();
        let sending = async { while client.write_all(&[b'x'; 500]).await.is_ok() {} };
        let _ = tokio::time::timeout(TEN_MINUTES, sending).await;
        reading.abort();
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_hardly_reads_is_not_kept_and_one_on_a_slow_line_is() {
        const SECOND: Duration = Duration::from_secs(1);
        for (bytes, every) in [(10, 20 * SECOND), (10, SECOND), (800, SECOND)] {
            let found = sent_for(bytes, every).await;
            assert!(found < Duration::from_mins(1), "{bytes} bytes every {every:?}: {found:?}");
        }
        for (bytes, every) in [(1_300, SECOND), (8_000, SECOND), (40_000, 25 * SECOND)] {
            let found = sent_for(bytes, every).await;
            assert!(found >= TEN_MINUTES, "{bytes} bytes every {every:?}: {found:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_there_is_nothing_to_read_does_not_count() {
        let (mut client, mut theirs) = line();
        // Late each time, and then there is nothing for an hour.
        for _ in 0..3 {
            let late = async {
                tokio::time::sleep(Duration::from_secs(9)).await;
                theirs.read_exact(&mut [0; 2 * AHEAD]).await.unwrap();
            };
            let (sent, ()) = tokio::join!(client.write_all(&[b'x'; 2 * AHEAD]), late);
            assert!(sent.is_ok());
            tokio::time::sleep(Duration::from_hours(1)).await;
        }
    }
}
