//! From what a server answered to what is wrong. Codes first, then the enhanced codes (RFC 3463)
//! that the large providers put into their words.

use base64::{Engine, engine::general_purpose::STANDARD};
use engine::sanitize::sanitized;
use url::form_urlencoded;

use super::report::{MailProblem, MailStage, SendFailure};
use crate::base::secret::Secret;

/// The dialogue at which a server said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Greeting,
    Hello,
    Starttls,
    Password,
    Token,
    Sender,
    Recipient,
    Message,
}

impl Asked {
    const fn stage(self) -> MailStage {
        match self {
            Self::Greeting | Self::Hello => MailStage::Ehlo,
            Self::Starttls => MailStage::Tls,
            Self::Password | Self::Token => MailStage::Auth,
            Self::Sender | Self::Recipient => MailStage::Envelope,
            Self::Message => MailStage::Accepted,
        }
    }
}

/// A refusal with a code, in the server's words.
pub(super) fn refused(asked: Asked, code: u16, answer: &str) -> SendFailure {
    let problem = problem(asked, code, answer);
    SendFailure { answer: Some(sanitized(answer)), ..SendFailure::new(asked.stage(), problem) }
}

fn problem(asked: Asked, code: u16, answer: &str) -> MailProblem {
    use MailProblem as P;
    // `550 5.7.60 words`; elsewhere, such numbers are parts of addresses.
    let enhanced = answer.get(4..).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
    let words = answer.to_ascii_lowercase();
    let is = |codes: &[&str]| codes.contains(&enhanced);
    if code == 421 {
        return P::ServerBusy;
    }
    match asked {
        // Some servers refuse addresses here.
        Asked::Hello if code == 554 => P::GreetingRefused,
        Asked::Greeting => P::GreetingRefused,
        Asked::Hello => P::HelloRefused,
        Asked::Starttls => P::StarttlsRefused,
        _ if code == 430 => P::MailboxUnavailable,
        _ if matches!(code, 432 | 452)
            || is(&["4.3.2", "4.5.3", "5.7.705", "5.7.708"])
            || words.contains("rate limit") =>
        {
            P::RateLimited
        }
        Asked::Password | Asked::Token => match code {
            454 => P::AuthUnavailable,
            _ if is(&["5.7.139", "5.7.30"]) => P::BasicAuthDisabled,
            534 if is(&["5.7.9"]) => P::AppPasswordNeeded,
            504 if asked == Asked::Token => P::MechanismMissing,
            504 => P::PasswordMechanismMissing,
            _ if is(&["5.7.3"]) => P::AuthRefusedMicrosoft,
            400..=499 => P::AuthUnavailable,
            _ if asked == Asked::Token => P::TokenRejected,
            _ => P::AuthRefused,
        },
        Asked::Sender | Asked::Recipient | Asked::Message => match code {
            _ if is(&["5.7.60", "5.2.252"]) => P::SendAsDenied,
            530 => P::AuthRequired,
            _ if is(&["5.7.57"]) => P::AuthRequired,
            400..=499 => P::TemporarilyRefused,
            _ if asked == Asked::Sender => P::SenderRefused,
            _ if asked == Asked::Recipient => {
                if words.contains("relay") || is(&["5.7.54"]) {
                    P::RelayingDenied
                } else {
                    P::RecipientRefused
                }
            }
            552 => P::MessageTooLarge,
            _ if is(&["5.3.4"]) => P::MessageTooLarge,
            500..=599 => P::MessageRefused,
            _ => P::Unexpected,
        },
    }
}

/// What Microsoft Entra ID says in its own codes, else the words of RFC 6749 §5.2.
pub(super) fn token_refused(error: &str, description: &str, hidden: &Hidden) -> SendFailure {
    use MailProblem as P;
    let says = |codes: &[&str]| codes.iter().any(|code| description.contains(code));
    let problem = match error {
        _ if says(&["AADSTS7000222"]) => P::TokenSecretExpired,
        _ if says(&["AADSTS700016"]) => P::TokenUnknownApp,
        _ if says(&["AADSTS90002", "AADSTS900023", "AADSTS90013"]) => P::TokenWrongTenant,
        _ if says(&["AADSTS700024"]) => P::TokenClockSkew,
        _ if says(&["AADSTS70011", "AADSTS1002012", "AADSTS500011"]) => P::TokenInvalidScope,
        "invalid_scope" | "invalid_target" | "invalid_resource" => P::TokenInvalidScope,
        "invalid_client" => P::TokenInvalidClient,
        "unauthorized_client" | "access_denied" => P::TokenUnauthorized,
        _ => P::TokenRefused,
    };
    let answer = sanitized(&hidden.out_of(&format!("{error}: {description}")));
    SendFailure { answer: Some(answer), ..SendFailure::new(MailStage::Token, problem) }
}

/// Secrets in the spellings in which they are sent. A server may repeat what it was told, and what it
/// says is shown to administrators and kept.
#[derive(Debug, Default)]
pub(super) struct Hidden(Vec<Secret>);

impl Hidden {
    pub(super) fn add(&mut self, username: &str, secret: &Secret) {
        let secret = secret.reveal();
        let form_encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let spellings = [
            secret.to_owned(),
            form_encoded.clone(),
            STANDARD.encode(secret),
            STANDARD.encode(format!("\0{username}\0{secret}")),
            STANDARD.encode(format!("user={username}\x01auth=Bearer {secret}\x01\x01")),
            STANDARD.encode(format!("{username}:{form_encoded}")),
        ];
        self.0
            .extend(spellings.into_iter().filter(|spelling| !spelling.is_empty()).map(Secret::new));
    }

    pub(super) fn out_of(&self, text: &str) -> String {
        // A text folded over lines would hide one from us.
        let unfolded = text.replace("\r\n", "\n");
        self.0.iter().fold(unfolded, |text, secret| text.replace(secret.reveal(), "•••"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_large_providers_has_its_own_name() {
        use MailProblem as P;
        for (asked, code, answer, expected) in [
            (Asked::Greeting, 554, "554 5.7.1 blocked", P::GreetingRefused),
            (Asked::Greeting, 421, "421 4.3.2 Service not available", P::ServerBusy),
            (Asked::Hello, 504, "504 5.5.2 <localhost>: need fully-qualified", P::HelloRefused),
            (Asked::Hello, 554, "554 5.7.1 blocked", P::GreetingRefused),
            (Asked::Starttls, 454, "454 TLS not available", P::StarttlsRefused),
            (
                Asked::Password,
                535,
                "535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]",
                P::AuthRefusedMicrosoft,
            ),
            (
                Asked::Password,
                535,
                "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
                P::BasicAuthDisabled,
            ),
            (Asked::Token, 535, "535 5.7.3 Authentication unsuccessful", P::AuthRefusedMicrosoft),
            (
                Asked::Token,
                430,
                "430 4.2.0 STOREDRV; mailbox logon failure; account recently created (retry)",
                P::MailboxUnavailable,
            ),
            (
                Asked::Password,
                454,
                "454 4.7.0 Temporary authentication failure",
                P::AuthUnavailable,
            ),
            (
                Asked::Password,
                534,
                "534 5.7.9 Application-specific password required",
                P::AppPasswordNeeded,
            ),
            (Asked::Password, 535, "535 5.7.8 Username and Password not accepted", P::AuthRefused),
            (
                Asked::Message,
                550,
                "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                P::SendAsDenied,
            ),
            (
                Asked::Message,
                554,
                "554 5.2.252 SendAsDenied; sync@contoso.com not allowed to send as x",
                P::SendAsDenied,
            ),
            (Asked::Sender, 530, "530 5.7.0 Authentication required", P::AuthRequired),
            (
                Asked::Sender,
                530,
                "530 5.7.57 Client not authenticated to send mail",
                P::AuthRequired,
            ),
            (Asked::Sender, 553, "553 5.1.8 Sender address rejected", P::SenderRefused),
            (Asked::Recipient, 554, "554 5.7.1 <x@y>: Relay access denied", P::RelayingDenied),
            (
                Asked::Recipient,
                550,
                "550 5.7.54 SMTP; Unable to relay recipient",
                P::RelayingDenied,
            ),
            (Asked::Recipient, 550, "550 5.1.1 no such user", P::RecipientRefused),
            (Asked::Recipient, 450, "450 4.2.0 Greylisted", P::TemporarilyRefused),
            (
                Asked::Message,
                432,
                "432 4.3.2 Concurrent connections limit exceeded",
                P::RateLimited,
            ),
            (Asked::Message, 552, "552 5.3.4 Message size exceeds limit", P::MessageTooLarge),
            (Asked::Message, 554, "554 5.7.1 Spam", P::MessageRefused),
            (Asked::Message, 550, "550 5.7.1 host [94.5.30.7] is blocked 4.5.3", P::MessageRefused),
        ] {
            assert_eq!(problem(asked, code, answer), expected, "{answer}");
        }
    }

    #[test]
    fn what_a_token_endpoint_says_is_understood() {
        use MailProblem as P;
        for (error, description, expected) in [
            (
                "invalid_client",
                "AADSTS7000215: Invalid client secret provided.",
                P::TokenInvalidClient,
            ),
            (
                "invalid_client",
                "AADSTS7000222: The provided client secret keys are expired.",
                P::TokenSecretExpired,
            ),
            ("unauthorized_client", "AADSTS700016: Application was not found", P::TokenUnknownApp),
            ("invalid_request", "AADSTS90002: Tenant 'x' not found.", P::TokenWrongTenant),
            (
                "invalid_scope",
                "AADSTS1002012: The provided value for scope is not valid",
                P::TokenInvalidScope,
            ),
            ("invalid_scope", "", P::TokenInvalidScope),
            ("unauthorized_client", "", P::TokenUnauthorized),
            ("temporarily_unavailable", "", P::TokenRefused),
        ] {
            assert_eq!(
                token_refused(error, description, &Hidden::default()).problem,
                expected,
                "{description}"
            );
        }
    }
}
