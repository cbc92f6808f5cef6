//! The page that a link leads to, and the pages it ends in: `/password-set`.

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use super::{
    island::{PasswordChecklist, RuleWords},
    password::PasswordRule,
    service,
};
use crate::{
    database::entities::account,
    i18n::{self, Text},
    mail,
    security::{one_time_token::Purpose, secret::Secret},
    ui::{
        end_page::EndPage,
        layout::Column,
        notice::{Notice, Tone},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{
        failure::Refusal,
        form::Field,
        page::loading,
        posted::Posted,
        request::{language, state},
    },
};

/// What a link for `purpose` opens. The token is the last part of the address.
#[component]
pub(crate) fn LinkPage(purpose: Purpose) -> impl IntoView {
    let (_, t) = language();
    let (action, title) = match purpose {
        Purpose::Activation => ("/api/activate", t.activate_title()),
        Purpose::PasswordReset => ("/api/reset_password", t.reset_password_title()),
    };
    let token = Secret::new(use_params_map().read_untracked().get("token").unwrap_or_default());
    let state = state();
    let posted = Posted::to(action);
    loading(async move {
        let account = match state {
            Some(state) => service::find(&state, &token, purpose).await?,
            None => None,
        };
        Ok(match account {
            Some(account) => {
                Either::Left(view! { <SetPassword action title account token posted /> })
            }
            None => Either::Right(view! { <LinkUnusable /> }),
        })
    })
}

/// A link was made; whom to expect it from.
#[component]
pub(crate) fn LinkMade(text: String) -> impl IntoView {
    let state = state();
    loading(async move {
        let has_mail_server = match state {
            Some(state) => mail::store::find(&state, state.database.read()).await?.form.is_some(),
            None => false,
        };
        let (_, t) = language();
        let way = if has_mail_server { t.link_made_mail() } else { t.link_made_no_mail() };
        let (title, button) = (t.link_made_title(), t.back_to_login());
        Ok(view! { <EndPage title paragraphs=vec![text, way] button /> })
    })
}

/// New password and confirmation, with the rules.
#[component]
fn SetPassword(
    /// Where the form posts to.
    action: &'static str,
    title: String,
    account: account::Model,
    token: Secret,
    posted: Posted,
) -> impl IntoView {
    let (language, t) = language();
    let refusal = posted.refusal().filter(|refusal| *refusal != Refusal::LinkUnusable);
    view! {
        <Column title>
            {refusal
                .map(|refusal| view! { <Notice tone=Tone::Error text=i18n::refusal(language, refusal) /> })}
            <p class="introduction">{t.set_password_for(&account.username)}</p>
            <form method="post" action=action novalidate>
                <input type="hidden" name="token" value=token.reveal().to_owned() />
                // For password managers: which account the new password belongs to.
                <input
                    type="text"
                    name="username"
                    value=account.username
                    autocomplete="username"
                    readonly
                    hidden
                />
                <TextField
                    field=Field::NewPassword
                    kind=Kind::NewPassword
                    label=t.field_new_password()
                    described_by="password-rules"
                    posted=posted.clone()
                    focused=true
                />
                <div class="password-rules" id="password-rules">
                    <p>{t.password_rules_label()}</p>
                    <PasswordChecklist
                        input=Field::NewPassword.name().to_owned()
                        confirmation=Field::ConfirmNewPassword.name().to_owned()
                        words=rule_words(t)
                    />
                </div>
                <TextField
                    field=Field::ConfirmNewPassword
                    kind=Kind::NewPassword
                    label=t.field_confirm_new_password()
                    posted
                />
                <SubmitButton label=t.set_password_submit() working=t.working() />
            </form>
        </Column>
    }
}

fn rule_words(t: &Text) -> RuleWords {
    let rule = |rule| match rule {
        PasswordRule::Length => t.password_rule_length(),
        PasswordRule::UpperCase => t.password_rule_upper_case(),
        PasswordRule::LowerCase => t.password_rule_lower_case(),
        PasswordRule::Digit => t.password_rule_digit(),
        PasswordRule::NoForbiddenCharacter => t.password_rule_no_forbidden(),
    };
    RuleWords {
        rules: PasswordRule::ALL.map(rule).to_vec(),
        met: t.password_rule_met(),
        unmet: t.password_rule_unmet(),
        same: t.passwords_match(),
    }
}

/// Used, expired, replaced or never made: one and the same page.
#[component]
fn LinkUnusable() -> impl IntoView {
    let (_, t) = language();
    view! {
        <EndPage
            title=t.link_unusable_title()
            paragraphs=vec![t.link_unusable_text()]
            button=t.log_in()
        />
    }
}

#[component]
pub(crate) fn PasswordSetPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <EndPage
            title=t.password_set_title()
            paragraphs=vec![t.password_set_text()]
            button=t.log_in()
        />
    }
}
