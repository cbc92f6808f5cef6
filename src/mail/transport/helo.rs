//! The greeting of servers that do not know EHLO (RFC 5321 §3.2): HELO, after which they offer nothing. lettre
//! knows EHLO only, so this happens under it: the refusal is held back, and the answer to HELO takes its
//! place.

/// What such a server says to EHLO: RFC 5321 §4.2.4.
const UNKNOWN: [&[u8]; 3] = [b"500", b"502", b"504"];

#[derive(Debug, Default)]
pub(super) enum Helo {
    /// The settings need what only EHLO can offer, or the server has accepted it.
    #[default]
    Never,
    IfRefused {
        /// `name\r\n`, as it followed EHLO.
        name: Vec<u8>,
        /// The lines so far.
        refusal: Vec<u8>,
    },
    Sent {
        refusal: Vec<u8>,
    },
}

/// What becomes of a line that the server has said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It is for lettre to read.
    Read(Vec<u8>),
    HeldBack,
    /// This is sent instead of reading it.
    Answered(Vec<u8>),
    /// HELO is refused, too: this is what the server said first.
    Refused(Vec<u8>),
    /// HELO is accepted.
    Accepted(Vec<u8>),
}

impl Helo {
    pub(super) const fn if_refused() -> Self {
        Self::IfRefused { name: Vec::new(), refusal: Vec::new() }
    }

    pub(super) const fn is_sent(&self) -> bool {
        matches!(self, Self::Sent { .. })
    }

    /// We said `EHLO name`.
    pub(super) fn note_hello(&mut self, said: &[u8]) {
        if let Self::IfRefused { name, .. } = self {
            said.strip_prefix(b"EHLO ").unwrap_or_default().clone_into(name);
        }
    }

    /// A line of the answer to EHLO or HELO.
    pub(super) fn take(&mut self, line: Vec<u8>) -> Line {
        let is_last = line.get(3) != Some(&b'-');
        match self {
            Self::IfRefused { name, refusal }
                if UNKNOWN.iter().any(|code| line.starts_with(code)) =>
            {
                refusal.extend(line);
                if !is_last {
                    return Line::HeldBack;
                }
                let command = [b"HELO ", name.as_slice()].concat();
                *self = Self::Sent { refusal: std::mem::take(refusal) };
                Line::Answered(command)
            }
            Self::Sent { refusal } => {
                let refusal = std::mem::take(refusal);
                *self = Self::Never;
                if line.starts_with(b"2") { Line::Accepted(line) } else { Line::Refused(refusal) }
            }
            Self::IfRefused { .. } | Self::Never => {
                *self = Self::Never;
                Line::Read(line)
            }
        }
    }
}
