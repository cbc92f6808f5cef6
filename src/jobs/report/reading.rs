//! Reads a report as programs send it. A report of a failure is worth more than its form: what is not quite
//! JSON is read as what it must mean, and of a log without end the end is kept.

use std::{collections::VecDeque, fmt::Write as _, time::Duration};

use axum::body::Body;
use futures_util::StreamExt;

use super::{
    body::{LONGEST_LOG, Report},
    problem::ApiProblem,
};

/// Of one string, in bytes of JSON: more characters than are kept of a log, in the longest way to write
/// them (`\ud83d\udd10`).
const LONGEST_STRING: usize = 12 * (LONGEST_LOG + 1);
/// What is held in memory of one report.
const LARGEST_KEPT: usize = 2 * LONGEST_STRING;
/// What is read of one report.
pub(super) const LARGEST_READ: usize = 32 * 1024 * 1024;

/// Reads a report; nobody holds a connection for longer by sending slowly.
pub(super) async fn read(body: Body, within: Duration) -> Result<Report, ApiProblem> {
    let kept = tokio::time::timeout(within, collect(body)).await;
    parse(&kept.map_err(|_| ApiProblem::Unavailable)??)
}

async fn collect(body: Body) -> Result<Vec<u8>, ApiProblem> {
    let mut pieces = body.into_data_stream();
    let (mut json, mut length) = (ShortenedJson::default(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiProblem::TooLarge)?;
        length += piece.len();
        json.push(&piece);
        if length > LARGEST_READ || json.len() > LARGEST_KEPT {
            return Err(ApiProblem::TooLarge);
        }
    }
    Ok(json.into_bytes())
}

/// JSON with long strings shortened to their ends while they arrive.
#[derive(Default)]
struct ShortenedJson {
    kept: Vec<u8>,
    /// The string that has not ended yet, without its quotes.
    string: Option<VecDeque<u8>>,
    /// The byte before was a backslash that means something.
    is_escaped: bool,
}

impl ShortenedJson {
    fn len(&self) -> usize {
        self.kept.len() + self.string.as_ref().map_or(0, VecDeque::len)
    }

    fn push(&mut self, piece: &[u8]) {
        for byte in piece {
            match &mut self.string {
                Some(string) if *byte != b'"' || self.is_escaped => {
                    self.is_escaped = *byte == b'\\' && !self.is_escaped;
                    string.push_back(*byte);
                    if string.len() > LONGEST_STRING {
                        drop_first_character(string);
                    }
                }
                Some(_) => {
                    self.kept.extend(self.string.take().unwrap_or_default());
                    self.kept.push(*byte);
                }
                None => {
                    self.kept.push(*byte);
                    self.string = (*byte == b'"').then(VecDeque::new);
                }
            }
        }
    }

    fn into_bytes(mut self) -> Vec<u8> {
        self.kept.extend(self.string.take().unwrap_or_default());
        self.kept
    }
}

/// Drops a character, or what stands for one after a backslash.
fn drop_first_character(string: &mut VecDeque<u8>) {
    let length = match (string.front(), string.get(1)) {
        (Some(b'\\'), Some(b'u')) => 6,
        (Some(b'\\'), _) => 2,
        _ => 1,
    };
    string.drain(..length.min(string.len()));
    while string.front().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {
        string.pop_front();
    }
}

fn parse(bytes: &[u8]) -> Result<Report, ApiProblem> {
    // As some editors and shells begin every file.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).or_else(|error| {
        let mended = mended(&String::from_utf8_lossy(bytes));
        serde_json::from_str(&mended).map_err(|_| malformed(&error))
    })
}

fn malformed(error: &serde_json::Error) -> ApiProblem {
    let (line, column) = (error.line(), error.column());
    let position = format!(" at line {line} column {column}");
    let what = error.to_string().replace(&position, "").chars().take(200).collect();
    ApiProblem::Malformed { line, column, what }
}

/// The same as JSON allows it: in strings, half of a surrogate pair is U+FFFD, a control character is
/// escaped, and a backslash that begins nothing is one.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut rest, mut is_in_string) = (json, false);
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\\' if is_in_string => {
                let (taken, written) = escape(rest);
                length = taken;
                out.push_str(written);
            }
            c if is_in_string && c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => {
                is_in_string ^= c == '"';
                out.push(c);
            }
        }
        rest = &rest[length..];
    }
    out
}

/// The length of what a backslash begins, and how JSON writes it.
fn escape(text: &str) -> (usize, &str) {
    let as_it_is = |length| (length, &text[..length]);
    let second_half = || text.get(6..).and_then(code_unit);
    match (text.as_bytes().get(1), code_unit(text)) {
        (Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'), _) => as_it_is(2),
        (_, Some(0xD800..=0xDBFF)) if matches!(second_half(), Some(0xDC00..=0xDFFF)) => {
            as_it_is(12)
        }
        (_, Some(0xD800..=0xDFFF)) => (6, "\\ufffd"),
        (_, Some(_)) => as_it_is(6),
        (_, None) => (1, "\\\\"),
    }
}

/// The number in `\u0041`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_number { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(json: &str) -> String {
        serde_json::from_str(&mended(json)).unwrap()
    }

    #[test]
    fn what_json_does_not_allow_is_read_as_what_it_means() {
        for (json, text) in [
            (r#""a\ud83db""#, "a\u{FFFD}b"),
            (r#""\udd10\ud83d\ud83d\udd10""#, "\u{FFFD}\u{FFFD}🔐"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
            ("\"one\ntwo\tthree\u{1B}\"", "one\ntwo\tthree\u{1B}"),
            (r#""C:\Users\x1b""#, r"C:\Users\x1b"),
            (r#""\u12""#, r"\u12"),
            (r#""a\"b\\""#, "a\"b\\"),
            (r#""\u00e9\\ud83d""#, "é\\ud83d"),
        ] {
            assert_eq!(read_back(json), text, "{json}");
        }
    }

    #[test]
    fn of_a_long_string_the_end_is_kept_whatever_it_is_made_of() {
        for unit in ["x", "é", "🔐", r"\n", r"\u00e9", r"\ud83d\udd10", r"\\", r#"\""#] {
            let mut json = ShortenedJson::default();
            let text = format!("[\"{}the end\", 1]", unit.repeat(LONGEST_STRING));
            for piece in text.as_bytes().chunks(10_007) {
                json.push(piece);
            }
            assert!(json.len() <= LONGEST_STRING + 20, "{unit}");
            let json = String::from_utf8(json.into_bytes()).unwrap();
            let (text, number): (String, u8) = serde_json::from_str(&mended(&json)).unwrap();
            assert!(text.ends_with("the end") && number == 1, "{unit}");
            assert!(text.chars().count() > LONGEST_LOG, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn json_stays_as_it_is(text in ".*") {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(&mended(&json), &json);
            let mut shortened = ShortenedJson::default();
            shortened.push(json.as_bytes());
            prop_assert_eq!(shortened.into_bytes(), json.into_bytes());
        }
    }
}
