//! `/login`

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n,
    paths::{LocalPath, Page},
    ui::{
        layout::Column,
        notice::{Notice, Tone},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{form::Field, posted::Posted, request::language},
};

#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    let (language, t) = language();
    let posted = Posted::to("/api/sign_in");
    let next = use_query_map().read_untracked().get("next").as_deref().and_then(LocalPath::parse);
    view! {
        <Column title=t.login_title()>
            {posted
                .refusal()
                .map(|refusal| view! { <Notice tone=Tone::Error text=i18n::refusal(language, refusal) /> })}
            <form method="post" action="/api/sign_in" novalidate>
                {next.map(|next| view! { <input type="hidden" name="next" value=next.as_str().to_owned() /> })}
                <TextField
                    field=Field::Username
                    kind=Kind::Username
                    label=t.field_username()
                    posted=posted.clone()
                    focused=true
                />
                <TextField
                    field=Field::Password
                    kind=Kind::CurrentPassword
                    label=t.field_password()
                    posted
                />
                <SubmitButton label=t.log_in() working=t.working() />
            </form>
            <p class="links">
                <a href=Page::Register.path()>{t.register_link()}</a>
                <a href=Page::ForgotPassword.path()>{t.forgot_password_link()}</a>
            </p>
        </Column>
    }
}
