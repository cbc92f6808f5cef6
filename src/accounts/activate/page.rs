//! `/activate/{token}`

use leptos::prelude::*;

use crate::{
    accounts::new_password::page::LinkPage, database::entities::one_time_token::Purpose,
    site::request::language,
};

#[component]
pub(crate) fn ActivatePage() -> impl IntoView {
    let (_, t) = language();
    view! { <LinkPage purpose=Purpose::Activation action="/api/activate" title=t.activate_title() /> }
}
