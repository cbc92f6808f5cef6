//! From a host's name to a TCP connection.

use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};

use super::{
    driver_error::problem_of_io,
    report::{ReachFinding, ReachProblem},
};
use crate::place::ServerPlace;

pub(super) async fn look_up(
    server: &ServerPlace,
) -> Result<(Vec<SocketAddr>, ReachFinding), ReachProblem> {
    let host = server.host.to_string();
    let found = lookup_host((host.as_str(), server.port)).await;
    let addresses: Vec<_> = found.map_err(|_| ReachProblem::NameUnknown)?.collect();
    if addresses.is_empty() {
        return Err(ReachProblem::NameUnknown);
    }
    let finding = ReachFinding::Addresses(addresses.iter().map(SocketAddr::ip).collect());
    Ok((addresses, finding))
}

/// To the first of the addresses that answers.
pub(super) async fn connect(
    addresses: &[SocketAddr],
) -> Result<(TcpStream, ReachFinding), ReachProblem> {
    let mut problem = ReachProblem::Unreachable;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                let finding =
                    ReachFinding::Connected { address: address.ip(), port: address.port() };
                return Ok((stream, finding));
            }
            Err(error) => problem = problem_of_io(error.kind()),
        }
    }
    Err(problem)
}
