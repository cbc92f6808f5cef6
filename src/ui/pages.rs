//! The way through a list that comes in pages.

use leptos::prelude::*;

use crate::site::request::language;

/// `page` is counted from 1; `address` is that of another one.
pub(crate) fn pages(page: u64, pages: u64, address: impl Fn(u64) -> String) -> Option<AnyView> {
    let (language, t) = language();
    let number = |number: u64| language.number(number);
    let previous = (page > 1).then(|| address(pages.min(page - 1)));
    let next = (page < pages).then(|| address(page + 1));
    (pages > 1).then(|| {
        view! {
            <nav class="pages" aria-label=t.pages_label()>
                {previous.map(|address| view! { <a href=address rel="prev">{t.pages_previous()}</a> })}
                <span>{t.pages_of(number(page), number(pages))}</span>
                {next.map(|address| view! { <a href=address rel="next">{t.pages_next()}</a> })}
            </nav>
        }
        .into_any()
    })
}
