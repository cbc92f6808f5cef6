//! From the name of a mail server to an open connection: the addresses behind it, and the first that
//! answers.

use std::{collections::VecDeque, io, net::SocketAddr, time::Duration};

use tokio::{net::TcpStream, task::JoinSet, time::Instant};

use super::MailServer;
use crate::mail::report::{MailFinding, MailProblem, MailStage, SendFailure};

/// For looking a name up, and for the last of the addresses behind it to answer.
const CONNECT_LIMIT: Duration = Duration::from_secs(8);
/// RFC 8305 §5: an address that has not answered by then may go on, and the next one is tried beside it.
const HEAD_START: Duration = Duration::from_millis(250);
/// More addresses than any mail server has.
const MAX_ADDRESSES: usize = 32;

pub(super) async fn look_up(
    server: &MailServer,
) -> Result<(Vec<SocketAddr>, MailFinding), SendFailure> {
    let fail = |problem| SendFailure::new(MailStage::Dns, problem);
    let host = (server.settings.server.to_string(), server.settings.port);
    let found = tokio::time::timeout(CONNECT_LIMIT, tokio::net::lookup_host(host))
        .await
        .map_err(|_| fail(MailProblem::NameLookupFailed))?;
    let addresses: Vec<SocketAddr> = match found {
        Ok(found) => found.collect(),
        // The resolver's code (EAI_AGAIN) is in the words only.
        Err(error) if error.to_string().contains("Temporary failure") => {
            return Err(fail(MailProblem::NameLookupFailed));
        }
        Err(_) => Vec::new(),
    };
    if addresses.is_empty() {
        return Err(fail(MailProblem::NameNotFound));
    }
    let seen = MailFinding::Addresses(addresses.iter().map(SocketAddr::ip).collect());
    Ok((addresses, seen))
}

/// The first address that answers. They are tried one after the other without waiting long for any, the
/// kinds in turn (RFC 8305), so that neither a dead one nor a network without IPv6 keeps mails back.
pub(super) async fn connect(
    addresses: &[SocketAddr],
) -> Result<((TcpStream, SocketAddr), MailFinding), SendFailure> {
    let mut untried = in_turn(addresses);
    let mut trying = JoinSet::new();
    let mut problem = MailProblem::NameNotFound;
    let mut give_up_at = Instant::now() + CONNECT_LIMIT;
    loop {
        if let Some(address) = untried.pop_front() {
            give_up_at = Instant::now() + CONNECT_LIMIT;
            trying.spawn(async move { (address, TcpStream::connect(address).await) });
        }
        let until = if untried.is_empty() { give_up_at } else { Instant::now() + HEAD_START };
        match tokio::time::timeout_at(until, trying.join_next()).await {
            Ok(Some(Ok((address, Ok(stream))))) => {
                // Commands are small and wait for answers.
                let _ = stream.set_nodelay(true);
                let seen = MailFinding::Connected { address: address.ip(), port: address.port() };
                return Ok(((stream, address), seen));
            }
            Ok(Some(Ok((_, Err(error))))) => {
                problem = match error.kind() {
                    io::ErrorKind::ConnectionRefused => MailProblem::ConnectionRefused,
                    io::ErrorKind::TimedOut => MailProblem::ConnectionTimedOut,
                    _ => MailProblem::NetworkUnreachable,
                }
            }
            Ok(Some(Err(_))) => problem = MailProblem::Unexpected,
            Ok(None) if untried.is_empty() => break,
            Err(_) if untried.is_empty() => {
                problem = MailProblem::ConnectionTimedOut;
                break;
            }
            Ok(None) | Err(_) => {}
        }
    }
    Err(SendFailure::new(MailStage::Tcp, problem))
}

/// In the order of the resolver, but IPv6 and IPv4 in turn.
fn in_turn(addresses: &[SocketAddr]) -> VecDeque<SocketAddr> {
    let is_first_kind = |address: &&SocketAddr| {
        addresses.first().is_some_and(|first| first.is_ipv6() == address.is_ipv6())
    };
    let (first, second): (Vec<_>, Vec<_>) = addresses.iter().partition(is_first_kind);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    std::iter::from_fn(|| Some([first.next(), second.next()]))
        .take_while(|pair| pair.iter().any(Option::is_some))
        .flatten()
        .flatten()
        .copied()
        .take(MAX_ADDRESSES)
        .collect()
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    #[test]
    fn the_kinds_of_addresses_take_turns() {
        let parse = |text: &[&str]| -> Vec<SocketAddr> {
            text.iter().map(|text| text.parse().unwrap()).collect()
        };
        let found = parse(&["[::1]:25", "[::2]:25", "[::3]:25", "10.0.0.1:25", "10.0.0.2:25"]);
        let expected = parse(&["[::1]:25", "10.0.0.1:25", "[::2]:25", "10.0.0.2:25", "[::3]:25"]);
        assert_eq!(in_turn(&found), expected);
        assert_eq!(in_turn(&[]), []);
    }

    /// An address that takes no connection and refuses none: its queue is full.
    async fn silent(number: u8) -> (SocketAddr, Vec<TcpStream>, TcpListener) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 1, number], 0).into()).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut filling = Vec::new();
        // Longer than any connection of this machine to itself takes.
        let patience = Duration::from_secs(1);
        while let Ok(taken) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
            filling.push(taken.unwrap());
        }
        (address, filling, listener)
    }

    #[tokio::test]
    async fn the_address_that_answers_is_found_behind_others_that_do_not() {
        let answering = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let good = answering.local_addr().unwrap();
        let refusing = {
            let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
            closed.local_addr().unwrap()
        };
        let refusing_twice = [refusing, refusing, good];
        let ((_, peer), _) = connect(&refusing_twice).await.unwrap();
        assert_eq!(peer, good);

        let silent_ones = futures_util::future::join_all((1..=8).map(silent)).await;
        let mut addresses: Vec<_> = silent_ones.iter().map(|(address, ..)| *address).collect();
        addresses.push(good);
        let ((_, peer), _) = connect(&addresses).await.unwrap();
        assert_eq!(peer, good);

        let failure = connect(&[refusing, refusing]).await.unwrap_err();
        assert_eq!(failure.problem, MailProblem::ConnectionRefused);
    }
}
