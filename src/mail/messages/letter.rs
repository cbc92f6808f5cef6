//! From words to a message: text and HTML with the same content, nothing remote, nothing that a
//! field could smuggle into a header.

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use crate::{
    database::entities::account, i18n::Language, mail::values::Sender, paths::ServerUrl,
    security::clock::Timestamp,
};

/// Words for one recipient.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) language: Language,
    pub(crate) subject: String,
    pub(crate) greeting: String,
    pub(crate) paragraphs: Vec<String>,
    /// What to do, and the address to do it at.
    pub(crate) button: Option<(String, String)>,
    /// After the button.
    pub(crate) remarks: Vec<String>,
    /// Which installation writes.
    pub(crate) footer: String,
}

pub(crate) struct Addressee<'a> {
    pub(crate) name: String,
    pub(crate) address: &'a str,
}

impl Letter {
    /// Greeting and footer, still without anything to say.
    pub(super) fn to(account: &account::Model, url: &ServerUrl) -> Self {
        let t = account.language.text();
        Self {
            language: account.language,
            subject: String::new(),
            greeting: t.mail_hello_name(format!("{} {}", account.first_name, account.last_name)),
            paragraphs: Vec::new(),
            button: None,
            remarks: Vec::new(),
            footer: t.mail_footer(url.to_string()),
        }
    }

    /// The message, ready to be handed over; `None` if an address is one that no mail can have.
    pub(crate) fn seal(
        &self,
        sender: &Sender,
        to: &Addressee<'_>,
        id: &str,
        now: Timestamp,
    ) -> Option<Message> {
        let from: Address = sender.address.as_str().parse().ok()?;
        let message_id = format!("<{id}@{}>", from.domain());
        let to = Mailbox::new(Some(to.name.clone()), to.address.parse().ok()?);
        let message = Message::builder()
            .from(Mailbox::new(sender.name.clone(), from))
            .to(to)
            .subject(self.subject.as_str())
            .message_id(Some(message_id))
            .date(now.system_time())
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(self.text(), self.html()));
        message.ok()
    }

    pub(super) fn text(&self) -> String {
        let button = self.button.as_ref().map(|(label, link)| format!("{label}\n{link}"));
        let body = [self.greeting.clone()]
            .into_iter()
            .chain(self.paragraphs.iter().cloned())
            .chain(button)
            .chain(self.remarks.iter().cloned())
            .collect::<Vec<_>>()
            .join("\n\n");
        format!("{body}\n\n-- \n{}\n", self.footer)
    }

    pub(super) fn html(&self) -> String {
        let paragraph = |text: &String| format!("<p>{}</p>\n", escape(text));
        let paragraphs: String = self.paragraphs.iter().map(paragraph).collect();
        let remarks: String = self.remarks.iter().map(paragraph).collect();
        let button = self.button.as_ref().map_or_else(String::new, |(label, link)| {
            let (label, link) = (escape(label), escape(link));
            format!(
                "<p><a class=\"button\" href=\"{link}\">{label}</a></p>\n\
                 <p class=\"quiet\">{link}</p>\n"
            )
        });
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <p>{greeting}</p>\n{paragraphs}{button}{remarks}\
             <p class=\"quiet footer\">{footer}</p>\n</main>\n</body>\n</html>\n",
            language = self.language.tag(),
            subject = escape(&self.subject),
            greeting = escape(&self.greeting),
            footer = escape(&self.footer),
        )
    }
}

/// Readable without it, too: some programs throw style sheets away.
const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px; font: 16px/24px sans-serif; }
main { max-width: 560px; }
p { margin: 0 0 16px; overflow-wrap: anywhere; }
.button { display: inline-block; padding: 10px 20px; border-radius: 4px; background: #006074; \
color: #ffffff; font-weight: bold; text-decoration: none; }
.quiet { font-size: 14px; line-height: 20px; opacity: 0.75; }
.footer { margin-top: 32px; }
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Keeps holiday notices from answering (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
