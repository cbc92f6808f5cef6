//! What "Send test email" sends.

use super::Letter;
use crate::{base::language::Language, paths::ServerUrl};

pub(crate) fn write(language: Language, url: &ServerUrl) -> Letter {
    let t = language.text();
    Letter {
        language,
        subject: t.mail_test_subject(),
        greeting: t.mail_hello(),
        paragraphs: vec![t.mail_test_text()],
        facts: Vec::new(),
        button: None,
        remarks: Vec::new(),
        way_out: None,
        footer: t.mail_footer(url.to_string()),
    }
}
