//! Standard output: lines that operators and scripts read. Logs go to standard error and never hold
//! a link or a code.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use std::net::SocketAddr;

/// `listening on http://127.0.0.1:3000`
pub(crate) fn listening(address: SocketAddr) {
    println!("listening on http://{address}");
}

/// `link for ada: http://…`
pub(crate) fn link_for(username: &str, link: &str) {
    println!("link for {username}: {link}");
}

/// A line of a command's answer.
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// Why a command refused, on standard error.
pub(crate) fn complain(line: impl std::fmt::Display) {
    eprintln!("{line}");
}
