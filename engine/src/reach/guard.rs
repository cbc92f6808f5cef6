//! Between a driver and a server that nobody knows yet. A driver reads whatever is sent to it, however
//! large, and sends the password in clear to whoever asks for it.
//!
//! The driver connects to a socket in a directory of our own, and what it and the server say is passed on:
//! TLS goes through as it is. Nothing more is passed on once the server has said more than a test needs, or
//! has asked for the password in clear on a connection without TLS. A connection that is to work is trusted
//! once somebody is signed in.
//!
//! To work this way has a second use: drivers leave Nagle's algorithm on, which costs 40 ms whenever they send two
//! messages in a row, and do not notice a network that has died.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use socket2::{SockRef, TcpKeepalive};
use sqlx::{mysql::MySqlConnectOptions, postgres::PgConnectOptions};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader, copy_buf},
    net::{TcpStream, UnixListener, UnixStream},
    task::JoinHandle,
};

use super::{driver_error::problem_of_io, report::ReachProblem};
use crate::place::{ServerKind, ServerPlace};

/// Certificates, settings and versions are some kilobytes.
const MAX_BYTES: usize = 1 << 20;
/// What is passed on at once.
const PART_BYTES: usize = 64 * 1024;
/// Without a number of its own it would meet a directory that an earlier process left.
const MAX_TRIES: u32 = 100;
/// `AuthenticationCleartextPassword`
const POSTGRES_CLEAR: u32 = 3;
static NUMBER: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
pub struct Guard {
    directory: PathBuf,
    socket: PathBuf,
    refused: Arc<OnceLock<ReachProblem>>,
    is_trusted: Arc<AtomicBool>,
    /// Ends with this; connections that are there go on.
    listening: JoinHandle<()>,
}

impl Guard {
    /// Waits for the driver at its socket.
    pub fn before(server: &ServerPlace) -> io::Result<Self> {
        let directory = make_directory()?;
        // As PostgreSQL's are named; others take any name.
        let socket = directory.join(format!(".s.PGSQL.{}", server.port));
        let listener = UnixListener::bind(&socket)?;
        let (refused, is_trusted) = (Arc::new(OnceLock::new()), Arc::new(AtomicBool::new(false)));
        let (server, noted, trusted) =
            (server.clone(), Arc::clone(&refused), Arc::clone(&is_trusted));
        let listening = tokio::spawn(async move {
            while let Ok((driver, _)) = listener.accept().await {
                let (server, noted, trusted) =
                    (server.clone(), Arc::clone(&noted), Arc::clone(&trusted));
                tokio::spawn(async move {
                    pass(&server, driver, &noted, &trusted).await;
                });
            }
        });
        Ok(Self { directory, socket, refused, is_trusted, listening })
    }

    /// Passes on whatever comes from here on.
    pub fn trust(&self) {
        self.is_trusted.store(true, Ordering::Relaxed);
    }

    /// Connects the driver here instead of to the server.
    pub fn postgres(&self, options: PgConnectOptions) -> PgConnectOptions {
        options.socket(&self.directory)
    }

    /// Connects the driver here instead of to the server.
    pub fn mysql(&self, options: MySqlConnectOptions) -> MySqlConnectOptions {
        options.socket(&self.socket)
    }

    /// Why nothing was passed on any more.
    pub fn refused(&self) -> Option<ReachProblem> {
        self.refused.get().copied()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.listening.abort();
        let _ = std::fs::remove_file(&self.socket);
        let _ = std::fs::remove_dir(&self.directory);
    }
}

/// Nobody else can enter it.
fn make_directory() -> io::Result<PathBuf> {
    let (folder, process) = (std::env::temp_dir(), std::process::id());
    let mut failed = None;
    for _ in 0..MAX_TRIES {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory = folder.join(format!("datasync-{process}-{number}"));
        match DirBuilder::new().mode(0o700).create(&directory) {
            Ok(()) => return Ok(directory),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => failed = Some(error),
            Err(error) => {
                let folder = folder.display();
                tracing::error!(%error, "no directory could be made in {folder}: set TMPDIR");
                return Err(error);
            }
        }
    }
    Err(failed.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into()))
}

/// Until one of both ends it. What is refused is noted before the driver is hung up on, and asks why.
async fn pass(
    server: &ServerPlace,
    driver: UnixStream,
    refused: &OnceLock<ReachProblem>,
    is_trusted: &AtomicBool,
) {
    let note = |problem| {
        let _ = refused.set(problem);
    };
    let host = server.host.to_string();
    let stream = match TcpStream::connect((host.as_str(), server.port)).await {
        Ok(stream) => stream,
        Err(error) => return note(problem_of_io(error.kind())),
    };
    let _ = stream.set_nodelay(true);
    notice_silence(&stream);
    let (mut from_server, mut to_server) = stream.into_split();
    let (from_driver, mut to_driver) = driver.into_split();
    let answers = async {
        let mut said = Said::by(server.kind, server.allow_clear_text_password);
        let mut buffer = vec![0; PART_BYTES];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            let part = buffer.get(..length).unwrap_or_default();
            if !is_trusted.load(Ordering::Relaxed)
                && let Err(problem) = said.listen(part)
            {
                return note(problem);
            }
            if to_driver.write_all(part).await.is_err() {
                return;
            }
        }
    };
    let requests = async {
        if copy_buf(&mut BufReader::with_capacity(PART_BYTES, from_driver), &mut to_server)
            .await
            .is_err()
        {
            // The server has gone. What it has said before that is still to be passed on.
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = answers => {}
        () = requests => {}
    }
}

/// A network that has died is an error after half a minute, and not after hours.
fn notice_silence(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(10))
        .with_interval(Duration::from_secs(5))
        .with_retries(3);
    let _ = socket.set_tcp_keepalive(&keepalive);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(Duration::from_secs(25)));
}

/// What a server has said so far, as far as it matters.
struct Said {
    bytes: usize,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// PostgreSQL says with one byte whether there will be TLS.
    Offer,
    /// A message begins: its kind, its length, and the first four bytes of it.
    Begin { head: [u8; 9], length: usize },
    /// As many bytes belong to the message.
    Within(usize),
    /// Encrypted, or of a driver that sends no password in clear.
    Unread,
}

const BEGIN: State = State::Begin { head: [0; 9], length: 0 };

impl Said {
    const fn by(kind: ServerKind, allow_clear_text_password: bool) -> Self {
        let state = match kind {
            ServerKind::PostgreSql if allow_clear_text_password => State::Unread,
            ServerKind::PostgreSql => State::Offer,
            // Where it is not allowed to, the driver does not send a password in clear.
            ServerKind::MySql => State::Unread,
        };
        Self { bytes: 0, state }
    }

    fn listen(&mut self, mut part: &[u8]) -> Result<(), ReachProblem> {
        self.bytes += part.len();
        if self.bytes > MAX_BYTES {
            return Err(ReachProblem::AnswerTooLarge);
        }
        while let Some((first, rest)) = part.split_first() {
            match &mut self.state {
                State::Unread => return Ok(()),
                State::Offer => {
                    self.state = if *first == b'N' { BEGIN } else { State::Unread };
                    part = rest;
                }
                State::Within(left) => {
                    let passed = part.len().min(*left);
                    *left -= passed;
                    let is_over = *left == 0;
                    part = part.get(passed..).unwrap_or_default();
                    if is_over {
                        self.state = BEGIN;
                    }
                }
                State::Begin { head, length } => {
                    if let Some(place) = head.get_mut(*length) {
                        *place = *first;
                    }
                    *length += 1;
                    part = rest;
                    let (head, length) = (*head, *length);
                    self.state = begun(head, length)?;
                }
            }
        }
        Ok(())
    }
}

/// What follows the first bytes of a message.
fn begun(head: [u8; 9], length: usize) -> Result<State, ReachProblem> {
    let number = |at: usize| {
        let bytes = head.get(at..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes))
    };
    let is_about_password = head[0] == b'R';
    if length < 5 {
        return Ok(State::Begin { head, length });
    }
    // With itself, and without the kind.
    let size = usize::try_from(number(1)).unwrap_or(usize::MAX);
    if size < 4 {
        return Err(ReachProblem::NotThisEngine);
    }
    if size > MAX_BYTES {
        return Err(ReachProblem::AnswerTooLarge);
    }
    if is_about_password && size >= 8 {
        if length < 9 {
            return Ok(State::Begin { head, length });
        }
        if number(5) == POSTGRES_CLEAR {
            return Err(ReachProblem::PasswordInClear);
        }
    }
    let left = (size + 1).saturating_sub(length);
    Ok(if left == 0 { BEGIN } else { State::Within(left) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(kind: ServerKind, said: &[u8], size: usize) -> Result<(), ReachProblem> {
        let mut listener = Said::by(kind, false);
        said.chunks(size).try_for_each(|part| listener.listen(part))
    }

    #[test]
    fn a_password_is_asked_for_in_clear_however_the_bytes_arrive() {
        let scram = b"NR\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0";
        let notice = b"N\0\0\0\x09hello";
        let clear = b"R\0\0\0\x08\0\0\0\x03";
        for size in 1..20 {
            let postgres = |said: &[u8]| heard(ServerKind::PostgreSql, said, size);
            assert_eq!(postgres(scram), Ok(()));
            assert_eq!(postgres(&[&b"N"[..], notice, notice].concat()), Ok(()));
            let asked = [&b"N"[..], notice, clear].concat();
            assert_eq!(postgres(&asked), Err(ReachProblem::PasswordInClear), "{size}");
            // With TLS, nobody can read these bytes.
            assert_eq!(postgres(&[&b"S"[..], clear].concat()), Ok(()));
            assert_eq!(postgres(b"NR\0\0\0\x03"), Err(ReachProblem::NotThisEngine));
        }
    }

    #[test]
    fn nobody_says_more_than_a_test_needs() {
        let too_large = Err(ReachProblem::AnswerTooLarge);
        assert_eq!(heard(ServerKind::PostgreSql, b"NE\x7f\xff\xff\xf0", 1), too_large);
        let flood = b"N\0\0\0\x09hello".repeat(MAX_BYTES / 10 + 1);
        let flood = [&b"N"[..], &flood].concat();
        assert_eq!(heard(ServerKind::PostgreSql, &flood, 1_000), too_large);
        let much = vec![b'S'; MAX_BYTES + 1];
        assert_eq!(heard(ServerKind::PostgreSql, &much, 1_000), too_large);
        assert_eq!(heard(ServerKind::MySql, &much, 1_000), too_large);
        assert_eq!(heard(ServerKind::MySql, &much[1..], 1_000), Ok(()));
    }
}
