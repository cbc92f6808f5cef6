//! `/activate/{token}`

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use super::service;
use crate::{
    accounts::new_password::form::{LinkUnusable, SetPassword},
    security::secret::Secret,
    web::{
        page::loading,
        post::Posted,
        request::{language, state},
    },
};

#[component]
pub(crate) fn ActivatePage() -> impl IntoView {
    let token = Secret::new(use_params_map().read_untracked().get("token").unwrap_or_default());
    let state = state();
    let posted = Posted::to("/api/activate");
    loading(async move {
        let account = match state {
            Some(state) => service::find(&state, &token).await?,
            None => None,
        };
        let title = language().1.activate_title();
        Ok(match account {
            Some(account) => Either::Left(
                view! { <SetPassword action="/api/activate" title account token posted /> },
            ),
            None => Either::Right(view! { <LinkUnusable /> }),
        })
    })
}
