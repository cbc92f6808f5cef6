//! The connections of clients: how many there may be, and how long one may stay that does nothing.
//!
//! 1. Each connection takes a seat ([`Connections::take_seat`]). When all are taken, the one that has
//!    waited longest for a request loses its own: nobody keeps others out by being silent. An address
//!    that has its share of them ([`Connections::with_shares`]) gets no other, whatever it does with those.
//! 2. A request makes its connection busy until its answer is handed over ([`Busy`]). While as many are
//!    busy as there may be, others are told to come back; `/health/live` is answered even then.
//! 3. hyper ends a connection on which no whole request comes in time, the first or a later one;
//!    [`Client`] ends one whose client does not read, or hardly.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    convert::Infallible,
    future::{Ready, ready},
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{
        StatusCode,
        header::{CONNECTION, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use axum_server::{Handle, accept::Accept};
use http_body::{Frame, SizeHint};
use hyper_util::rt::TokioTimer;
use ipnet::IpNet;
use rustix::{
    net::sockopt::set_socket_send_buffer_size,
    process::{Resource, Rlimit, getrlimit, setrlimit},
};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::{client::Client, router::LIVE};
use crate::{
    configuration::server_settings::ServerSettingsInForce, security::guess_limit::house_of,
};

/// A client that has not said what it wants by then is not going to. It is also how long a connection
/// may be idle.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(10);
/// What the system takes of an answer before the client does. Where that grows by itself, to megabytes, it
/// says too seldom how fast somebody reads.
const SENT_AHEAD: usize = 64 * 1_024;
/// More than people and programs need, and what silent ones cost is bounded.
const MOST: usize = 4_096;
/// Files that connections leave free, in parts of all: for the database, the log, backups, mail.
const FREE_FILES: u64 = 4;
/// Of all seats, the part that one address may have: somebody who uses theirs as slowly as they may leaves
/// the others to everybody else.
const SHARE: usize = 4;
/// Seats beyond the others, for whoever asks whether the server lives.
const SPARE: usize = 64;

/// Answers with `app` until `handle` says that it is enough. Only HTTP/1: without TLS no browser speaks
/// anything else.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    handle: Handle<SocketAddr>,
    connections: Connections,
) -> io::Result<()> {
    let server = axum_server::from_tcp(listener)?.handle(handle).acceptor(connections);
    let mut server = server.http1_only();
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADER_READ_TIMEOUT);
    server.serve(app.into_make_service_with_connect_info::<SocketAddr>()).await
}

/// The seats; clones share them.
#[derive(Clone)]
pub(crate) struct Connections {
    most: usize,
    shares: Option<Shares>,
    seats: Arc<Mutex<Seats>>,
}

/// How many seats one address may have. A proxy that is trusted brings everybody, and has no share.
#[derive(Clone)]
struct Shares {
    most: usize,
    server: ServerSettingsInForce,
}

impl Shares {
    /// Whose share a seat counts towards.
    fn house_of(&self, peer: IpAddr) -> Option<IpNet> {
        let peer = peer.to_canonical();
        let is_proxy = self.server.get().trusted_proxies.iter().any(|net| net.contains(&peer));
        (!is_proxy).then(|| house_of(peer))
    }
}

#[derive(Default)]
struct Seats {
    open: usize,
    busy: usize,
    /// Of these open ones, how many each address has.
    of_houses: HashMap<IpNet, usize>,
    /// Those without a request, in the order in which they began to wait.
    waiting: BTreeMap<u64, CancellationToken>,
    next: u64,
}

impl Seats {
    fn wait(&mut self, closing: &CancellationToken) -> u64 {
        self.next += 1;
        self.waiting.insert(self.next, closing.clone());
        self.next
    }
}

impl Connections {
    /// As many as the files that this process may open allow, after asking for more of them.
    pub(super) fn of_process() -> Self {
        let wanted = u64::try_from(MOST * 2).unwrap_or(u64::MAX);
        let limit = getrlimit(Resource::Nofile);
        let files = limit.current.unwrap_or(u64::MAX);
        let within = wanted.min(limit.maximum.unwrap_or(u64::MAX));
        let raised = Rlimit { current: Some(within), maximum: limit.maximum };
        let is_raised = files < within && setrlimit(Resource::Nofile, raised).is_ok();
        let files = if is_raised { within } else { files };
        Self::new(usize::try_from(files - files / FREE_FILES).map_or(MOST, |files| files.min(MOST)))
    }

    pub(crate) fn new(most: usize) -> Self {
        Self { most, shares: None, seats: Arc::default() }
    }

    /// No address has more than a quarter of the seats, but for the trusted proxies of `server`.
    pub(crate) fn with_shares(self, server: ServerSettingsInForce) -> Self {
        let most = self.most.div_ceil(SHARE);
        Self { shares: Some(Shares { most, server }), ..self }
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` where `peer` has its share, or all are busy, those beyond the others, too.
    fn take_seat(&self, peer: IpAddr) -> Option<Arc<Seat>> {
        let shares = self.shares.as_ref();
        let house = shares.and_then(|shares| shares.house_of(peer));
        let mut seats = self.lock();
        let of_house = house.and_then(|house| seats.of_houses.get(&house)).copied().unwrap_or(0);
        if shares.is_some_and(|shares| of_house >= shares.most) {
            return None;
        }
        if seats.open >= self.most {
            match seats.waiting.pop_first() {
                Some((_, longest)) => longest.cancel(),
                None if seats.open >= self.most + SPARE => return None,
                None => {}
            }
        }
        seats.open += 1;
        if let Some(house) = house {
            seats.of_houses.insert(house, of_house + 1);
        }
        let closing = CancellationToken::new();
        let place = AtomicU64::new(seats.wait(&closing));
        Some(Arc::new(Seat { connections: self.clone(), closing, place, house }))
    }

    #[cfg(test)]
    pub(crate) fn open(&self) -> usize {
        self.lock().open
    }
}

/// Of one connection, as long as it is open.
struct Seat {
    connections: Connections,
    /// Ends it.
    closing: CancellationToken,
    /// Among those that wait. Only read and written with the lock.
    place: AtomicU64,
    /// Whose share it counts towards.
    house: Option<IpNet>,
}

impl Seat {
    /// A request has come. The second is whether there is room for it.
    fn begin(self: &Arc<Self>) -> (Busy, bool) {
        let mut seats = self.connections.lock();
        seats.waiting.remove(&self.place.load(Ordering::Relaxed));
        seats.busy += 1;
        (Busy(Arc::clone(self)), seats.busy <= self.connections.most)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.connections.lock();
        seats.waiting.remove(&self.place.load(Ordering::Relaxed));
        seats.open -= 1;
        if let Some(house) = self.house
            && let Entry::Occupied(mut of_house) = seats.of_houses.entry(house)
        {
            *of_house.get_mut() -= 1;
            if *of_house.get() == 0 {
                of_house.remove();
            }
        }
    }
}

/// Held from a request to the end of its answer. HTTP/1 has one at a time.
struct Busy(Arc<Seat>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut seats = self.0.connections.lock();
        seats.busy -= 1;
        let place = seats.wait(&self.0.closing);
        self.0.place.store(place, Ordering::Relaxed);
    }
}

impl<S> Accept<TcpStream, S> for Connections {
    type Stream = Client<TcpStream>;
    type Service = Answering<S>;
    type Future = Ready<io::Result<(Client<TcpStream>, Answering<S>)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let seat = stream.peer_addr().and_then(|peer| {
            self.take_seat(peer.ip()).ok_or_else(|| io::ErrorKind::ConnectionRefused.into())
        });
        ready(seat.and_then(|seat| {
            set_socket_send_buffer_size(&stream, SENT_AHEAD)?;
            let client = Client::new(stream, seat.closing.clone());
            Ok((client, Answering { service, seat }))
        }))
    }
}

/// The service of one connection.
#[derive(Clone)]
pub(crate) struct Answering<S> {
    service: S,
    seat: Arc<Seat>,
}

impl<S, B> Service<Request<B>> for Answering<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (busy, has_room) = self.seat.begin();
        let hold = move |answer: Response| answer.map(|body| Body::new(Held { body, _busy: busy }));
        if !has_room && request.uri().path() != LIVE {
            return Box::pin(ready(Ok(hold(come_back()))));
        }
        let answer = self.service.call(request);
        Box::pin(async move { answer.await.map(hold) })
    }
}

fn come_back() -> Response {
    let headers = [(RETRY_AFTER, "5"), (CONNECTION, "close")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "busy\n").into_response()
}

/// The body of an answer, which keeps its connection busy until it is handed over.
struct Held {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
