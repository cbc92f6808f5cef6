//! The stages of a delivery as a person reads them.

use leptos::prelude::*;

use crate::{
    base::language::Language,
    i18n::{self, Text},
    mail::{
        advice,
        report::{MailFinding, MailProblem, MailStage, MailStep, SendFailure},
    },
    paths::{Guide, Page},
    ui::{
        notice::{Notice, Tone},
        stages::{StageItem, class_of},
    },
};

/// One stage: mark, name, what was seen, how long it took; what to do, if it failed.
pub(crate) fn step(language: Language, step: &MailStep) -> impl IntoView + use<> {
    let t = language.text();
    let (class, mark, detail) = match &step.outcome {
        Ok(seen) => {
            let (text, is_fine) = seen_text(language, seen);
            (class_of(is_fine), t.stage_passed(), vec![text])
        }
        Err(failure) => ("failed", t.stage_failed(), failure_texts(language, failure)),
    };
    let advice = step.outcome.as_ref().err().map(|failure| advice_view(t, failure));
    let warning =
        matches!(step.outcome, Ok(MailFinding::InClear { secret_follows: true })).then(|| {
            view! {
                <Notice
                    tone=Tone::Warning
                    title=t.mail_problem_secret_in_clear()
                    text=t.mail_advice_secret_in_clear()
                />
            }
        });
    view! {
        <StageItem
            class
            mark
            name=advice::stage(t, step.stage)
            millis=t.milliseconds(language.number(step.millis))
            details=detail
        >
            {advice}
            {warning}
        </StageItem>
    }
    .into_any()
}

fn advice_view(t: &'static Text, failure: &SendFailure) -> impl IntoView + use<> {
    let (problem, advice) = advice::on(t, failure.problem);
    let is_about_microsoft = failure.stage == MailStage::Token
        || matches!(
            failure.problem,
            MailProblem::AuthRefusedMicrosoft
                | MailProblem::BasicAuthDisabled
                | MailProblem::MailboxUnavailable
                | MailProblem::TokenRejected
                | MailProblem::SendAsDenied
        );
    view! {
        <Notice tone=Tone::Error title=problem text=advice>
            {is_about_microsoft
                .then(|| {
                    view! {
                        <a href=Page::Guide(Guide::Microsoft365).path()>
                            {t.guide_microsoft_365_title()}
                        </a>
                    }
                })}
        </Notice>
    }
}

/// What the server said and showed when it failed.
pub(crate) fn failure_texts(language: Language, failure: &SendFailure) -> Vec<String> {
    let t = language.text();
    let certificate = failure.certificate.as_ref().map(|seen| i18n::certificate(language, seen));
    let answer = failure.answer.as_ref().map(|answer| t.mail_server_said(answer));
    certificate.into_iter().chain(answer).collect()
}

/// In words, and whether it is as it should be.
pub(crate) fn seen_text(language: Language, seen: &MailFinding) -> (String, bool) {
    let t = language.text();
    let list = |items: &[String]| {
        if items.is_empty() { t.seen_none() } else { items.join(", ") }
    };
    match seen {
        MailFinding::Addresses(addresses) => {
            let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
            (addresses.join(", "), true)
        }
        MailFinding::Connected { address, port } => {
            (t.seen_connected(address.to_string(), port.to_string()), true)
        }
        MailFinding::Encrypted { version, certificate: seen, verified } => {
            let mut text = if *verified {
                t.seen_encrypted(version)
            } else {
                t.seen_encrypted_unverified(version)
            };
            if let Some(seen) = seen {
                text = format!("{text} {}", i18n::certificate(language, seen));
            }
            (text, *verified)
        }
        MailFinding::InClear { .. } => (t.seen_in_clear(), false),
        MailFinding::Mechanisms(mechanisms) => (t.seen_mechanisms(list(mechanisms)), true),
        MailFinding::Token { audience, roles, lives_secs } => {
            let minutes = lives_secs
                .map_or_else(|| t.seen_none(), |secs| t.seen_minutes(language.number(secs / 60)));
            (t.seen_token(list(audience), list(roles), minutes), true)
        }
        MailFinding::SignedIn { mechanism } => (t.seen_signed_in(mechanism), true),
        MailFinding::NoSignIn => (t.seen_no_sign_in(), true),
        MailFinding::Envelope { from, to } => (t.seen_envelope(from, to), true),
        MailFinding::Accepted { answer } => (t.mail_server_said(answer), true),
    }
}
