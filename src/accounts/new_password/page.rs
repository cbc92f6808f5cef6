//! The page that a link leads to, and the pages it ends in: `/password-set`.

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use super::{
    island::{PasswordChecklist, RuleWords},
    service,
};
use crate::{
    base::{
        failure::Refusal,
        field::{AccountField, Fields},
        password::PasswordRule,
        secret::Secret,
    },
    database::entities::{account, one_time_token::Purpose},
    i18n::Text,
    mail,
    site::{
        form::FormSpec,
        posted::Posted,
        request::{context, language},
    },
    ui::{
        end_page::EndPage,
        layout::Column,
        notice::RefusalNotice,
        page::loading,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

/// What a link to set a password opens.
#[component]
pub(crate) fn LinkPage(purpose: Purpose, form: &'static FormSpec, title: String) -> impl IntoView {
    let token = token();
    let context = context();
    let posted = Posted::to(form);
    loading(async move {
        let usable = match context {
            Some(context) => service::find(&context, &token, purpose).await?,
            None => None,
        };
        Ok(match usable {
            Some(usable) => {
                let account = usable.account;
                Either::Left(view! { <SetPassword form title account token posted /> })
            }
            None => Either::Right(view! { <LinkUnusable /> }),
        })
    })
}

/// The last part of the address.
pub(crate) fn token() -> Secret {
    Secret::new(use_params_map().read_untracked().get("token").unwrap_or_default())
}

/// A mail was promised; where to look for it, with a mail server and without.
#[component]
pub(crate) fn Promised(
    title: String,
    text: String,
    by_mail: String,
    without_mail: String,
) -> impl IntoView {
    let context = context();
    loading(async move {
        let has_mail_server = match context {
            Some(context) => {
                mail::store::find(&context.mailer, &context.database.read()).await?.form.is_some()
            }
            None => false,
        };
        let (_, t) = language();
        let way = if has_mail_server { by_mail } else { without_mail };
        Ok(view! { <EndPage title paragraphs=vec![text, way] button=t.back_to_login() /> })
    })
}

/// New password and confirmation, with the rules.
#[component]
fn SetPassword(
    form: &'static FormSpec,
    title: String,
    account: account::Model,
    token: Secret,
    posted: Posted,
) -> impl IntoView {
    let (_, t) = language();
    let refusal = posted.refusal().filter(|refusal| *refusal != Refusal::LinkUnusable);
    view! {
        <Column title>
            <RefusalNotice refusal=refusal />
            <p class="introduction">{t.set_password_for(&account.username)}</p>
            <form method="post" action=form.function novalidate>
                <input type="hidden" name="token" value=token.reveal().to_owned() />
                <NewPasswordFields username=account.username posted focused=true />
                <SubmitButton label=t.set_password_submit() working=t.working() />
            </form>
        </Column>
    }
}

/// The password, its rules, and the password again.
#[component]
pub(crate) fn NewPasswordFields(
    /// For password managers: which account the new password belongs to.
    username: String,
    posted: Posted,
    #[prop(optional)] focused: bool,
) -> impl IntoView {
    let (_, t) = language();
    view! {
        <input
            type="text"
            name="username"
            value=username
            autocomplete="username"
            readonly
            hidden
        />
        <TextField
            field=AccountField::NewPassword
            kind=InputKind::NewPassword
            label=t.field_new_password()
            described_by="password-rules"
            posted=posted.clone()
            focused
        />
        <div class="password-rules" id="password-rules">
            <p>{t.password_rules_label()}</p>
            <PasswordChecklist
                input=AccountField::NewPassword.name().to_owned()
                confirmation=AccountField::ConfirmNewPassword.name().to_owned()
                words=rule_words(t)
            />
        </div>
        <TextField
            field=AccountField::ConfirmNewPassword
            kind=InputKind::NewPassword
            label=t.field_confirm_new_password()
            posted
        />
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
