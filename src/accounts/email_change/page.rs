//! `/confirm-email/{token}` and `/email-confirmed`

use leptos::{either::Either, prelude::*};

use super::endpoint::CONFIRM_EMAIL;
use crate::{
    accounts::{
        new_account::is_own_address,
        new_password::{
            page::{LinkUnusable, token},
            service,
        },
    },
    database::entities::one_time_token::Purpose,
    i18n,
    site::{
        posted::Posted,
        request::{context, language},
    },
    ui::{
        end_page::EndPage,
        layout::Column,
        notice::{Notice, RefusalNotice, Tone},
        page::loading,
        submit_button::SubmitButton,
    },
};

/// Opening the link changes nothing; the button does.
#[component]
pub(crate) fn ConfirmEmailPage() -> impl IntoView {
    let (language, t) = language();
    let (context, token) = (context(), token());
    let posted = Posted::to(&CONFIRM_EMAIL);
    loading(async move {
        let usable = match context {
            Some(context) => service::find(&context, &token, Purpose::EmailChange).await?,
            None => None,
        };
        let Some(usable) = usable else {
            return Ok(Either::Right(view! { <LinkUnusable /> }));
        };
        let email = usable.new_email.unwrap_or_default();
        let follows = is_own_address(&usable.account.username, &usable.account.email);
        Ok(Either::Left(view! {
            <Column title=t.confirm_email_title()>
                <RefusalNotice refusal=posted.refusal() />
                {posted
                    .first_error()
                    .map(|error| {
                        view! { <Notice tone=Tone::Error text=i18n::field_error(language, error) /> }
                    })}
                <p class="introduction">{t.confirm_email_text(&usable.account.username, email)}</p>
                {follows.then(|| view! { <p>{t.confirm_email_username()}</p> })}
                <form method="post" action=CONFIRM_EMAIL.function novalidate>
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
