//! From words to a message: text and HTML with the same content, nothing remote, nothing that a
//! field could smuggle into a header.

use idna::domain_to_ascii;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use crate::{
    base::{clock::Timestamp, email_address::EmailAddress, language::Language},
    database::entities::account,
    mail::values::Sender,
    paths::ServerUrl,
};

/// Words for one recipient.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) language: Language,
    pub(crate) subject: String,
    pub(crate) greeting: String,
    pub(crate) paragraphs: Vec<String>,
    /// Names and values.
    pub(crate) facts: Vec<(String, String)>,
    /// What to do, and the address to do it at.
    pub(crate) button: Option<(String, String)>,
    /// After the button.
    pub(crate) remarks: Vec<String>,
    /// What to do against mails of this kind, and the address to do it at, also with one click of a mail
    /// program (RFC 8058).
    pub(crate) way_out: Option<(String, String)>,
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
            greeting: t.mail_hello_name(unlinked(&account.full_name())),
            paragraphs: Vec::new(),
            facts: Vec::new(),
            button: None,
            remarks: Vec::new(),
            way_out: None,
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
        let from = sender.address.as_sent()?;
        let message_id = format!("<{id}@{}>", domain_to_ascii(from.domain()).ok()?);
        let to =
            Mailbox::new(Some(to.name.clone()), EmailAddress::parse(to.address).ok()?.as_sent()?);
        let mut message = Message::builder()
            .from(Mailbox::new(sender.name.clone(), from))
            .to(to)
            .subject(self.subject.as_str())
            .message_id(Some(message_id))
            .date(now.system_time())
            .header(AutoSubmitted);
        if let Some((_, link)) = &self.way_out {
            message = message.header(ListUnsubscribe(link.clone())).header(OneClick);
        }
        message.multipart(MultiPart::alternative_plain_html(self.text(), self.html())).ok()
    }

    pub(super) fn text(&self) -> String {
        let with_link = |(label, link): &(String, String)| format!("{label}\n{link}");
        let button = self.button.as_ref().map(with_link);
        let t = self.language.text();
        let fact = |(name, value): &(String, String)| t.mail_fact(name, value);
        let facts = self.facts.iter().map(fact).collect::<Vec<_>>().join("\n");
        let body = [self.greeting.clone()]
            .into_iter()
            .chain(self.paragraphs.iter().cloned())
            .chain((!facts.is_empty()).then_some(facts))
            .chain(button)
            .chain(self.remarks.iter().cloned())
            .chain(self.way_out.as_ref().map(with_link))
            .collect::<Vec<_>>()
            .join("\n\n");
        format!("{body}\n\n-- \n{}\n", self.footer)
    }

    pub(super) fn html(&self) -> String {
        let paragraph = |text: &String| format!("<p>{}</p>\n", escape(text));
        let paragraphs: String = self.paragraphs.iter().map(paragraph).collect();
        let fact = |(name, value): &(String, String)| {
            format!("<tr><th>{}</th><td>{}</td></tr>\n", escape(name), escape(value))
        };
        let facts: String = self.facts.iter().map(fact).collect();
        let facts = if facts.is_empty() { facts } else { format!("<table>\n{facts}</table>\n") };
        let way_out = self.way_out.as_ref().map_or_else(String::new, |(label, link)| {
            let (label, link) = (escape(label), escape(link));
            format!("<p class=\"quiet\"><a href=\"{link}\">{label}</a></p>\n")
        });
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
             <p>{greeting}</p>\n{paragraphs}{facts}{button}{remarks}{way_out}\
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
table { margin: 0 0 16px; border-collapse: collapse; }
th, td { padding: 4px 16px 4px 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; \
white-space: pre-line; }
";

/// What somebody has typed for a name, so that mail programs make no link of it: strangers may register with
/// `evil.example/win` and the address of somebody else. A space without width stands where an address would
/// go on.
pub(super) fn unlinked(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        text.push(c);
        let goes_on = chars.peek().is_some_and(|next| !next.is_whitespace());
        if goes_on && matches!(c, '.' | '@' | ':' | '/' | '。' | '．' | '｡') {
            text.push('\u{200B}');
        }
    }
    text
}

/// The username of an account, in the same way unless it is the address to which the mail goes.
pub(super) fn unlinked_username(account: &account::Model) -> String {
    if account.username == account.email {
        account.username.clone()
    } else {
        unlinked(&account.username)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Where mails of this kind are switched off.
#[derive(Debug, Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        // Not folded: mail programs read the address as one word.
        HeaderValue::dangerous_new_pre_encoded(
            Self::name(),
            format!("<{}>", self.0),
            format!("<{}>", self.0),
        )
    }
}

/// One click is enough: a post to that address (RFC 8058).
#[derive(Debug, Clone, Copy)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
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
