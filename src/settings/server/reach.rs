//! `/reached/{code}`: whether an address leads here. The code is known to this installation alone; who
//! asks for it and is answered has reached it. The server itself asks before a Server URL is saved,
//! and a person opens the same link in a browser.

use axum::http::{
    HeaderName, HeaderValue, Method, Request, StatusCode, header::HOST, request::Parts,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::store;
use crate::{
    base::{outbound, secret::Secret},
    paths::{Page, ServerUrl},
    site::request::{language, state},
    ui::{
        layout::Column,
        notice::{Notice, Tone},
        page::{loading, set_status},
    },
};

/// On the answer to whoever asks with the right code.
const MARK: &str = "datasync-reached";

/// What happened to a request that this server made to its own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Reached,
    /// Somebody answers, but not this server.
    SomethingElse,
    /// Nobody does, or not in time, or with a certificate that is not trusted.
    NoAnswer,
}

/// Asks for `code` under an address, over the network.
pub(crate) async fn look(url: &ServerUrl, code: &str) -> Reach {
    let address = url.link_to(&Page::Reached(code.to_owned()));
    let Ok(request) = Request::head(address).body(Vec::new()) else { return Reach::NoAnswer };
    match outbound::fetch(request).await {
        Ok(answer) if answer.headers().get(MARK).is_some_and(|m| *m == mark(code)[..]) => {
            Reach::Reached
        }
        Ok(_) | Err(outbound::OutboundError::Redirected) => Reach::SomethingElse,
        Err(error) => {
            tracing::info!(%error, "the Server URL cannot be reached from here");
            Reach::NoAnswer
        }
    }
}

fn mark(code: &str) -> String {
    Secret::new(code).sha256()
}

#[component]
pub(crate) fn ReachedPage() -> impl IntoView {
    let state = state();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    loading(async move {
        let Some(state) = state else { return Ok(None) };
        let (_, t) = language();
        let kept = store::find(&state.database.read()).await?;
        if !Secret::new(kept.reach_code.as_str()).matches(&code) {
            set_status(StatusCode::NOT_FOUND);
            return Ok(Some(view! {
                <Column title=t.reached_not_title()>
                    <Notice tone=Tone::Warning text=t.reached_not() />
                </Column>
            }));
        }
        let url = state.url();
        mark_answer(&code);
        if is_person_at(&url) && !kept.was_reached(&url) {
            state.database.write(async |tx| store::note_reached(&*tx, &url).await).await?;
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

fn mark_answer(code: &str) {
    if let (Some(response), Ok(mark)) =
        (use_context::<ResponseOptions>(), HeaderValue::try_from(mark(code)))
    {
        response.insert_header(HeaderName::from_static(MARK), mark);
    }
}

/// Whether a browser asks (the server itself asks with `HEAD`), and says that it is at this address.
fn is_person_at(url: &ServerUrl) -> bool {
    with_context(|parts: &Parts| {
        let names = [HOST.as_str(), "x-forwarded-host"];
        let mut hosts = names.into_iter().filter_map(|name| parts.headers.get(name)?.to_str().ok());
        let is_there = hosts.any(|host| host.eq_ignore_ascii_case(url.authority()));
        parts.method == Method::GET && is_there
    })
    .unwrap_or(false)
}
