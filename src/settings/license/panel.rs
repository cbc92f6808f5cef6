//! The license as a card, its warnings, and the form for a new one.

use leptos::prelude::*;

use super::endpoint::ENTER_SERIAL_NUMBER;
use crate::{
    base::{clock::Timestamp, field::AccountField, language::Language},
    database::entities::license,
    i18n::Text,
    licenses::{
        license::{Feature, LicenseStatus},
        words,
    },
    paths::Panel,
    site::{
        posted::Posted,
        request::{language, was_saved},
    },
    ui::{
        notice::{Notice, Tone},
        submit_button::SubmitButton,
        text_field::{InputKind, TextField},
    },
};

#[component]
pub(crate) fn LicensePanel(
    license: license::Model,
    now: Timestamp,
    posted: Posted,
) -> impl IntoView {
    let (language, t) = language();
    let features = Feature::from_bits(u8::try_from(license.features).unwrap_or_default());
    let features: Vec<_> = features.into_iter().map(|feature| words::feature(t, feature)).collect();
    let has_failed = posted.error(AccountField::SerialNumber).is_some();
    view! {
        <section class="card panel" id="license" aria-labelledby="license-title">
            <header>
                <h2 id="license-title">{t.settings_license_title()}</h2>
                <p>{t.settings_license_text()}</p>
            </header>
            {was_saved(Panel::License)
                .then(|| view! { <Notice tone=Tone::Success text=t.license_saved() /> })}
            {warning(language, license.standing(now))}
            <dl class="facts">
                <dt>{t.settings_license_licensee()}</dt>
                <dd>{license.licensee.clone()}</dd>
                <dt>{t.field_serial_number()}</dt>
                <dd class="code">{shortened(&license.serial_number)}</dd>
                <dt>{t.settings_license_seats()}</dt>
                <dd>
                    {t
                        .license_seats(
                            language.number(license.seats_taken),
                            language.number(license.seats),
                        )}
                    <progress
                        max=license.seats
                        value=license.seats_taken
                        aria-label=t.settings_license_seats()
                    ></progress>
                </dd>
                <dt>{t.settings_license_validity()}</dt>
                <dd>
                    <Validity license=license.clone() />
                    {license.expires.map(|_| view! { <span class="second">{t.license_end_text()}</span> })}
                </dd>
                {(!features.is_empty())
                    .then(|| {
                        view! {
                            <dt>{t.settings_license_features()}</dt>
                            <dd>{features.join(", ")}</dd>
                        }
                    })}
            </dl>
            <details open=has_failed>
                <summary>{t.settings_license_new()}</summary>
                <form method="post" action=ENTER_SERIAL_NUMBER.function novalidate>
                    <TextField
                        field=AccountField::SerialNumber
                        kind=InputKind::Code
                        label=t.field_serial_number()
                        help=t.settings_license_new_help()
                        posted
                    />
                    <SubmitButton label=t.settings_license_submit() working=t.working() />
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// Its first and last group: enough to tell it from another, and of no use to anybody.
fn shortened(serial_number: &str) -> String {
    let groups: Vec<_> = serial_number.split('-').collect();
    match groups.as_slice() {
        [first, .., last] => format!("{first}-…-{last}"),
        _ => String::new(),
    }
}

/// Until when a license is valid.
#[component]
pub(crate) fn Validity(license: license::Model) -> impl IntoView {
    let (language, t) = language();
    match license.expires_on() {
        Some(date) => t.license_expires(language.date(date)),
        None => t.license_perpetual(),
    }
}

/// What administrators should know before or after the end of a license.
pub(crate) fn warning(
    language: Language,
    standing: LicenseStatus,
) -> Option<impl IntoView + use<>> {
    let t = language.text();
    let text = warning_text(t, standing)?;
    let tone = if standing == LicenseStatus::Expired { Tone::Error } else { Tone::Warning };
    Some(view! { <Notice tone=tone title=t.license_warning_title() text=text /> })
}

pub(crate) fn warning_text(t: &Text, standing: LicenseStatus) -> Option<String> {
    Some(match standing {
        LicenseStatus::Valid => return None,
        LicenseStatus::EndsSoon { days_left } => t.license_ends_soon(days_left),
        LicenseStatus::Grace { days_left } => t.license_grace(days_left),
        LicenseStatus::Expired => t.license_expired(),
    })
}
