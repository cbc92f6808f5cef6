//! What people read for the closed words of tokens.

use super::{TokenStatus, form::Lifetime};
use crate::{
    database::entities::api_token::{self, Scope},
    i18n::Text,
};

/// `May report runs of every job`
pub(super) fn permission(t: &Text, token: &api_token::Model) -> String {
    match (token.scope, &token.job) {
        (Scope::Report, None) => t.api_tokens_may_report(),
        (Scope::Report, Some(job)) => t.api_tokens_may_report_job(job),
        (Scope::Read, _) => t.api_tokens_may_read(),
        (Scope::Run, None) => t.api_tokens_may_run(),
        (Scope::Run, Some(job)) => t.api_tokens_may_run_job(job),
    }
}

pub(super) fn scope(t: &Text, scope: Scope) -> String {
    match scope {
        Scope::Report => t.api_tokens_report(),
        Scope::Read => t.api_tokens_read(),
        Scope::Run => t.api_tokens_run(),
    }
}

pub(super) fn lifetime(t: &Text, lifetime: Lifetime) -> String {
    match lifetime {
        Lifetime::Month | Lifetime::Quarter => t.api_tokens_days(lifetime.name()),
        Lifetime::Year => t.api_tokens_year(),
        Lifetime::Endless => t.users_never(),
    }
}

pub(super) fn standing(t: &Text, standing: TokenStatus) -> String {
    match standing {
        TokenStatus::Usable => t.api_tokens_usable(),
        TokenStatus::Expired => t.api_tokens_expired(),
        TokenStatus::Revoked => t.api_tokens_revoked(),
    }
}
