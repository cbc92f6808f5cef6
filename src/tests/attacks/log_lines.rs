//! Words of somebody else in the log.

use crate::tests::support::Log;

#[test]
fn an_entry_is_one_line_whatever_stands_in_it() {
    let log = Log::default();
    tracing::subscriber::with_default(log.subscriber(), || {
        let said = "no\r\n2026-01-01T00:00:00Z  INFO forged\u{1b}[2J\u{9b}2K\u{202e}\u{2028}end";
        tracing::warn!(error = %said, other = said, plain = "é", number = 7, "message: {said}");
        let error = std::io::Error::other(said);
        tracing::error!(error = &error as &(dyn std::error::Error + 'static), "an error");
        let span = tracing::error_span!("request", path = %said);
        span.in_scope(|| tracing::warn!("within"));
        tracing::warn!(error = %"x".repeat(1_000_000), "long");
    });
    let text = log.text();
    assert_eq!(text.lines().count(), 4, "{text}");
    let controls = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{202e}');
    assert!(!text.contains(controls), "{text:?}");
    assert!(text.contains(r"message: no\r\n2026") && text.contains(r"\u{1b}[2J"), "{text}");
    assert!(text.contains(r#"plain="é" number=7"#), "{text}");
    assert!(text.len() < 10_000);
}
