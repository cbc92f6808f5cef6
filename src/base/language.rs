//! The languages that people can choose. Their words are in `i18n`.

use sea_orm::{DeriveActiveEnum, EnumIter};

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(sea_orm::prelude::StringLen::N(20))")]
pub(crate) enum Language {
    #[sea_orm(string_value = "en")]
    English,
    #[sea_orm(string_value = "fr")]
    French,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::French];

    /// As in the `lang` attribute and the `language` field.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// In its own words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The account's choice, else the cookie's, else what the browser asks for, else English.
    pub(crate) fn choose(
        account: Option<Self>,
        cookie: Option<&str>,
        accept_language: Option<&str>,
    ) -> Self {
        account
            .or_else(|| cookie.and_then(Self::from_tag))
            .or_else(|| accept_language.and_then(Self::negotiate))
            .unwrap_or(Self::English)
    }

    /// The best language of an `Accept-Language` header: `fr-CH, en;q=0.8`.
    fn negotiate(header: &str) -> Option<Self> {
        let mut best = None;
        for range in header.split(',').take(20) {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let quality = match parameters.trim().strip_prefix("q=") {
                Some(number) => number.trim().parse().unwrap_or(0.0),
                None => 1.0_f32,
            };
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let is_better = best.is_none_or(|(q, _)| quality > q);
            if let (Some(language), true, true) =
                (Self::from_tag(&primary), quality > 0.0, is_better)
            {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }
}
