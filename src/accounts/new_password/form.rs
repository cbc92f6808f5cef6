//! The page that a link leads to, and the pages around it.

use leptos::prelude::*;

use super::{
    island::{PasswordChecklist, RuleWords},
    password::PasswordRule,
};
use crate::{
    database::entities::account,
    i18n::{self, Text},
    paths::Page,
    security::secret::Secret,
    ui::{
        layout::Column,
        notice::{Notice, Tone},
        submit_button::SubmitButton,
        text_field::{Kind, TextField},
    },
    web::{failure::Refusal, form::Field, post::Posted, request::language},
};

/// New password and confirmation, with the rules.
#[component]
pub(crate) fn SetPassword(
    /// Where the form posts to.
    action: &'static str,
    #[prop(into)] title: String,
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
            <p class="introduction">{t.activate_for(&account.username)}</p>
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
                <SubmitButton label=t.activate_submit() working=t.working() />
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
pub(crate) fn LinkUnusable() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Column title=t.link_unusable_title()>
            <p>{t.link_unusable_text()}</p>
            <a class="button primary" href=Page::Login.path()>
                {t.log_in()}
            </a>
        </Column>
    }
}

#[component]
pub(crate) fn PasswordSetPage() -> impl IntoView {
    let (_, t) = language();
    view! {
        <Column title=t.password_set_title()>
            <p>{t.password_set_text()}</p>
            <a class="button primary" href=Page::Login.path()>
                {t.log_in()}
            </a>
        </Column>
    }
}
