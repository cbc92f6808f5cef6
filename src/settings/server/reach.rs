//! `/reached/{code}`: whether an address leads here. A person opens the link with the code that this
//! installation alone knows. The server itself asks before a Server URL is saved: a question of the moment,
//! whose answer is its signature by the key of the installation. So nothing that is sent to a foreign host
//! lets it answer; only one that passes requests on to us can, and that one does lead here.

use axum::http::{
    HeaderName, HeaderValue, Method, Request, StatusCode, header::HOST, request::Parts,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::store;
use crate::{
    base::{outbound, random, secret::Secret, vault::Vault},
    paths::{Page, ServerUrl},
    site::request::{context, language},
    ui::{
        layout::Column,
        notice::{Notice, Tone},
        page::{loading, set_status},
    },
};

/// The signature of the question, on the answer to whoever asks with `HEAD`.
const MARK: &str = "datasync-reached";
const SIGNED_FOR: &str = "reached";

/// What happened to a request that this server made to its own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Reached,
    /// Somebody answers, but not this server.
    SomethingElse,
    /// Nobody does, or not in time, or with a certificate that is not trusted.
    NoAnswer,
}

/// Asks under an address, over the network, what only this installation can answer.
pub(crate) async fn look(url: &ServerUrl, vault: &Vault) -> Reach {
    let question = random::url_safe_secret();
    let address = url.link_to(&Page::Reached(question.clone()));
    let Ok(request) = Request::head(address).body(Vec::new()) else { return Reach::NoAnswer };
    match outbound::fetch(request).await {
        Ok(answer) => {
            let mark = answer.headers().get(MARK).and_then(|mark| mark.to_str().ok());
            let is_ours =
                mark.is_some_and(|mark| vault.has_signed(&question, SIGNED_FOR, mark) == Ok(true));
            if is_ours { Reach::Reached } else { Reach::SomethingElse }
        }
        Err(outbound::OutboundError::Redirected) => Reach::SomethingElse,
        Err(error) => {
            tracing::info!(%error, "the Server URL cannot be reached from here");
            Reach::NoAnswer
        }
    }
}

#[component]
pub(crate) fn ReachedPage() -> impl IntoView {
    let context = context();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    loading(async move {
        let Some(context) = context else { return Ok(None) };
        if is_asked_by_server() {
            mark_answer(&context.vault, &code);
        }
        let (_, t) = language();
        let kept = store::find(&context.database.read()).await?;
        if !Secret::new(kept.reach_code.as_str()).matches(&code) {
            set_status(StatusCode::NOT_FOUND);
            return Ok(Some(view! {
                <Column title=t.reached_not_title()>
                    <Notice tone=Tone::Warning text=t.reached_not() />
                </Column>
            }));
        }
        let url = context.url();
        if is_person_at(&url) && !kept.was_reached(&url) {
            context.database.write(async |tx| store::note_reached(&*tx, &url).await).await?;
        }
        Ok(Some(view! {
            <Column title=t.reached_title()>
                <Notice tone=Tone::Success text=t.reached_text(url.to_string()) />
                <a class="button primary" href=Page::Settings.path()>
                    {t.reached_back()}
                </a>
            </Column>
        }))
    })
}

/// Answers the question of a server of this installation, to whoever asks it: signed for this purpose, it
/// says no more than that the request has arrived.
fn mark_answer(vault: &Vault, question: &str) {
    let signer = vault.signer().ok().flatten();
    let mark = signer.map(|signer| HeaderValue::try_from(signer.sign(question, SIGNED_FOR)));
    if let (Some(response), Some(Ok(mark))) = (use_context::<ResponseOptions>(), mark) {
        response.insert_header(HeaderName::from_static(MARK), mark);
    }
}

fn is_asked_by_server() -> bool {
    with_context(|parts: &Parts| parts.method == Method::HEAD).unwrap_or(false)
}

/// Whether a browser asks, and says that it is at this address.
fn is_person_at(url: &ServerUrl) -> bool {
    with_context(|parts: &Parts| {
        let names = [HOST.as_str(), "x-forwarded-host"];
        let mut hosts = names.into_iter().filter_map(|name| parts.headers.get(name)?.to_str().ok());
        let is_there = hosts.any(|host| host.eq_ignore_ascii_case(url.authority()));
        parts.method == Method::GET && is_there
    })
    .unwrap_or(false)
}
