//! What is typed about a new token.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::{
    base::{
        clock::Timestamp,
        failure::{Checked, Error, Refusal},
        field::Fields,
        field_error::FieldError,
        names::plain_text,
        random,
        secret::Secret,
    },
    database::entities::{
        account,
        api_token::{self, Scope},
    },
    jobs::name::JobName,
};

const DAY: Duration = Duration::from_hours(24);

/// The fields of a new token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum TokenField {
    Name,
    Scope,
    Job,
    Expires,
}

impl Fields for TokenField {}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TokenForm {
    pub(crate) name: String,
    /// `report`, `read` or `run`.
    pub(crate) scope: String,
    /// Blank: every job.
    pub(crate) job: String,
    /// `30`, `90`, `365` or `never`.
    pub(crate) expires: String,
}

impl TokenForm {
    pub(super) fn parse(&self) -> Result<NewToken, Error> {
        let scope = Scope::from_name(&self.scope).ok_or(Refusal::Malformed)?;
        let lifetime = Lifetime::from_name(&self.expires).ok_or(Refusal::Malformed)?;
        let mut checked = Checked::default();
        let name = checked.take(TokenField::Name, TokenName::parse(&self.name));
        let job = checked.take(TokenField::Job, job_for(scope, self.job.trim()));
        match (name, job) {
            (Some(name), Some(job)) => Ok(NewToken { name, scope, job, lifetime }),
            _ => Err(checked.into_error()),
        }
    }
}

/// The only job that a token is to be good for, if one is named.
fn job_for(scope: Scope, typed: &str) -> Result<Option<JobName>, FieldError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let job = JobName::parse(typed)?;
    match scope {
        Scope::Read => Err(FieldError::JobOfReader),
        Scope::Report if job.is_built_in() => Err(FieldError::JobOfOurs),
        Scope::Report | Scope::Run => Ok(Some(job)),
    }
}

/// By which people tell tokens apart: one line of 1–100 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TokenName(String);

impl TokenName {
    const MOST_CHARACTERS: u16 = 100;

    fn parse(typed: &str) -> Result<Self, FieldError> {
        plain_text(typed, Self::MOST_CHARACTERS).map(Self)
    }

    /// Whether people would take it for the name of this token.
    pub(super) fn is_name_of(&self, token: &api_token::Model) -> bool {
        self.0.to_lowercase() == token.name.to_lowercase()
    }
}

/// How long a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lifetime {
    Month,
    Quarter,
    Year,
    Endless,
}

impl Lifetime {
    pub(super) const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Endless];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
            Self::Endless => "never",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lifetime| lifetime.name() == name)
    }

    fn end(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Month => Some(now + DAY * 30),
            Self::Quarter => Some(now + DAY * 90),
            Self::Year => Some(now + DAY * 365),
            Self::Endless => None,
        }
    }
}

/// A token that may be made.
#[derive(Debug, Clone)]
pub(super) struct NewToken {
    pub(super) name: TokenName,
    scope: Scope,
    job: Option<JobName>,
    lifetime: Lifetime,
}

impl NewToken {
    /// What is kept of it.
    pub(super) fn begin(
        &self,
        token: &Secret,
        made_by: &account::Model,
        now: Timestamp,
    ) -> api_token::Model {
        api_token::Model {
            id: random::ordered_row_id(now),
            name: self.name.0.clone(),
            hash: token.sha256(),
            scope: self.scope,
            job: self.job.as_ref().map(ToString::to_string),
            created_by: made_by.username.clone(),
            created_at: now,
            expires_at: self.lifetime.end(now),
            last_used_at: None,
            revoked_at: None,
        }
    }
}
