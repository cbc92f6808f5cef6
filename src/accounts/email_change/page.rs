//! `/confirm-email/{token}` and `/email-confirmed`

use leptos::{either::Either, prelude::*};

use crate::{
    accounts::new_password::{
        page::{LinkUnusable, token},
        service,
    },
    database::entities::one_time_token::Purpose,
    site::{
        posted::Posted,
        request::{language, state},
    },
    ui::{
        end_page::EndPage, layout::Column, notice::RefusalNotice, page::loading,
        submit_button::SubmitButton,
    },
};

/// Opening the link changes nothing; the button does.
#[component]
pub(crate) fn ConfirmEmailPage() -> impl IntoView {
    let (_, t) = language();
    let (state, token) = (state(), token());
    let posted = Posted::to("/api/confirm_email");
    loading(async move {
        let usable = match state {
            Some(state) => service::find(&state, &token, Purpose::EmailChange).await?,
            None => None,
        };
        let Some(usable) = usable else {
            return Ok(Either::Right(view! { <LinkUnusable /> }));
        };
        let email = usable.new_email.unwrap_or_default();
        Ok(Either::Left(view! {
            <Column title=t.confirm_email_title()>
                <RefusalNotice refusal=posted.refusal() />
                <p class="introduction">{t.confirm_email_text(&usable.account.username, email)}</p>
                <form method="post" action="/api/confirm_email" novalidate>
                    <input type="hidden" name="token" value=token.reveal().to_owned() />
                    <SubmitButton label=t.confirm_email_submit() working=t.working() />
                </form>
            </Column>
        }))
    })
}

#[component]
pub(crate) fn EmailConfirmedPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <EndPage
            title=t.email_confirmed_title()
            paragraphs=vec![t.email_confirmed_text()]
            button=t.log_in()
        />
    }
}
