//! The bytes between us and a mail server. Remembers what the server said since we last spoke, which
//! is what people want to read when something goes wrong, and how much a server may say at once.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use crate::{base::secret::Secret, mail::diagnosis::Hidden};
use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// More than any mail server says in one answer.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// After STARTTLS a server does not greet again, and the dialogue begins with a greeting.
const ALREADY_GREETED: &[u8] = b"220 already greeted\r\n";

/// What the server said since we last spoke.
#[derive(Clone, Default)]
pub(super) struct Answer {
    bytes: Arc<Mutex<Vec<u8>>>,
    hidden: Arc<Mutex<Hidden>>,
}

impl Answer {
    /// Without the secrets that a server repeats.
    pub(super) fn text(&self) -> String {
        let text = self.with(|bytes| match std::str::from_utf8(bytes) {
            Ok(text) => text.trim().to_owned(),
            // Old servers speak Latin-1.
            Err(_) => bytes.iter().copied().map(char::from).collect::<String>().trim().to_owned(),
        });
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner).out_of(&text)
    }

    /// From now on, `secret` does not show, in no spelling in which we send it.
    pub(super) fn hide(&self, username: &str, secret: &Secret) {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner).add(username, secret);
    }

    /// Whether more was said than one complete reply: `220-…`, `220 …`.
    pub(super) fn goes_on_after_reply(&self) -> bool {
        self.with(|bytes| {
            let is_last_line = |line: &[u8]| line.get(3) != Some(&b'-');
            let end: usize = bytes
                .split_inclusive(|byte| *byte == b'\n')
                .scan(false, |is_over, line| {
                    let counts = !*is_over;
                    *is_over |= is_last_line(line);
                    counts.then_some(line.len())
                })
                .sum();
            end != bytes.len()
        })
    }

    fn with<T>(&self, see: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        see(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A connection whose answers are remembered.
pub(super) struct Wire<S> {
    inner: S,
    peer: SocketAddr,
    answer: Answer,
    we_spoke: bool,
    greeting: &'static [u8],
}

impl<S> Wire<S> {
    pub(super) fn new(inner: S, peer: SocketAddr) -> (Self, Answer) {
        let answer = Answer::default();
        let wire = Self { inner, peer, answer: answer.clone(), we_spoke: false, greeting: b"" };
        (wire, answer)
    }

    /// The same for a server that has greeted already.
    pub(super) fn after_starttls(inner: S, peer: SocketAddr) -> (Self, Answer) {
        let (wire, answer) = Self::new(inner, peer);
        (Self { greeting: ALREADY_GREETED, ..wire }, answer)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.greeting.is_empty() {
            let (now, later) = self.greeting.split_at(self.greeting.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.greeting = later;
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        let we_spoke = std::mem::take(&mut self.we_spoke);
        let read = &mut buffer.filled_mut()[before..];
        let length = self.answer.with(|answer| {
            if we_spoke {
                answer.clear();
            }
            answer.extend_from_slice(read);
            answer.len()
        });
        // The dialogue is ASCII; words with accents, in whatever encoding, are for people.
        read.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
        Poll::Ready(if length > MAX_ANSWER_BYTES {
            Err(io::ErrorKind::FileTooLarge.into())
        } else {
            Ok(())
        })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.we_spoke = true;
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}

impl AsyncTokioStream for Wire<TlsStream<TcpStream>> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncTokioStream for Wire<Lent> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

/// A connection in clear that is taken back for STARTTLS, together with the certainty that whoever
/// had it before, and what they have read ahead, is gone.
#[derive(Clone)]
pub(super) struct Lent(Arc<Mutex<Option<TcpStream>>>);

impl Lent {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Mutex::new(Some(stream))))
    }

    pub(super) fn take_back(&self) -> Option<TcpStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn with<T>(
        &self,
        work: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(stream) => work(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncRead for Lent {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Lent {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.with(|stream| stream.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_shutdown(cx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_after_a_reply_are_noticed() {
        let goes_on = |bytes: &[u8]| {
            let answer = Answer::default();
            answer.with(|kept| kept.extend_from_slice(bytes));
            answer.goes_on_after_reply()
        };
        assert!(!goes_on(b"220 go ahead\r\n"));
        assert!(!goes_on(b"220-well\r\n220 go ahead\r\n"));
        assert!(goes_on(b"220 go ahead\r\n250 AUTH PLAIN\r\n"));
        assert!(goes_on(b"220 go ahead\r\nx"));
    }
}
