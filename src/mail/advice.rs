//! The words for every problem: what is wrong, and what to do about it.

use super::report::{Problem, Stage};
use crate::i18n::Text;

pub(crate) fn stage(t: &Text, stage: Stage) -> String {
    match stage {
        Stage::Dns => t.mail_stage_dns(),
        Stage::Tcp => t.mail_stage_tcp(),
        Stage::Tls => t.mail_stage_tls(),
        Stage::Ehlo => t.mail_stage_ehlo(),
        Stage::Token => t.mail_stage_token(),
        Stage::Auth => t.mail_stage_auth(),
        Stage::Envelope => t.mail_stage_envelope(),
        Stage::Accepted => t.mail_stage_accepted(),
    }
}

/// What is wrong, and what to do.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn on(t: &Text, problem: Problem) -> (String, String) {
    match problem {
        Problem::NameNotFound => (t.mail_problem_name_not_found(), t.mail_advice_name_not_found()),
        Problem::NameLookupFailed => {
            (t.mail_problem_name_lookup_failed(), t.mail_advice_name_lookup_failed())
        }
        Problem::ConnectionRefused => {
            (t.mail_problem_connection_refused(), t.mail_advice_connection_refused())
        }
        Problem::ConnectionTimedOut => {
            (t.mail_problem_connection_timed_out(), t.mail_advice_connection_timed_out())
        }
        Problem::NetworkUnreachable => {
            (t.mail_problem_network_unreachable(), t.mail_advice_network_unreachable())
        }
        Problem::TlsExpectedLater => {
            (t.mail_problem_tls_expected_later(), t.mail_advice_tls_expected_later())
        }
        Problem::TlsExpectedAtOnce => {
            (t.mail_problem_tls_expected_at_once(), t.mail_advice_tls_expected_at_once())
        }
        Problem::CertificateUnknown => {
            (t.mail_problem_certificate_unknown(), t.mail_advice_certificate_unknown())
        }
        Problem::CertificateExpired => {
            (t.mail_problem_certificate_expired(), t.mail_advice_certificate_expired())
        }
        Problem::CertificateNotYetValid => {
            (t.mail_problem_certificate_not_yet_valid(), t.mail_advice_certificate_not_yet_valid())
        }
        Problem::CertificateWrongName => {
            (t.mail_problem_certificate_wrong_name(), t.mail_advice_certificate_wrong_name())
        }
        Problem::CertificateInvalid => {
            (t.mail_problem_certificate_invalid(), t.mail_advice_certificate_invalid())
        }
        Problem::TlsFailed => (t.mail_problem_tls_failed(), t.mail_advice_tls_failed()),
        Problem::StarttlsMissing => {
            (t.mail_problem_starttls_missing(), t.mail_advice_starttls_missing())
        }
        Problem::StarttlsRefused => {
            (t.mail_problem_starttls_refused(), t.mail_advice_starttls_refused())
        }
        Problem::StarttlsTampered => {
            (t.mail_problem_starttls_tampered(), t.mail_advice_starttls_tampered())
        }
        Problem::NotAMailServer => {
            (t.mail_problem_not_a_mail_server(), t.mail_advice_not_a_mail_server())
        }
        Problem::GreetingRefused => {
            (t.mail_problem_greeting_refused(), t.mail_advice_greeting_refused())
        }
        Problem::ServerBusy => (t.mail_problem_server_busy(), t.mail_advice_server_busy()),
        Problem::ConnectionClosed => {
            (t.mail_problem_connection_closed(), t.mail_advice_connection_closed())
        }
        Problem::AnswerTimedOut => {
            (t.mail_problem_answer_timed_out(), t.mail_advice_answer_timed_out())
        }
        Problem::AnswerTooLarge => {
            (t.mail_problem_answer_too_large(), t.mail_advice_answer_too_large())
        }
        Problem::AuthMissing => (t.mail_problem_auth_missing(), t.mail_advice_auth_missing()),
        Problem::MechanismMissing => {
            (t.mail_problem_mechanism_missing(), t.mail_advice_mechanism_missing())
        }
        Problem::PasswordMechanismMissing => (
            t.mail_problem_password_mechanism_missing(),
            t.mail_advice_password_mechanism_missing(),
        ),
        Problem::AuthRequired => (t.mail_problem_auth_required(), t.mail_advice_auth_required()),
        Problem::AuthRefused => (t.mail_problem_auth_refused(), t.mail_advice_auth_refused()),
        Problem::AuthRefusedMicrosoft => {
            (t.mail_problem_auth_refused_microsoft(), t.mail_advice_auth_refused_microsoft())
        }
        Problem::BasicAuthDisabled => {
            (t.mail_problem_basic_auth_disabled(), t.mail_advice_basic_auth_disabled())
        }
        Problem::AppPasswordNeeded => {
            (t.mail_problem_app_password_needed(), t.mail_advice_app_password_needed())
        }
        Problem::MailboxUnavailable => {
            (t.mail_problem_mailbox_unavailable(), t.mail_advice_mailbox_unavailable())
        }
        Problem::AuthUnavailable => {
            (t.mail_problem_auth_unavailable(), t.mail_advice_auth_unavailable())
        }
        Problem::SecretUnavailable => {
            (t.mail_problem_secret_unavailable(), t.mail_advice_secret_unavailable())
        }
        Problem::TokenEndpointUnreachable => (
            t.mail_problem_token_endpoint_unreachable(),
            t.mail_advice_token_endpoint_unreachable(),
        ),
        Problem::TokenEndpointSlow => {
            (t.mail_problem_token_endpoint_slow(), t.mail_advice_token_endpoint_slow())
        }
        Problem::TokenRedirected => {
            (t.mail_problem_token_redirected(), t.mail_advice_token_redirected())
        }
        Problem::TokenAnswerTooLarge => {
            (t.mail_problem_token_answer_too_large(), t.mail_advice_token_answer_too_large())
        }
        Problem::TokenAnswerUnreadable => {
            (t.mail_problem_token_answer_unreadable(), t.mail_advice_token_answer_unreadable())
        }
        Problem::TokenMalformed => {
            (t.mail_problem_token_malformed(), t.mail_advice_token_malformed())
        }
        Problem::TokenInvalidClient => {
            (t.mail_problem_token_invalid_client(), t.mail_advice_token_invalid_client())
        }
        Problem::TokenSecretExpired => {
            (t.mail_problem_token_secret_expired(), t.mail_advice_token_secret_expired())
        }
        Problem::TokenUnknownApp => {
            (t.mail_problem_token_unknown_app(), t.mail_advice_token_unknown_app())
        }
        Problem::TokenWrongTenant => {
            (t.mail_problem_token_wrong_tenant(), t.mail_advice_token_wrong_tenant())
        }
        Problem::TokenInvalidScope => {
            (t.mail_problem_token_invalid_scope(), t.mail_advice_token_invalid_scope())
        }
        Problem::TokenUnauthorized => {
            (t.mail_problem_token_unauthorized(), t.mail_advice_token_unauthorized())
        }
        Problem::TokenRefused => (t.mail_problem_token_refused(), t.mail_advice_token_refused()),
        Problem::TokenWithoutPermission => {
            (t.mail_problem_token_without_permission(), t.mail_advice_token_without_permission())
        }
        Problem::TokenClockSkew => {
            (t.mail_problem_token_clock_skew(), t.mail_advice_token_clock_skew())
        }
        Problem::TokenNeedsTls => {
            (t.mail_problem_token_needs_tls(), t.mail_advice_token_needs_tls())
        }
        Problem::TokenRejected => (t.mail_problem_token_rejected(), t.mail_advice_token_rejected()),
        Problem::SendAsDenied => (t.mail_problem_send_as_denied(), t.mail_advice_send_as_denied()),
        Problem::SenderRefused => (t.mail_problem_sender_refused(), t.mail_advice_sender_refused()),
        Problem::RelayingDenied => {
            (t.mail_problem_relaying_denied(), t.mail_advice_relaying_denied())
        }
        Problem::RecipientRefused => {
            (t.mail_problem_recipient_refused(), t.mail_advice_recipient_refused())
        }
        Problem::TemporarilyRefused => {
            (t.mail_problem_temporarily_refused(), t.mail_advice_temporarily_refused())
        }
        Problem::RateLimited => (t.mail_problem_rate_limited(), t.mail_advice_rate_limited()),
        Problem::MessageRefused => {
            (t.mail_problem_message_refused(), t.mail_advice_message_refused())
        }
        Problem::MessageTooLarge => {
            (t.mail_problem_message_too_large(), t.mail_advice_message_too_large())
        }
        Problem::Smtputf8Missing => {
            (t.mail_problem_smtputf8_missing(), t.mail_advice_smtputf8_missing())
        }
        Problem::Unexpected => (t.mail_problem_unexpected(), t.mail_advice_unexpected()),
    }
}
