//! What other servers say, fit to be shown.

/// Answers are shown to administrators: long enough for every provider's, short enough to read.
const MAX_ANSWER_CHARACTERS: usize = 400;

/// One line without characters that control a terminal or turn the text around.
pub(crate) fn shortened(answer: &str) -> String {
    let line: String = answer
        .split(|c: char| c.is_control() || c == '\u{2028}')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let turns = |c: &char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    line.chars().filter(|c| !turns(c)).take(MAX_ANSWER_CHARACTERS).collect()
}
