//! `datasync doctor`: what is wrong with an installation, or soon will be, and what to do about it.
//! Looks, and changes nothing: where looking further would, it stops.
//!
//! 1. What can be seen from outside: the data directory, and the database as it is ([`outside`]).
//! 2. What the installation itself knows: license, mail, Server URL, backups ([`inside`]).

mod inside;
mod outside;

use serde::Serialize;

use crate::{base::language::Language, i18n::Text, web::config::Config};

/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Check {
    Configuration,
    DataDirectory,
    Database,
    Key,
    Setup,
    License,
    Mail,
    Outbox,
    ServerUrl,
    Backup,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckResult {
    Ok,
    /// Works, but should not stay like that.
    Warning,
    /// Does not work.
    Problem,
}

/// What was found, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) check: Check,
    pub(crate) verdict: CheckResult,
    pub(crate) text: String,
}

impl Finding {
    pub(crate) const fn ok(check: Check, text: String) -> Self {
        Self { check, verdict: CheckResult::Ok, text }
    }

    const fn warning(check: Check, text: String) -> Self {
        Self { check, verdict: CheckResult::Warning, text }
    }

    pub(crate) const fn problem(check: Check, text: String) -> Self {
        Self { check, verdict: CheckResult::Problem, text }
    }
}

impl Check {
    pub(crate) fn text(self, t: &Text) -> String {
        match self {
            Self::Configuration => t.doctor_configuration(),
            Self::DataDirectory => t.doctor_data_directory(),
            Self::Database => t.doctor_database(),
            Self::Key => t.doctor_key(),
            Self::Setup => t.doctor_setup(),
            Self::License => t.doctor_license(),
            Self::Mail => t.doctor_mail(),
            Self::Outbox => t.doctor_outbox(),
            Self::ServerUrl => t.doctor_server_url(),
            Self::Backup => t.doctor_backup(),
        }
    }
}

/// Looks at the installation of a configuration that is in order. `words` are those for an error.
pub(crate) async fn examine(
    config: Config,
    language: Language,
    words: impl Fn(crate::base::failure::Error) -> String + Send + Sync,
) -> Vec<Finding> {
    let t = language.text();
    let mut findings = vec![outside::data_directory(t, &config.data_directory)];
    let (database, is_usable) = outside::database(t, &config, &words).await;
    findings.push(database);
    if is_usable {
        inside::look(config, language, &words, &mut findings).await;
    }
    findings
}
