//! What programs write for a terminal, as the text that a person would see there in the end.

use std::{iter::Peekable, str::Chars};

/// Without escape sequences and control characters; of a line that was written over (progress bars end
/// with a carriage return), the last state. NUL, which PostgreSQL cannot hold, becomes U+FFFD.
pub(super) fn plain(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut line = Line::default();
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1B}' => skip_sequence(&mut chars),
            '\u{9B}' => skip_control_sequence(&mut chars),
            '\n' => {
                text.push_str(line.seen());
                text.push('\n');
                line = Line::default();
            }
            '\r' => line.begin_again(),
            '\u{8}' => drop(line.now.pop()),
            '\0' => line.now.push('\u{FFFD}'),
            c if c.is_control() && c != '\t' => {}
            c => line.now.push(c),
        }
    }
    text.push_str(line.seen());
    text
}

#[derive(Default)]
struct Line {
    now: String,
    /// What stands there until something is written over it.
    before: String,
}

impl Line {
    fn begin_again(&mut self) {
        let now = std::mem::take(&mut self.now);
        // Progress bars are wiped out with spaces when they are done.
        if !now.trim().is_empty() {
            self.before = now;
        }
    }

    fn seen(&self) -> &str {
        let is_wiped = self.now.trim().is_empty() && !self.before.is_empty();
        if is_wiped { &self.before } else { &self.now }
    }
}

/// After an escape character: to the end of what it begins (ECMA-48).
fn skip_sequence(chars: &mut Peekable<Chars<'_>>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            skip_control_sequence(chars);
        }
        // Titles, links and the like: to the bell or the terminator, and never past the line.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next_if(|c| *c != '\n') {
                if matches!(c, '\u{7}' | '\u{9C}') {
                    break;
                }
                if c == '\u{1B}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
            }
        }
        _ => {
            while chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
            chars.next_if(|c| matches!(c, '0'..='~'));
        }
    }
}

/// Parameters, and the character that ends them.
fn skip_control_sequence(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    chars.next_if(|c| matches!(c, '@'..='~'));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_is_what_a_terminal_shows() {
        for (written, seen) in [
            ("\u{1B}[31mERROR\u{1B}[0m disk", "ERROR disk"),
            ("\u{1B}[1;38;5;196mred\u{1B}[K", "red"),
            ("\u{9B}2Jgone", "gone"),
            ("\u{1B}]0;title\u{7}text", "text"),
            ("\u{1B}]8;;https://x.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
            ("\u{1B}(Bascii\u{1B}=", "ascii"),
            ("\u{1B}]never ended\nnext", "\nnext"),
            ("10 %\r50 %\r100 %\ndone", "100 %\ndone"),
            ("10 %\r50 %\r", "50 %"),
            ("100 %\r     \r\n  \n", "100 %\n  \n"),
            ("one\r\ntwo\r\n", "one\ntwo\n"),
            ("\r50 %\r\n", "50 %\n"),
            ("|\u{8}/\u{8}-", "-"),
            ("a\tb\u{7}\u{0}", "a\tb\u{FFFD}"),
            ("é 🔐", "é 🔐"),
            ("\u{1B}", ""),
            ("\u{1B}[", ""),
        ] {
            assert_eq!(plain(written), seen, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn no_control_character_is_left(written in "(\u{1B}|\\[|[0-9;]|\\PC|\\pC){0,40}") {
            let seen = plain(&written);
            prop_assert!(!seen.contains(|c: char| c.is_control() && !"\n\t".contains(c)));
            prop_assert_eq!(&plain(&seen), &seen);
        }
    }
}
