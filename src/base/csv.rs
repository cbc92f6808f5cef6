//! Files of comma-separated values, for people who open them in a spreadsheet.

use axum::{
    body::{Body, Bytes},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::stream;

use super::failure::{Error, Failure};

/// Before the first line: by it, spreadsheets know that the letters are UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A file that is read and sent in pieces, so that a million rows need no more memory than a thousand.
/// `piece` returns some lines and from where to go on; `None` begins, and ends.
pub(crate) fn file<P: Send + 'static, F>(
    name: &str,
    head: &'static str,
    piece: impl Fn(Option<P>) -> F + Send + Sync + Clone + 'static,
) -> Response
where
    F: Future<Output = Result<(String, Option<P>), Error>> + Send + 'static,
{
    let begin = Some(([BYTE_ORDER_MARK, head], None));
    let pieces = stream::try_unfold(begin, move |next: Option<([&'static str; 2], Option<P>)>| {
        let piece = piece.clone();
        async move {
            let Some((head, from)) = next else { return Ok(None) };
            // The file breaks off, and the browser says that it is not complete.
            let (lines, next) = piece(from).await.map_err(|error| {
                let _ = Failure::from(error);
                std::io::Error::other("the rows could not be read to their end")
            })?;
            let text = Bytes::from(head.concat() + &lines);
            Ok::<_, std::io::Error>(Some((text, next.map(|next| ([""; 2], Some(next))))))
        }
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

pub(crate) fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// In quotes, and never a formula.
fn cell(text: &str) -> String {
    format!("\"{}\"", guarded(text).replace('"', "\"\""))
}

/// Spreadsheets run what begins like a formula. They also split a file at semicolons where the comma is the
/// decimal sign, or at tabs where somebody tells them to, inside our quotes, too. So an apostrophe stands
/// wherever a cell could begin with a formula, and also where it could begin with apostrophes and one:
/// what was added can be told from what was there.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for (is_first, rest) in Places::of(text) {
        if is_first && is_formula(rest.trim_start_matches('\'')) {
            guarded.push('\'');
        }
        guarded.extend(rest.chars().next());
    }
    guarded
}

/// What was a cell before [`line`] wrote it.
pub(crate) fn unguarded(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for (is_first, rest) in Places::of(cell) {
        let is_added = is_first
            && rest.strip_prefix('\'').is_some_and(|r| is_formula(r.trim_start_matches('\'')));
        if !is_added {
            text.extend(rest.chars().next());
        }
    }
    text
}

/// Whether a spreadsheet would run it.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The characters of a text, each with what follows it, and whether it is the first one in what some
/// program takes for a cell: there, quotes and spaces before it do not count.
struct Places<'a> {
    rest: &'a str,
    at_start: bool,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text, at_start: true }
    }
}

impl<'a> Iterator for Places<'a> {
    type Item = (bool, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest;
        let c = rest.chars().next()?;
        self.rest = &rest[c.len_utf8()..];
        let is_separator = matches!(c, ';' | '\t' | '\r' | '\n');
        let is_skipped = c == '"' || (c.is_whitespace() && !is_separator);
        let is_first = self.at_start && !is_skipped;
        self.at_start = is_separator || (self.at_start && is_skipped);
        Some((is_first, rest))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_is_neither_a_formula_nor_two_cells() {
        assert_eq!(cell("ada"), "\"ada\"");
        assert_eq!(cell("a\",\"b"), "\"a\"\",\"\"b\"");
        assert_eq!(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(cell("@x"), "\"'@x\"");
        // As Excel reads it in French.
        assert_eq!(cell("x\";=1+2;\"y"), "\"x\"\";'=1+2;\"\"y\"");
        assert_eq!(cell("x; \"=1"), "\"x; \"\"'=1\"");
    }

    #[test]
    fn an_apostrophe_that_was_there_stays() {
        for (text, written) in [
            ("=1", "'=1"),
            ("'=1", "''=1"),
            ("'-dash", "''-dash"),
            ("''=1", "'''=1"),
            ("'ada", "'ada"),
            ("O'Brien", "O'Brien"),
            ("a;'=1", "a;''=1"),
        ] {
            assert_eq!(guarded(text), written);
            assert_eq!(unguarded(written), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_no_formula_however_it_is_split(
            first in "[=+@\"'; \ta-]{0,8}|.*",
            second in "[=+@\"'; \ta-]{0,8}",
        ) {
            let written = line([first.clone(), second]);
            for delimiter in [b',', b';', b'\t'] {
                let mut reader = csv::ReaderBuilder::new();
                reader.has_headers(false).flexible(true).delimiter(delimiter);
                for record in reader.from_reader(written.as_bytes()).records() {
                    for cell in &record.unwrap() {
                        let begins = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
                        prop_assert!(!is_formula(begins), "{:?} in {:?}", cell, written);
                    }
                }
            }
            prop_assert_eq!(unguarded(&guarded(&first)), first);
        }
    }
}
