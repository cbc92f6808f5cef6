//! The latest events as a card, and the table that they are shown in.

use leptos::prelude::*;

use crate::{
    base::language::Language,
    database::entities::audit::{self, Action, Outcome},
    i18n::Text,
    paths::Page,
    site::request::language,
    ui::{button_link::ButtonLink, records::Records},
};

/// Events on the settings page.
pub(crate) const LATEST: u64 = 5;

#[component]
pub(crate) fn AuditPanel(latest: Vec<audit::Model>) -> impl IntoView {
    let (_, t) = language();
    view! {
        <section class="card panel" id="audit" aria-labelledby="audit-title">
            <header>
                <h2 id="audit-title">{t.audit_title()}</h2>
                <p>{t.audit_text()}</p>
            </header>
            <Events events=latest />
            <ButtonLink page=Page::Audit label=t.audit_all() />
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn Events(events: Vec<audit::Model>) -> impl IntoView {
    let (language, t) = language();
    let rows = events.into_iter().map(|event| row(language, event)).collect_view();
    let columns = vec![
        t.audit_column_at(),
        t.audit_column_actor(),
        t.audit_column_action(),
        t.audit_column_outcome(),
        t.audit_column_address(),
    ];
    view! {
        <Records columns rows=rows.into_any() />
    }
    .into_any()
}

fn row(language: Language, event: audit::Model) -> impl IntoView {
    let t = language.text();
    let badge = match event.outcome {
        Outcome::Done => "badge success",
        Outcome::Refused => "badge warning",
        Outcome::Limited => "badge error",
    };
    let is_command = event.address.is_none();
    let actor = event
        .actor
        .unwrap_or_else(|| if is_command { t.audit_on_the_server() } else { t.audit_nobody() });
    let subject = event.subject.map(|subject| match event.action {
        Action::MadeApiToken | Action::RevokedApiToken => t.audit_token(subject),
        Action::RanJob
        | Action::CancelledRun
        | Action::SavedJob
        | Action::RenamedJob
        | Action::RemovedJob
        | Action::SavedExtraction
        | Action::TookTablesOver => t.audit_about_job(subject),
        Action::SavedPlace | Action::TestedPlace | Action::RemovedPlace => {
            t.audit_about_connection(subject)
        }
        _ => t.audit_about(subject),
    });
    let fields = event.fields.map(|fields| fields.replace(',', ", "));
    view! {
        <tr>
            <th scope="row" data-label=t.audit_column_at()>
                {language.date_and_time(event.at)}
            </th>
            <td data-label=t.audit_column_actor()>{actor}</td>
            <td data-label=t.audit_column_action()>
                {action(t, event.action)}
                {subject.map(|subject| view! { <span class="second">{subject}</span> })}
                {fields.map(|fields| view! { <span class="second">{fields}</span> })}
            </td>
            <td data-label=t.audit_column_outcome()>
                <span class=badge>{outcome(t, event.outcome)}</span>
            </td>
            <td data-label=t.audit_column_address()>{event.address}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn action(t: &Text, action: Action) -> String {
    match action {
        Action::Registered => t.audit_registered(),
        Action::Activated => t.audit_activated(),
        Action::SignedIn => t.audit_signed_in(),
        Action::SignedOut => t.audit_signed_out(),
        Action::ProvedPassword => t.audit_proved_password(),
        Action::ResetPassword => t.audit_reset_password(),
        Action::ChangedPassword => t.audit_changed_password(),
        Action::ChangedProfile => t.audit_changed_profile(),
        Action::AskedToChangeEmail => t.audit_asked_to_change_email(),
        Action::ChangedEmail => t.audit_changed_email(),
        Action::EndedSessions => t.audit_ended_sessions(),
        Action::SwitchedTwoFactorOn => t.audit_switched_two_factor_on(),
        Action::SwitchedTwoFactorOff => t.audit_switched_two_factor_off(),
        Action::UsedRecoveryCode => t.audit_used_recovery_code(),
        Action::MadeLink => t.audit_made_link(),
        Action::Unlocked => t.audit_unlocked(),
        Action::AddedUser => t.audit_added_user(),
        Action::ImportedUsers => t.audit_imported_users(),
        Action::ExportedUsers => t.audit_exported_users(),
        Action::ChangedUser => t.audit_changed_user(),
        Action::ApprovedUser => t.audit_approved_user(),
        Action::RejectedUser => t.audit_rejected_user(),
        Action::EnabledUser => t.audit_enabled_user(),
        Action::DisabledUser => t.audit_disabled_user(),
        Action::DeletedUser => t.audit_deleted_user(),
        Action::SentLink => t.audit_sent_link(),
        Action::SavedRegistration => t.audit_saved_registration(),
        Action::SavedConnection => t.audit_saved_connection(),
        Action::TestedConnection => t.audit_tested_connection(),
        Action::SavedServer => t.audit_saved_server(),
        Action::SavedNotices => t.audit_saved_notices(),
        Action::TestedNotices => t.audit_tested_notices(),
        Action::StoppedNotices => t.audit_stopped_notices(),
        Action::FinishedSetup => t.audit_finished_setup(),
        Action::SavedMailSettings => t.audit_saved_mail_settings(),
        Action::TestedMail => t.audit_tested_mail(),
        Action::SentMailAgain => t.audit_sent_mail_again(),
        Action::DiscardedMail => t.audit_discarded_mail(),
        Action::EnteredSerialNumber => t.audit_entered_serial_number(),
        Action::RotatedKey => t.audit_rotated_key(),
        Action::MadeApiToken => t.audit_made_api_token(),
        Action::RevokedApiToken => t.audit_revoked_api_token(),
        Action::MadeBackup => t.audit_made_backup(),
        Action::RestoredBackup => t.audit_restored_backup(),
        Action::ExportedAudit => t.audit_exported_audit(),
        Action::RanJob => t.audit_ran_job(),
        Action::CancelledRun => t.audit_cancelled_run(),
        Action::SavedJob => t.audit_saved_job(),
        Action::RenamedJob => t.audit_renamed_job(),
        Action::RemovedJob => t.audit_removed_job(),
        Action::SavedPlace => t.audit_saved_place(),
        Action::TestedPlace => t.audit_tested_place(),
        Action::RemovedPlace => t.audit_removed_place(),
        Action::SavedExtraction => t.audit_saved_extraction(),
        Action::TookTablesOver => t.audit_took_tables_over(),
    }
}

pub(super) fn outcome(t: &Text, outcome: Outcome) -> String {
    match outcome {
        Outcome::Done => t.audit_done(),
        Outcome::Refused => t.audit_refused(),
        Outcome::Limited => t.audit_limited(),
    }
}
