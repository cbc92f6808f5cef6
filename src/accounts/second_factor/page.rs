//! `/account/two-factor`: setting it up, and switching it off.

use leptos::{either::EitherOf3, prelude::*};

use super::{
    codes,
    endpoint::{BEGIN_TWO_FACTOR, DISABLE_TWO_FACTOR, ENABLE_TWO_FACTOR},
    qr_code::QrPicture,
    service::{self, Setup},
    store,
};
use crate::{
    accounts::proof::{self, field::PasswordAgain},
    base::{clock::Timestamp, field::AccountField},
    paths::Page,
    site::{
        posted::Posted,
        request::{context, language, visitor},
    },
    ui::{
        button_link::ButtonLink,
        layout::Shell,
        notice::{Notice, RefusalNotice, Tone},
        page::loading,
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn TwoFactorPage() -> impl IntoView {
    let (context, visitor) = (context(), visitor());
    let posted = Posted::to_any(&[&BEGIN_TWO_FACTOR, &ENABLE_TWO_FACTOR, &DISABLE_TWO_FACTOR]);
    loading(async move {
        let (Some(context), Some(session)) = (context, visitor.session.as_ref()) else {
            return Ok(None);
        };
        let (_, t) = language();
        let db = &context.database.read();
        let factor = store::find(db, &session.account.id).await?;
        let enabled_at = factor.as_ref().and_then(|factor| factor.enabled_at);
        // The secret is shown only to whoever has just proven to be its owner.
        let is_shown = proof::is_fresh(session, context.clock.now());
        let setup = match factor.filter(|_| is_shown) {
            Some(factor) => service::setup(&context, &factor)?,
            None => None,
        };
        let refusal = posted.refusal();
        let issuer = context.url().host().map_or_else(String::new, |host| format!(" ({host})"));
        let issuer = format!("{}{issuer}", t.product());
        let shown = match (enabled_at, setup) {
            (Some(since), _) => {
                let left = store::count_recovery_codes(db, &session.account.id).await?;
                EitherOf3::A(view! { <SwitchOff since left posted /> })
            }
            (None, Some(setup)) => {
                let address = codes::address(&setup.secret, &issuer, &session.account.username);
                EitherOf3::B(view! { <SwitchOn setup address posted /> })
            }
            (None, None) => EitherOf3::C(view! { <Begin posted /> }),
        };
        Ok(Some(view! {
            <Shell current=Page::Account title=t.two_factor_title()>
                {visitor
                    .needs_second_factor
                    .then(|| {
                        view! { <Notice tone=Tone::Warning text=t.two_factor_required() /> }
                    })}
                <RefusalNotice refusal=refusal /> <section class="card panel">{shown}</section>
                <ButtonLink page=Page::Account label=t.two_factor_back() />
            </Shell>
        }))
    })
}

#[component]
fn Begin(posted: Posted) -> impl IntoView {
    let (_, t) = language();
    view! {
        <header>
            <h2>{t.two_factor_begin_title()}</h2>
            <p>{t.two_factor_begin_text()}</p>
        </header>
        <form method="post" action=BEGIN_TWO_FACTOR.function novalidate>
            <PasswordAgain within="begin" posted />
            <SubmitButton label=t.two_factor_begin() working=t.working() />
        </form>
    }
}

/// Scan, keep, confirm.
#[component]
fn SwitchOn(setup: Setup, address: String, posted: Posted) -> impl IntoView {
    let (_, t) = language();
    let codes: Vec<_> = setup.recovery_codes.reveal().lines().map(str::to_owned).collect();
    view! {
        <ol class="two-factor">
            <li>
                <h2>{t.two_factor_scan_title()}</h2>
                <p>{t.two_factor_scan_text()}</p>
                <QrPicture text=address label=t.two_factor_picture() />
                <p>{t.two_factor_by_hand()}</p>
                <p>
                    <code class="code">{setup.secret.reveal().to_owned()}</code>
                </p>
            </li>
            <li>
                <h2>{t.two_factor_keep_title()}</h2>
                <p>{t.two_factor_keep_text()}</p>
                <ul class="recovery-codes">
                    {codes
                        .into_iter()
                        .map(|code| {
                            view! {
                                <li>
                                    <code class="code">{code}</code>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </li>
            <li>
                <h2>{t.two_factor_confirm_title()}</h2>
                <form method="post" action=ENABLE_TWO_FACTOR.function novalidate>
                    <TextField
                        field=AccountField::Code
                        kind=InputKind::OneTimeCode
                        label=t.field_code()
                        help=t.two_factor_confirm_help()
                        posted=posted.clone()
                    />
                    <PasswordAgain within="enable" posted />
                    <SubmitButton label=t.two_factor_enable() working=t.working() />
                </form>
            </li>
        </ol>
    }
}

#[component]
fn SwitchOff(since: Timestamp, left: u64, posted: Posted) -> impl IntoView {
    let (language, t) = language();
    view! {
        <header>
            <h2>{t.two_factor_on_title()}</h2>
            <p>{t.two_factor_on_text(language.date(since.date()))}</p>
        </header>
        <p class=if left < 3 { "state warning" } else { "state success" }>{t.two_factor_codes_left(left)}</p>
        <p>{t.two_factor_new_codes()}</p>
        <form method="post" action=DISABLE_TWO_FACTOR.function novalidate>
            <PasswordAgain within="disable" posted />
            <SubmitButton label=t.two_factor_disable() working=t.working() />
        </form>
    }
}
