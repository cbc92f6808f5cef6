//! What every request carries: who asks, in which language, from where.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::http::{Extensions, HeaderMap, Uri, header::REFERER, request::Parts};
use leptos::prelude::{use_context, with_context};
use sea_orm::ConnectionTrait;
use url::form_urlencoded;

use super::{context::Context, host_cookie::HostCookie};
use crate::{
    base::{
        failure::{Error, Refusal},
        language::Language,
        secret::Secret,
    },
    database::{
        accounts,
        entities::account::{self, Role},
    },
    i18n::Text,
    paths::{LocalPath, Panel},
    security::{
        audit::Actor,
        sessions::{Browser, Session},
    },
};

/// Who asks. Put into the request by `middleware::visitor`.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) language: Language,
    pub(crate) session: Option<Session>,
    pub(crate) address: IpAddr,
    pub(crate) user_agent: String,
    /// The token of a browser in which somebody has signed in before.
    pub(crate) device: Option<Secret>,
    /// An administrator without a second factor, where the installation asks for one.
    pub(crate) needs_second_factor: bool,
}

impl Default for Visitor {
    fn default() -> Self {
        Self {
            language: Language::English,
            session: None,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: String::new(),
            device: None,
            needs_second_factor: false,
        }
    }
}

impl Visitor {
    /// Who sent a request; a stranger where nobody has looked yet.
    pub(crate) fn of(extensions: &Extensions) -> Arc<Self> {
        extensions.get::<Arc<Self>>().cloned().unwrap_or_default()
    }

    pub(crate) fn account(&self) -> Option<&account::Model> {
        self.session.as_ref().map(|session| &session.account)
    }

    /// As the audit names who does something.
    pub(crate) fn actor(&self) -> Actor<'_> {
        Actor::Person { account: self.account(), address: self.address }
    }

    /// Where a session is opened from.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { address: self.address, user_agent: &self.user_agent }
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.account().is_some_and(|account| account.role == Role::Administrator)
    }

    pub(crate) fn require_session(&self) -> Result<&Session, Refusal> {
        self.session.as_ref().ok_or(Refusal::NotSignedIn)
    }

    pub(crate) fn require_administrator(&self) -> Result<&account::Model, Refusal> {
        let account = &self.require_session()?.account;
        match account.role {
            Role::Administrator if self.needs_second_factor => Err(Refusal::SecondFactorNeeded),
            Role::Administrator => Ok(account),
            Role::User => Err(Refusal::NotAdministrator),
        }
    }

    /// Holds the session and the right to administer until the end of the transaction: either may
    /// have ended while the request was under way.
    pub(crate) async fn hold_administrator(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        let administrator = self.require_administrator()?;
        self.require_session()?.hold(tx).await?;
        if accounts::hold_administrator(tx, &administrator.id).await? {
            Ok(())
        } else {
            Err(Refusal::NotAdministrator.into())
        }
    }
}

/// The visitor of the page or server function that is running. (While Leptos lists the routes there
/// is none; a stranger stands in.)
pub(crate) fn visitor() -> Arc<Visitor> {
    with_context(|parts: &Parts| Visitor::of(&parts.extensions)).unwrap_or_default()
}

/// The language of the page that is running, with its words.
pub(crate) fn language() -> (Language, &'static Text) {
    let language = visitor().language;
    (language, language.text())
}

/// The installation behind the page or server function that is running; absent only while Leptos
/// lists the routes.
pub(crate) fn context() -> Option<Context> {
    use_context::<Context>()
}

/// A part of the installation that only one feature knows, by its type. The router provides it.
pub(crate) fn require_part<T: Clone + Send + Sync + 'static>() -> Result<T, Error> {
    let missing = || std::io::Error::other(format!("no {} in context", std::any::type_name::<T>()));
    Ok(use_context::<T>().ok_or_else(missing)?)
}

/// Whether the page is shown because this panel was just saved.
pub(crate) fn was_saved(panel: Panel) -> bool {
    query().any(|(name, value)| name == "saved" && value == panel.name())
}

/// The query of the page that is running.
pub(crate) fn query() -> impl Iterator<Item = (String, String)> {
    let query = with_context(|parts: &Parts| parts.uri.query().unwrap_or_default().to_owned());
    let pairs: Vec<_> = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    pairs.into_iter()
}

/// A token that the browser of the page or server function that is running keeps for us.
pub(crate) fn kept_in_cookie(context: &Context, cookie: HostCookie) -> Option<Secret> {
    with_context(|parts: &Parts| cookie.find(&context.url(), &parts.headers)).flatten()
}

/// Whether the answer to the running server function is shown as a page, not read by a script.
pub(crate) fn wants_page() -> bool {
    with_context(|parts: &Parts| parts.extensions.get::<WantsPage>().is_some()).unwrap_or(false)
}

/// Put into posts by `post::handle`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantsPage;

/// How many mails have not gone out and should have. `middleware::access` tells every page of an
/// administrator.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct MailsInTrouble(pub(crate) u64);

/// The same for the page that is running.
pub(crate) fn mails_in_trouble() -> u64 {
    with_context(|parts: &Parts| parts.extensions.get::<MailsInTrouble>().copied())
        .flatten()
        .unwrap_or_default()
        .0
}

/// The same in server functions, which never run without it.
pub(crate) fn require_context() -> Result<Context, Error> {
    context().ok_or_else(|| std::io::Error::other("no installation in context").into())
}

/// The page that a form stands on.
pub(crate) fn page_of_referer(headers: &HeaderMap) -> Option<LocalPath> {
    let referer = headers.get(REFERER)?.to_str().ok()?;
    page_of(&referer.parse().ok()?)
}

/// The path and query of an address, without what became of an earlier post. Other sites never get
/// here: their posts are refused before.
fn page_of(uri: &Uri) -> Option<LocalPath> {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(
            |(name, _)| !["__path", "__err", "saved", "done", "count"].contains(&name.as_ref()),
        ))
        .finish();
    let separator = if query.is_empty() { "" } else { "?" };
    LocalPath::parse(&format!("{}{separator}{query}", uri.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_on_this_site_and_forgets_earlier_failures() {
        let back = |uri: &str| page_of(&uri.parse().unwrap()).map(|p| p.as_str().to_owned());
        assert_eq!(
            back("http://evil.example/login?next=%2Fsettings&__path=/api/sign_in&__err=x"),
            Some("/login?next=%2Fsettings".to_owned())
        );
        assert_eq!(back("http://x//evil.example"), None);
    }
}
