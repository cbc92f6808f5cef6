//! Work that is done in stages, which appear as they come: the page is sent in pieces, so it fills in
//! before one's eyes without a script.

use futures_util::stream;
use leptos::prelude::*;
use tokio::sync::watch;

use super::{
    notice::{Notice, Tone},
    sent_in_turn::SentInTurn,
};
use crate::base::language::Language;

/// One stage: mark, name, what was seen, how long it took, and what else there is to say.
#[component]
pub(crate) fn StageItem(
    #[prop(into)] class: String,
    /// What the mark means, for those who do not see it.
    mark: String,
    name: String,
    millis: String,
    details: Vec<String>,
    children: Children,
) -> impl IntoView {
    let details = details.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <li class=class>
            <h2>
                <span class="visually-hidden">{mark} " "</span>
                {name}
            </h2>
            <span class="millis">{millis}</span>
            {details}
            {children()}
        </li>
    }
    .into_any()
}

/// A stage that was reached: what it has shown, with the class of its mark, or what went wrong and what to do.
pub(crate) fn reached(
    language: Language,
    name: String,
    millis: u32,
    outcome: Result<(String, &'static str), (String, String)>,
) -> AnyView {
    let t = language.text();
    let (class, mark, details, notice) = match outcome {
        Ok((text, class)) => (class, t.stage_passed(), vec![text], None),
        Err((title, text)) => {
            let notice = view! { <Notice tone=Tone::Error title text /> };
            ("failed", t.stage_failed(), Vec::new(), Some(notice))
        }
    };
    let millis = t.milliseconds(language.number(millis));
    view! {
        <StageItem class mark name millis details>
            {notice}
        </StageItem>
    }
    .into_any()
}

/// The class of a mark.
pub(crate) const fn class_of(is_fine: bool) -> &'static str {
    if is_fine { "done" } else { "done doubtful" }
}

/// A list of the class `class` with one stage after the other, each sent when `stage` finds it, and what comes
/// at the `end`.
pub(crate) fn unfolding<P: Clone + Send + Sync + 'static>(
    label: String,
    class: &'static str,
    progress: watch::Receiver<P>,
    is_over: impl Fn(&P) -> bool + Clone + Send + Sync + 'static,
    stage: impl Fn(&P, usize) -> Option<AnyView> + Clone + Send + Sync + 'static,
    end: impl FnOnce(P) -> AnyView + Send + 'static,
) -> impl IntoView {
    let (mut ending, is_ended) = (progress.clone(), is_over.clone());
    let stages = stream::unfold((progress, 0), move |(mut progress, number)| {
        let (stage, is_over) = (stage.clone(), is_over.clone());
        async move {
            let mut found = None;
            let there = progress.wait_for(|progress| {
                found = stage(progress, number);
                found.is_some() || is_over(progress)
            });
            // Where whoever tells has gone, what was told last counts.
            let _ = there.await;
            found.map(|found| (found, (progress, number + 1)))
        }
    });
    let end = async move {
        let last = ending.wait_for(is_ended).await;
        last.ok().map(|progress| end(progress.clone())).into_any()
    };
    view! {
        // New stages are read out as they come.
        <div role="log" aria-label=label>
            <ol class=class>{SentInTurn::new(stages)}</ol>
        </div>
        {SentInTurn::once(end)}
    }
    .into_any()
}
