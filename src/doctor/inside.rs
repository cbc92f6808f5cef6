//! What the installation itself knows.

use std::{os::unix::fs::MetadataExt, time::Duration};

use sea_orm::DatabaseConnection;

use super::{Check, Finding};
use crate::{
    backup,
    base::{clock::Clock, failure::Error, language::Language, vault::Vault},
    licenses::{self, license::LicenseStatus},
    mail::{self, outbox::overview},
    web::{
        config::Config,
        state::{AppState, OpenedBy},
    },
};

/// Whoever makes them every night, or every week, has a younger one.
const OLD_BACKUP: Duration = Duration::from_hours(8 * 24);

pub(super) async fn look(
    config: Config,
    language: Language,
    words: &(impl Fn(Error) -> String + Sync),
    findings: &mut Vec<Finding>,
) {
    let t = language.text();
    let address = config.address;
    let opened = AppState::open(config, address, Clock::System, OpenedBy::Onlooker).await;
    let state = match opened {
        Ok(state) => state,
        // What the database and the data directory have to do with each other is the key.
        Err(error) => return findings.push(Finding::problem(Check::Key, words(error))),
    };
    findings.push(key(language, &state.vault));
    let db = &state.database.read();
    findings.push(if state.installation.is_set_up() {
        Finding::ok(Check::Setup, t.doctor_is_set_up())
    } else {
        Finding::problem(Check::Setup, t.cli_not_set_up())
    });
    for (check, found) in [
        (Check::License, license(&state, db, language).await),
        (Check::Mail, mail_settings(&state, db, language).await),
        (Check::Outbox, outbox(db, language).await),
        (Check::ServerUrl, Ok(server_url(&state, language))),
        (Check::Backup, newest_backup(&state, language)),
    ] {
        findings.push(found.unwrap_or_else(|error| Finding::problem(check, words(error))));
    }
}

fn key(language: Language, vault: &Vault) -> Finding {
    let (t, place) = (language.text(), vault.place());
    let is_open = |file: std::fs::Metadata| file.mode() & 0o077 != 0;
    if vault.is_file() && std::fs::metadata(&place).is_ok_and(is_open) {
        return Finding::warning(Check::Key, t.doctor_open_to_others(place));
    }
    Finding::ok(Check::Key, place)
}

async fn license(
    state: &AppState,
    db: &DatabaseConnection,
    language: Language,
) -> Result<Finding, Error> {
    let (t, check) = (language.text(), Check::License);
    let Some(license) = licenses::store::find_current(db).await? else {
        return Ok(Finding::problem(check, t.doctor_no_license()));
    };
    Ok(match license.standing(state.clock.now()) {
        LicenseStatus::Valid if license.has_free_seat() => Finding::ok(check, license.licensee),
        LicenseStatus::Valid => Finding::warning(check, t.doctor_no_seats()),
        LicenseStatus::EndsSoon { days_left } => {
            Finding::warning(check, t.license_ends_soon(days_left))
        }
        LicenseStatus::Grace { days_left } => Finding::warning(check, t.license_grace(days_left)),
        LicenseStatus::Expired => Finding::problem(check, t.license_expired()),
    })
}

async fn mail_settings(
    state: &AppState,
    db: &DatabaseConnection,
    language: Language,
) -> Result<Finding, Error> {
    let (t, check) = (language.text(), Check::Mail);
    let kept = mail::store::find(&state.mailer, db).await?;
    let Ok(settings) = kept.settings() else {
        return Ok(Finding::problem(check, t.doctor_mail_unusable()));
    };
    let Some(settings) = settings else {
        return Ok(Finding::warning(check, t.cli_mail_no_server()));
    };
    if kept.has_secret() && kept.secret_for(&state.mailer, &settings)?.is_none() {
        return Ok(Finding::problem(check, t.doctor_mail_unusable()));
    }
    Ok(Finding::ok(check, t.doctor_mail_there()))
}

async fn outbox(db: &DatabaseConnection, language: Language) -> Result<Finding, Error> {
    let (t, check) = (language.text(), Check::Outbox);
    Ok(match overview::count_in_trouble(db).await? {
        0 => Finding::ok(check, t.doctor_no_mails_wait()),
        count => Finding::warning(check, t.mail_in_trouble(count)),
    })
}

fn server_url(state: &AppState, language: Language) -> Finding {
    let (t, check) = (language.text(), Check::ServerUrl);
    match &state.server().url {
        None => Finding::warning(check, t.doctor_no_server_url()),
        Some(url) if !url.is_https() => {
            Finding::warning(check, t.doctor_server_url_in_clear(url.to_string()))
        }
        Some(url) => Finding::ok(check, url.to_string()),
    }
}

fn newest_backup(state: &AppState, language: Language) -> Result<Finding, Error> {
    let (t, check) = (language.text(), Check::Backup);
    let unfinished = backup::count_left_behind(&state.data_directory)?;
    if unfinished > 0 {
        return Ok(Finding::warning(check, t.doctor_unfinished_backups(unfinished)));
    }
    Ok(match backup::newest(&state.data_directory)? {
        None => Finding::warning(check, t.doctor_no_backup()),
        Some(made_at) => {
            let when = language.date_and_time(made_at);
            if made_at.until(state.clock.now()) > OLD_BACKUP {
                Finding::warning(check, t.doctor_old_backup(when))
            } else {
                Finding::ok(check, when)
            }
        }
    })
}
