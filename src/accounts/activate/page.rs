//! `/activate/{token}`

use leptos::prelude::*;

use crate::{accounts::new_password::page::LinkPage, security::one_time_token::Purpose};

#[component]
pub(crate) fn ActivatePage() -> impl IntoView {
    view! { <LinkPage purpose=Purpose::Activation /> }
}
