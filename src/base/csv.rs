//! Files of comma-separated values, for people who open them in a spreadsheet.

use axum::{
    body::{Body, Bytes},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use futures_util::stream;

use super::failure::{Error, Failure};

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
    let begin = Some((head, None));
    let pieces = stream::try_unfold(begin, move |next: Option<(&'static str, Option<P>)>| {
        let piece = piece.clone();
        async move {
            let Some((head, from)) = next else { return Ok(None) };
            // The file breaks off, and the browser says that it is not complete.
            let (lines, next) = piece(from).await.map_err(|error| {
                let _ = Failure::from(error);
                std::io::Error::other("the rows could not be read to their end")
            })?;
            let text = Bytes::from(format!("{head}{lines}"));
            Ok::<_, std::io::Error>(Some((text, next.map(|next| ("", Some(next))))))
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

/// In quotes, and never a formula: spreadsheets run what begins like one.
fn cell(text: &str) -> String {
    let guard = if is_formula(text) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Whether a spreadsheet would run it.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_neither_a_formula_nor_two_cells() {
        assert_eq!(cell("ada"), "\"ada\"");
        assert_eq!(cell("a\",\"b"), "\"a\"\",\"\"b\"");
        assert_eq!(cell("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(cell("@x"), "\"'@x\"");
    }
}
