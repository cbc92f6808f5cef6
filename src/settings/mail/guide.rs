//! `/guides/{name}`: what to do at a provider before DataSync can send through it. The text is HTML
//! in `locales/`, one file a guide and language.

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;

use crate::{
    base::language::Language,
    paths::{Guide, Page},
    site::request::language,
    ui::{button_link::ButtonLink, layout::Shell},
};

#[component]
pub(crate) fn GuidePage() -> impl IntoView {
    let (language, t) = language();
    let name = use_params_map().read_untracked().get("name").unwrap_or_default();
    match Guide::from_name(&name) {
        Some(guide) => Either::Left(view! {
            <Shell current=Page::Settings title=title(guide)>
                // Ours, compiled in: nobody types into it.
                <article class="guide card" inner_html=text(guide, language)></article>
                <ButtonLink page=Page::MailSettings label=t.mail_test_back() />
            </Shell>
        }),
        None => Either::Right(view! {
            <Shell current=Page::Settings title=t.problem_title_not_found()>
                <p>{t.refusal_not_found()}</p>
            </Shell>
        }),
    }
}

/// As the provider writes it.
pub(super) const fn name(guide: Guide) -> &'static str {
    match guide {
        Guide::Microsoft365 => "Microsoft 365",
        Guide::SendGrid => "SendGrid",
        Guide::Mailgun => "Mailgun",
        Guide::Brevo => "Brevo",
        Guide::Postmark => "Postmark",
    }
}

fn title(guide: Guide) -> String {
    let (_, t) = language();
    match guide {
        Guide::Microsoft365 => t.guide_microsoft_365_title(),
        _ => t.guide_title(name(guide)),
    }
}

macro_rules! texts {
    ($name:literal) => {
        (
            include_str!(concat!("../../../locales/en/guides/", $name, ".html")),
            include_str!(concat!("../../../locales/fr/guides/", $name, ".html")),
        )
    };
}

fn text(guide: Guide, language: Language) -> &'static str {
    let (english, french) = match guide {
        Guide::Microsoft365 => texts!("microsoft-365"),
        Guide::SendGrid => texts!("sendgrid"),
        Guide::Mailgun => texts!("mailgun"),
        Guide::Brevo => texts!("brevo"),
        Guide::Postmark => texts!("postmark"),
    };
    match language {
        Language::English => english,
        Language::French => french,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guides_have_the_same_steps_in_both_languages() {
        for guide in Guide::ALL {
            let tags = |language| -> Vec<&str> {
                text(guide, language)
                    .split('<')
                    .skip(1)
                    .map(|tag| tag.split(['>', ' ']).next().unwrap())
                    .collect()
            };
            assert_eq!(tags(Language::English), tags(Language::French), "{guide:?}");
        }
    }

    #[test]
    fn guides_hold_nothing_that_runs_or_loads() {
        for guide in Guide::ALL {
            for language in Language::ALL {
                let text = text(guide, language).to_lowercase();
                for forbidden in ["<script", "<img", "<style", "style=", "src=", "javascript:"] {
                    assert!(!text.contains(forbidden), "{guide:?} {forbidden}");
                }
            }
        }
    }
}
