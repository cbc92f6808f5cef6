//! Standard output: lines that operators and scripts read. Logs go to standard error and never hold
//! a link or a code.

use std::{
    io::{self, Write},
    net::SocketAddr,
};

use super::language::Language;

/// `listening on http://127.0.0.1:3000`
pub(crate) fn listening(address: SocketAddr) {
    say(format_args!("listening on http://{address}"));
}

/// `link for ada: http://…`
pub(crate) fn link_for(username: &str, link: &str) {
    say(format_args!("link for {username}: {link}"));
}

/// A line of a command's answer. Whoever closed the pipe does not want to hear it: no reason to stop.
pub(crate) fn say(line: impl std::fmt::Display) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        tracing::warn!(%error, "standard output cannot be written");
    }
}

/// Why a command refused, on standard error.
pub(crate) fn complain(line: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// The language of the terminal.
#[expect(clippy::disallowed_methods, reason = "the language must be known before anything is said")]
pub(crate) fn language() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|value| Language::from_tag(value.get(..2)?))
        .unwrap_or(Language::English)
}
