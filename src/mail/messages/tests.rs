use std::time::Duration;

use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::{
    Addressee, Letter, activation, email_change, email_changed, job, password_changed,
    password_forgotten, password_reset, sign_in, two_factor, usernames_forgotten,
};
use crate::{
    base::{clock::Timestamp, failure::Checked, language::Language},
    database::entities::account::{self, Role, Status},
    mail::{
        form::{MailField, MailForm},
        notice::{Notice, NoticeKind},
        reason::Reason,
    },
    paths::{Page, ServerUrl},
};
use jiff::civil::date;

/// As long as the real ones.
const STOP: &str = "https://sync.example.com/unsubscribe/01234567.abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\
KLMNOPQRSTUVWXYZ0123456789-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR";

fn account(language: Language) -> account::Model {
    account::Model {
        id: "1".to_owned(),
        username: "élodie <1>".to_owned(),
        username_key: "élodie <1>".to_owned(),
        username_skeleton: String::new(),
        email: "elodie@example.com".to_owned(),
        email_key: "elodie@example.com".to_owned(),
        first_name: "Élodie".to_owned(),
        name_key: String::new(),
        last_name: "O'Brien & Fils".to_owned(),
        role: Role::User,
        status: Status::Active,
        language,
        email_notifications: false,
        password_hash: None,
        license_id: "1".to_owned(),
        created_at: Timestamp::start_of(date(2026, 6, 1)),
        activated_at: None,
        last_sign_in_at: None,
    }
}

fn url() -> ServerUrl {
    ServerUrl::parse("https://sync.example.com").unwrap()
}

fn sender(typed: &str) -> crate::mail::values::Sender {
    let form = MailForm::blank()
        .with(MailField::SmtpServer, "localhost")
        .with(MailField::SenderAddress, typed);
    form.parse(false, &mut Checked::default()).unwrap().sender
}

/// Of the job “backup”.
fn notice(event: NoticeKind, reason: Option<Reason>, failures: i32) -> Notice {
    let at = Timestamp::start_of(date(2026, 6, 1));
    Notice {
        event,
        job: "backup".to_owned(),
        run: "RUN".to_owned(),
        started_at: Some(at),
        ended_at: at + Duration::from_secs(90),
        reason,
        failures,
    }
}

fn letters(language: Language) -> Vec<(&'static str, Letter)> {
    let (account, url) = (account(language), url());
    let at = Timestamp::start_of(date(2026, 6, 1));
    let link = "https://sync.example.com/activate/TOKEN?a=1&b=2";
    let job = |notice: &Notice| {
        let page = match notice.event {
            NoticeKind::Test => Page::Jobs,
            _ => Page::Run { job: notice.job.clone(), run: notice.run.clone() },
        };
        job::write(&account, &url, notice, &page, STOP.to_owned())
    };
    let from = serde_json::from_str(r#"{"question":null,"address":"192.0.2.7"}"#).unwrap();
    let reported = Some(Reason::Reported("No space left on <1>\nafter 90 s".to_owned()));
    let test = Notice {
        job: "test".to_owned(),
        started_at: None,
        ..notice(NoticeKind::Test, Some(Reason::Test), 0)
    };
    vec![
        ("activation", activation::write(&account, &url, link)),
        ("password_forgotten", password_forgotten::write(&account, &url, link)),
        (
            "password_forgotten_which",
            password_forgotten::ask_which(&account, &[account.clone(), account.clone()], &url),
        ),
        ("password_reset", password_reset::write(&account, &url, at)),
        ("password_changed", password_changed::write(&account, &url, at)),
        ("email_changed", email_changed::write(&account, &url)),
        ("email_change", email_change::write(&account, &url, link)),
        (
            "usernames_forgotten",
            usernames_forgotten::write(&account, &[account.clone(), account.clone()], &url),
        ),
        ("two_factor_on", two_factor::switched_on(&account, &url, at)),
        ("two_factor_off", two_factor::switched_off(&account, &url, at)),
        ("new_browser", sign_in::from_new_browser(&account, &url, &from, at)),
        ("code_missing", sign_in::without_code(&account, &url, &from, at)),
        ("test", super::test_message::write(language, &url)),
        ("job_failed", job(&notice(NoticeKind::Failed, Some(Reason::Interrupted), 1))),
        ("job_failed_again", job(&notice(NoticeKind::FailedAgain, reported, 3))),
        ("job_recovered", job(&notice(NoticeKind::Recovered, None, 2))),
        ("job_test", job(&test)),
    ]
}

#[test]
fn mails_read_as_they_were_approved() {
    for language in Language::ALL {
        for (name, letter) in letters(language) {
            let name = format!("{name}.{}", language.tag());
            insta::assert_snapshot!(
                name.clone(),
                format!("Subject: {}\n\n{}", letter.subject, letter.text())
            );
        }
    }
    let (_, letter) = letters(Language::English).swap_remove(0);
    insta::assert_snapshot!("activation.html", letter.html());
}

#[test]
fn mails_load_nothing_and_escape_names() {
    for language in Language::ALL {
        for (name, letter) in letters(language) {
            let html = letter.html();
            for forbidden in ["src=", "url(", "@import", "<link", "<script", "<1>", "O'Brien & "] {
                assert!(!html.contains(forbidden), "{name}: {forbidden} in {html}");
            }
        }
    }
}

/// Whoever registers with somebody else's address writes into that mailbox by name and username.
#[test]
fn no_mail_program_makes_a_link_of_a_name() {
    let mut account = account(Language::English);
    account.first_name = "evil.example/win".to_owned();
    account.last_name = "You@evil.example won J. R".to_owned();
    account.username = "evil.example:80".to_owned();
    let at = Timestamp::start_of(date(2026, 6, 1));
    for letter in [
        activation::write(&account, &url(), "https://sync.example.com/activate/T"),
        password_forgotten::write(&account, &url(), "https://sync.example.com/reset/T"),
        password_forgotten::ask_which(&account, &[account.clone(), account.clone()], &url()),
        usernames_forgotten::write(&account, std::slice::from_ref(&account), &url()),
        password_changed::write(&account, &url(), at),
        email_change::write(&account, &url(), "https://sync.example.com/confirm/T"),
    ] {
        for text in [letter.text(), letter.html()] {
            assert!(!text.contains("evil.example") && !text.contains("@evil"), "{text}");
            assert!(text.contains("won J. R"), "{text}");
        }
    }
    account.username = account.email.clone();
    let letter = activation::write(&account, &url(), "https://sync.example.com/activate/T");
    assert!(letter.text().contains("elodie@example.com"), "their own address stays as it is");
}

#[test]
fn a_message_carries_its_headers_and_its_accents() {
    let (_, letter) = letters(Language::French).swap_remove(0);
    let to = Addressee { name: "Élodie O'Brien".to_owned(), address: "elodie@example.com" };
    let sender = sender("Synchronisation d’été <sync@example.com>");
    let at = Timestamp::start_of(date(2026, 6, 1));
    let message = letter.seal(&sender, &to, "row-1", at).unwrap();
    let bytes = message.formatted();
    assert!(bytes.is_ascii(), "no server needs 8BITMIME");
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some("Activez votre compte DataSync"));
    assert_eq!(parsed.message_id(), Some("row-1@example.com"));
    assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let from = parsed.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Synchronisation d’été"));
    assert_eq!(from.address(), Some("sync@example.com"));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some("Élodie O'Brien"));
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), letter.text());
    assert_eq!(parsed.body_html(0).unwrap().replace("\r\n", "\n"), letter.html());
    assert!(parsed.content_type().unwrap().is_multipart());
}

#[test]
fn mails_about_jobs_name_the_way_out_in_their_head() {
    let to = Addressee { name: "Élodie O'Brien".to_owned(), address: "elodie@example.com" };
    let sender = sender("sync@example.com");
    for (name, letter) in letters(Language::French) {
        let message = letter.seal(&sender, &to, "1", Timestamp::start_of(date(2026, 6, 1)));
        let text = String::from_utf8(message.unwrap().formatted()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let has = |line: &str| head.split("\r\n").any(|found| found == line);
        let is_about_jobs = name.starts_with("job_");
        // Each in one line.
        assert_eq!(has(&format!("List-Unsubscribe: <{STOP}>")), is_about_jobs, "{name}: {head}");
        let one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
        assert_eq!(has(one_click), is_about_jobs, "{name}: {head}");
        assert_eq!(letter.text().contains(STOP), is_about_jobs);
    }
}

trait IsMultipart {
    fn is_multipart(&self) -> bool;
}

impl IsMultipart for mail_parser::ContentType<'_> {
    fn is_multipart(&self) -> bool {
        self.c_type == "multipart" && self.c_subtype.as_deref() == Some("alternative")
    }
}

proptest! {
    /// Whatever passes for a name, an address or a username, the message goes to one recipient and
    /// has no header that we did not write.
    #[test]
    fn no_field_smuggles_in_a_header_or_a_recipient(
        first_name in any::<String>(),
        username in any::<String>(),
        typed_sender in "\\PC{0,20}|[\\x00-\\x7f]{0,20} <a@b>",
        address in "[a-z\\r\\n,;<> \"@.é]{0,20}@[a-z\\r\\n,.]{1,10}",
    ) {
        let mut account = account(Language::English);
        account.first_name = first_name;
        account.username = username;
        let letter = activation::write(&account, &url(), "https://sync.example.com/activate/T");
        let form = MailForm::blank().with(MailField::SmtpServer, "localhost").with(MailField::SenderAddress, typed_sender);
        let sender = form
            .parse(false, &mut Checked::default())
            .map_or_else(|| sender("sync@example.com"), |settings| settings.sender);
        let name = format!("{} {}", account.first_name, account.last_name);
        let to = Addressee { name, address: &address };
        if let Some(message) = letter.seal(&sender, &to, "1", Timestamp::start_of(date(2026, 6, 1))) {
            prop_assert_eq!(message.envelope().to().len(), 1);
            prop_assert!(!message.envelope().to()[0].to_string().contains(['\r', '\n']));
            let bytes = message.formatted();
            let text = String::from_utf8_lossy(&bytes);
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            for line in head.split("\r\n") {
                let is_ours = [
                    "From: ", "To: ", "Subject: ", "Message-ID: ", "Date: ", "Auto-Submitted: ",
                    "MIME-Version: ", "Content-Type: ", " ",
                ]
                .iter()
                .any(|ours| line.starts_with(ours));
                prop_assert!(is_ours && !line.contains(['\r', '\n']), "{line:?}");
            }
        }
    }
}
