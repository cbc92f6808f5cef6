//! The bytes between us and a mail server. Remembers what the server said since we last spoke, which
//! is what people want to read when something goes wrong, and how much a server may say at once.
//! What lettre reads too strictly is put into the spelling that it knows: keywords after EHLO in
//! any case, `AUTH=`, replies without text, lines that end with a line feed alone.

use std::{
    collections::VecDeque,
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use super::{
    helo::{Helo, Line},
    lent::Lent,
};
use crate::{
    base::secret::Secret,
    mail::{
        diagnosis::Hidden,
        settings::{Encryption, MailSettings as Settings, SignIn},
    },
};
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
    said_hello: Arc<AtomicBool>,
    is_goodbye: Arc<AtomicBool>,
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

    /// Whether it answers EHLO, not the beginning of the connection.
    pub(super) fn is_to_hello(&self) -> bool {
        self.said_hello.load(Ordering::SeqCst)
    }

    /// From now on, the answer to QUIT is waited for. Without this, QUIT is lettre's, after a refusal
    /// that matters more than what the server says to it, or whether it says anything.
    pub(super) fn expect_goodbye(&self) {
        self.is_goodbye.store(true, Ordering::SeqCst);
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

/// The command that the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Hello,
    Quit,
    Other,
}

impl Said {
    fn of(bytes: &[u8]) -> Self {
        match bytes.get(..4) {
            Some(b"EHLO") => Self::Hello,
            Some(b"QUIT") => Self::Quit,
            _ => Self::Other,
        }
    }
}

/// A connection whose answers are remembered.
pub(super) struct Wire<S> {
    inner: S,
    peer: SocketAddr,
    answer: Answer,
    said: Said,
    we_spoke: bool,
    /// The beginning of a line that has not ended yet.
    line: Vec<u8>,
    /// Whole lines, as lettre reads them.
    ready: VecDeque<u8>,
    helo: Helo,
    /// The rest of what is sent for lettre.
    unsent: VecDeque<u8>,
    /// How much was said before that.
    said_before: usize,
}

impl<S> Wire<S> {
    pub(super) fn new(inner: S, peer: SocketAddr) -> (Self, Answer) {
        let answer = Answer::default();
        let wire = Self {
            inner,
            peer,
            answer: answer.clone(),
            said: Said::Other,
            we_spoke: false,
            line: Vec::new(),
            ready: VecDeque::new(),
            helo: Helo::Never,
            unsent: VecDeque::new(),
            said_before: 0,
        };
        (wire, answer)
    }

    /// Greets a server that does not know EHLO with HELO, where the settings need no more than that.
    pub(super) fn with_helo(self, settings: &Settings) -> Self {
        let is_enough =
            settings.sign_in == SignIn::None && settings.encryption != Encryption::Required;
        let helo = if is_enough { Helo::if_refused() } else { Helo::Never };
        Self { helo, ..self }
    }

    /// The same for a server that has greeted already.
    pub(super) fn after_starttls(inner: S, peer: SocketAddr) -> (Self, Answer) {
        let (wire, answer) = Self::new(inner, peer);
        (Self { ready: ALREADY_GREETED.iter().copied().collect(), ..wire }, answer)
    }

    /// Remembers what was read, and makes whole lines of it ready; the answer is how much the server
    /// has said since we last spoke.
    fn take(&mut self, read: &[u8]) -> usize {
        let we_spoke = std::mem::take(&mut self.we_spoke);
        let length = self.answer.with(|answer| {
            if we_spoke {
                answer.clear();
            }
            answer.extend_from_slice(read);
            answer.len()
        });
        for part in read.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = readable(&self.line, self.said);
                self.line.clear();
                self.pass(line, length);
            }
        }
        length
    }

    fn pass(&mut self, line: Vec<u8>, length: usize) {
        let taken = if self.said == Said::Hello { self.helo.take(line) } else { Line::Read(line) };
        // People read the answer that counts.
        let before = self.said_before;
        match taken {
            Line::Read(line) => self.ready.extend(line),
            Line::HeldBack => {}
            Line::Answered(command) => {
                self.unsent.extend(command);
                self.said_before = length;
            }
            Line::Accepted(line) => {
                self.answer.with(|answer| drop(answer.drain(..before.min(answer.len()))));
                self.ready.extend(line);
            }
            Line::Refused(first) => {
                self.answer.with(|answer| answer.truncate(before));
                self.ready.extend(first);
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Wire<S> {
    fn poll_unsent(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unsent.is_empty() {
            let unsent = self.unsent.make_contiguous();
            let sent = ready!(Pin::new(&mut self.inner).poll_write(cx, unsent))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unsent.drain(..sent);
        }
        Pin::new(&mut self.inner).poll_flush(cx)
    }
}

/// A line of a reply in the spelling that lettre reads. The dialogue is ASCII; words with accents, in
/// whatever encoding, are for people.
fn readable(line: &[u8], said: Said) -> Vec<u8> {
    let ascii = |byte: &u8| if byte.is_ascii() { *byte } else { b'?' };
    let mut line: Vec<u8> = line.trim_ascii_end().iter().map(ascii).collect();
    if let [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9', rest @ ..] = &line[..]
        && matches!(rest, [] | [b'-'])
    {
        // Only the text of 334, the challenge to AUTH, means something.
        let text: &[u8] = match (&line[..], rest.is_empty()) {
            (b"334", _) => b" ",
            (_, true) => b" ok",
            (_, false) => b"ok",
        };
        line.extend_from_slice(text);
    } else if said == Said::Hello && line.starts_with(b"250") {
        // RFC 5321 §2.4: keywords have no case. `AUTH=` is from before RFC 4954.
        line.make_ascii_uppercase();
        if line.get(4..).is_some_and(|keyword| keyword.starts_with(b"AUTH=")) {
            line[8] = b' ';
        }
    }
    line.extend_from_slice(b"\r\n");
    line
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.ready.is_empty() {
            if self.said == Said::Quit && !self.answer.is_goodbye.load(Ordering::SeqCst) {
                return Poll::Ready(Ok(()));
            }
            if self.helo.is_sent() {
                ready!(self.poll_unsent(cx))?;
            }
            let mut chunk = [0; 4096];
            let mut read = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut self.inner).poll_read(cx, &mut read))?;
            let read = read.filled();
            if read.is_empty() {
                return Poll::Ready(Ok(()));
            }
            if self.take(read) > MAX_ANSWER_BYTES {
                return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
            }
        }
        let now = self.ready.len().min(buffer.remaining());
        for byte in self.ready.drain(..now) {
            buffer.put_slice(&[byte]);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.we_spoke {
            self.said = Said::of(bytes);
            self.we_spoke = true;
            if self.said == Said::Hello {
                self.helo.note_hello(bytes);
                self.answer.said_hello.store(true, Ordering::SeqCst);
            }
        }
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

    #[test]
    fn what_a_server_means_is_read_however_it_is_spelled() {
        for (line, said, expected) in [
            ("250-starttls\r\n", Said::Hello, "250-STARTTLS\r\n"),
            ("250 AUTH=LOGIN PLAIN\r\n", Said::Hello, "250 AUTH LOGIN PLAIN\r\n"),
            ("250-auth=login\r\n", Said::Hello, "250-AUTH LOGIN\r\n"),
            ("250 Hello Ada\r\n", Said::Other, "250 Hello Ada\r\n"),
            ("250\r\n", Said::Other, "250 ok\r\n"),
            ("250 \n", Said::Other, "250 ok\r\n"),
            ("250-\r\n", Said::Other, "250-ok\r\n"),
            ("334\r\n", Said::Other, "334 \r\n"),
            ("334 VXNlcm5hbWU6\n", Said::Other, "334 VXNlcm5hbWU6\r\n"),
            ("550 dé\r\n", Said::Other, "550 d??\r\n"),
            ("<html>\r\n", Said::Other, "<html>\r\n"),
        ] {
            let read = readable(line.as_bytes(), said);
            assert_eq!(String::from_utf8(read).unwrap(), expected, "{line}");
        }
    }
}
