//! What other servers say, fit to be shown.

/// Answers are shown to administrators: long enough for every provider's, short enough to read.
const MAX_CHARACTERS: usize = 400;

/// One line without characters that control a terminal or turn the text around.
pub fn sanitized(answer: &str) -> String {
    let line: String = answer
        .split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    line.chars().filter(|c| is_plain(*c)).take(MAX_CHARACTERS).collect()
}

/// Whether a character neither begins another line, nor controls a terminal, nor turns the text around.
pub fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_short_line_that_controls_nothing() {
        assert_eq!(sanitized(" a\r\n\u{1b}[31mb \u{202E}c\u{2028}d\u{2029}e\0"), "a [31mb c d e");
        assert_eq!(sanitized(&"é".repeat(1000)).chars().count(), MAX_CHARACTERS);
    }
}
