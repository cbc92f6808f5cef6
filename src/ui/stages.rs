//! Work that is done in stages, which appear as they come: the page is sent in pieces, so it fills in
//! before one's eyes without a script.

use leptos::prelude::*;
use tokio::sync::watch;

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

/// A list of the class `class` of up to `most` stages, each sent when `stage` finds it, and what comes
/// at the `end`.
pub(crate) fn unfolding<P: Clone + Send + Sync + 'static>(
    label: String,
    class: &'static str,
    most: usize,
    progress: watch::Receiver<P>,
    is_over: impl Fn(&P) -> bool + Clone + Send + Sync + 'static,
    stage: impl Fn(&P, usize) -> Option<AnyView> + Clone + Send + Sync + 'static,
    end: impl FnOnce(P) -> AnyView + Send + 'static,
) -> impl IntoView {
    let stages = (0..most)
        .map(|number| {
            let (mut progress, stage) = (progress.clone(), stage.clone());
            let is_over = is_over.clone();
            let stage = Suspend::new(async move {
                let mut found = None;
                let there = progress.wait_for(|progress| {
                    found = stage(progress, number);
                    found.is_some() || is_over(progress)
                });
                let _ = there.await;
                found
            });
            view! { <Suspense>{stage}</Suspense> }
        })
        .collect_view();
    let mut ending = progress;
    let end = Suspend::new(async move {
        let last = ending.wait_for(&is_over).await;
        last.ok().map(|progress| end(progress.clone()))
    });
    view! {
        // New stages are read out as they come.
        <div role="log" aria-label=label>
            <ol class=class>{stages}</ol>
        </div>
        <Suspense>{end}</Suspense>
    }
    .into_any()
}
