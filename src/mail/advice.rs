//! The words for every problem: what is wrong, and what to do about it.

use super::report::{MailProblem, MailStage};
use crate::i18n::Text;

pub(crate) fn stage(t: &Text, stage: MailStage) -> String {
    match stage {
        MailStage::Dns => t.mail_stage_dns(),
        MailStage::Tcp => t.mail_stage_tcp(),
        MailStage::Tls => t.mail_stage_tls(),
        MailStage::Ehlo => t.mail_stage_ehlo(),
        MailStage::Token => t.mail_stage_token(),
        MailStage::Auth => t.mail_stage_auth(),
        MailStage::Envelope => t.mail_stage_envelope(),
        MailStage::Accepted => t.mail_stage_accepted(),
    }
}

/// What is wrong, and what to do.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn on(t: &Text, problem: MailProblem) -> (String, String) {
    match problem {
        MailProblem::NameNotFound => {
            (t.mail_problem_name_not_found(), t.mail_advice_name_not_found())
        }
        MailProblem::NameLookupFailed => {
            (t.mail_problem_name_lookup_failed(), t.mail_advice_name_lookup_failed())
        }
        MailProblem::ConnectionRefused => {
            (t.mail_problem_connection_refused(), t.mail_advice_connection_refused())
        }
        MailProblem::ConnectionTimedOut => {
            (t.mail_problem_connection_timed_out(), t.mail_advice_connection_timed_out())
        }
        MailProblem::NetworkUnreachable => {
            (t.mail_problem_network_unreachable(), t.mail_advice_network_unreachable())
        }
        MailProblem::TlsExpectedLater => {
            (t.mail_problem_tls_expected_later(), t.mail_advice_tls_expected_later())
        }
        MailProblem::TlsExpectedAtOnce => {
            (t.mail_problem_tls_expected_at_once(), t.mail_advice_tls_expected_at_once())
        }
        MailProblem::CertificateUnknown => {
            (t.mail_problem_certificate_unknown(), t.mail_advice_certificate_unknown())
        }
        MailProblem::CertificateExpired => {
            (t.mail_problem_certificate_expired(), t.mail_advice_certificate_expired())
        }
        MailProblem::CertificateNotYetValid => {
            (t.mail_problem_certificate_not_yet_valid(), t.mail_advice_certificate_not_yet_valid())
        }
        MailProblem::CertificateWrongName => {
            (t.mail_problem_certificate_wrong_name(), t.mail_advice_certificate_wrong_name())
        }
        MailProblem::CertificateInvalid => {
            (t.mail_problem_certificate_invalid(), t.mail_advice_certificate_invalid())
        }
        MailProblem::TlsFailed => (t.mail_problem_tls_failed(), t.mail_advice_tls_failed()),
        MailProblem::StarttlsMissing => {
            (t.mail_problem_starttls_missing(), t.mail_advice_starttls_missing())
        }
        MailProblem::StarttlsRefused => {
            (t.mail_problem_starttls_refused(), t.mail_advice_starttls_refused())
        }
        MailProblem::StarttlsTampered => {
            (t.mail_problem_starttls_tampered(), t.mail_advice_starttls_tampered())
        }
        MailProblem::NotAMailServer => {
            (t.mail_problem_not_a_mail_server(), t.mail_advice_not_a_mail_server())
        }
        MailProblem::GreetingRefused => {
            (t.mail_problem_greeting_refused(), t.mail_advice_greeting_refused())
        }
        MailProblem::HelloRefused => {
            (t.mail_problem_hello_refused(), t.mail_advice_hello_refused())
        }
        MailProblem::ServerBusy => (t.mail_problem_server_busy(), t.mail_advice_server_busy()),
        MailProblem::ConnectionClosed => {
            (t.mail_problem_connection_closed(), t.mail_advice_connection_closed())
        }
        MailProblem::AnswerTimedOut => {
            (t.mail_problem_answer_timed_out(), t.mail_advice_answer_timed_out())
        }
        MailProblem::AnswerTooLarge => {
            (t.mail_problem_answer_too_large(), t.mail_advice_answer_too_large())
        }
        MailProblem::AuthMissing => (t.mail_problem_auth_missing(), t.mail_advice_auth_missing()),
        MailProblem::MechanismMissing => {
            (t.mail_problem_mechanism_missing(), t.mail_advice_mechanism_missing())
        }
        MailProblem::PasswordMechanismMissing => (
            t.mail_problem_password_mechanism_missing(),
            t.mail_advice_password_mechanism_missing(),
        ),
        MailProblem::AuthRequired => {
            (t.mail_problem_auth_required(), t.mail_advice_auth_required())
        }
        MailProblem::AuthRefused => (t.mail_problem_auth_refused(), t.mail_advice_auth_refused()),
        MailProblem::AuthRefusedMicrosoft => {
            (t.mail_problem_auth_refused_microsoft(), t.mail_advice_auth_refused_microsoft())
        }
        MailProblem::BasicAuthDisabled => {
            (t.mail_problem_basic_auth_disabled(), t.mail_advice_basic_auth_disabled())
        }
        MailProblem::AppPasswordNeeded => {
            (t.mail_problem_app_password_needed(), t.mail_advice_app_password_needed())
        }
        MailProblem::MailboxUnavailable => {
            (t.mail_problem_mailbox_unavailable(), t.mail_advice_mailbox_unavailable())
        }
        MailProblem::AuthUnavailable => {
            (t.mail_problem_auth_unavailable(), t.mail_advice_auth_unavailable())
        }
        MailProblem::SecretUnavailable => {
            (t.mail_problem_secret_unavailable(), t.mail_advice_secret_unavailable())
        }
        MailProblem::TokenEndpointUnreachable => (
            t.mail_problem_token_endpoint_unreachable(),
            t.mail_advice_token_endpoint_unreachable(),
        ),
        MailProblem::TokenEndpointSlow => {
            (t.mail_problem_token_endpoint_slow(), t.mail_advice_token_endpoint_slow())
        }
        MailProblem::TokenRedirected => {
            (t.mail_problem_token_redirected(), t.mail_advice_token_redirected())
        }
        MailProblem::TokenAnswerTooLarge => {
            (t.mail_problem_token_answer_too_large(), t.mail_advice_token_answer_too_large())
        }
        MailProblem::TokenAnswerUnreadable => {
            (t.mail_problem_token_answer_unreadable(), t.mail_advice_token_answer_unreadable())
        }
        MailProblem::TokenMalformed => {
            (t.mail_problem_token_malformed(), t.mail_advice_token_malformed())
        }
        MailProblem::TokenInvalidClient => {
            (t.mail_problem_token_invalid_client(), t.mail_advice_token_invalid_client())
        }
        MailProblem::TokenSecretExpired => {
            (t.mail_problem_token_secret_expired(), t.mail_advice_token_secret_expired())
        }
        MailProblem::TokenUnknownApp => {
            (t.mail_problem_token_unknown_app(), t.mail_advice_token_unknown_app())
        }
        MailProblem::TokenWrongTenant => {
            (t.mail_problem_token_wrong_tenant(), t.mail_advice_token_wrong_tenant())
        }
        MailProblem::TokenInvalidScope => {
            (t.mail_problem_token_invalid_scope(), t.mail_advice_token_invalid_scope())
        }
        MailProblem::TokenUnauthorized => {
            (t.mail_problem_token_unauthorized(), t.mail_advice_token_unauthorized())
        }
        MailProblem::TokenRefused => {
            (t.mail_problem_token_refused(), t.mail_advice_token_refused())
        }
        MailProblem::TokenWithoutPermission => {
            (t.mail_problem_token_without_permission(), t.mail_advice_token_without_permission())
        }
        MailProblem::TokenClockSkew => {
            (t.mail_problem_token_clock_skew(), t.mail_advice_token_clock_skew())
        }
        MailProblem::TokenNeedsTls => {
            (t.mail_problem_token_needs_tls(), t.mail_advice_token_needs_tls())
        }
        MailProblem::TokenRejected => {
            (t.mail_problem_token_rejected(), t.mail_advice_token_rejected())
        }
        MailProblem::SendAsDenied => {
            (t.mail_problem_send_as_denied(), t.mail_advice_send_as_denied())
        }
        MailProblem::SenderRefused => {
            (t.mail_problem_sender_refused(), t.mail_advice_sender_refused())
        }
        MailProblem::RelayingDenied => {
            (t.mail_problem_relaying_denied(), t.mail_advice_relaying_denied())
        }
        MailProblem::RecipientRefused => {
            (t.mail_problem_recipient_refused(), t.mail_advice_recipient_refused())
        }
        MailProblem::TemporarilyRefused => {
            (t.mail_problem_temporarily_refused(), t.mail_advice_temporarily_refused())
        }
        MailProblem::RateLimited => (t.mail_problem_rate_limited(), t.mail_advice_rate_limited()),
        MailProblem::MessageRefused => {
            (t.mail_problem_message_refused(), t.mail_advice_message_refused())
        }
        MailProblem::MessageTooLarge => {
            (t.mail_problem_message_too_large(), t.mail_advice_message_too_large())
        }
        MailProblem::Smtputf8Missing => {
            (t.mail_problem_smtputf8_missing(), t.mail_advice_smtputf8_missing())
        }
        MailProblem::Unexpected => (t.mail_problem_unexpected(), t.mail_advice_unexpected()),
    }
}
