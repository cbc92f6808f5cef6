//! Signing in at a mail server: with a name and a secret, with a token, or not at all.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use engine::sanitize::sanitized;
use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    commands::Auth,
};

use super::{
    MailServer,
    connection::{Connection, failed},
    in_time,
};
use crate::{
    base::secret::Secret,
    mail::{
        diagnosis::Asked,
        report::{MailFinding, MailProblem, MailStage, Observer, SendFailure},
        settings::{OAuth2, SignIn},
    },
};

impl Connection {
    pub(super) async fn sign_in(
        &mut self,
        server: &MailServer,
        observer: &Observer,
    ) -> Result<(), SendFailure> {
        let secret = server.secret.as_ref();
        let has_secret =
            secret.ok_or(SendFailure::new(MailStage::Auth, MailProblem::SecretUnavailable));
        match &server.settings.sign_in {
            SignIn::None => {
                observer.stage(MailStage::Auth, async { Ok(((), MailFinding::NoSignIn)) }).await
            }
            SignIn::Password { username } => {
                let secret = observer.prelude(MailStage::Auth, async { has_secret }).await?;
                let username = username.as_deref().unwrap_or(secret.reveal());
                let limit = observer.answer_limit();
                let signed_in = self.sign_in_by_password(username, secret, limit);
                observer.stage(MailStage::Auth, signed_in).await
            }
            SignIn::Token(client) => {
                let secret = observer.prelude(MailStage::Token, async { has_secret }).await?;
                self.sign_in_by_token(server, client, secret, observer).await
            }
        }
    }

    /// A mechanism may be offered and not work, or only for other accounts: then the other one is tried.
    async fn sign_in_by_password(
        &mut self,
        username: &str,
        secret: &Secret,
        limit: Duration,
    ) -> Result<((), MailFinding), SendFailure> {
        self.answer.hide(username, secret);
        let mut first = None;
        for mechanism in [Mechanism::Plain, Mechanism::Login] {
            if !self.offers_mechanism(mechanism) {
                continue;
            }
            let signed_in = self.present_password(mechanism, username, secret);
            match in_time(MailStage::Auth, limit, signed_in).await {
                Ok(()) => {
                    return Ok(((), MailFinding::SignedIn { mechanism: mechanism.to_string() }));
                }
                Err(failure) if first.is_none() && is_of_mechanism(&failure) => {
                    first = Some(failure);
                }
                // Some servers hang up after the first refusal, which is then the one that matters.
                Err(second) if second.problem == MailProblem::ConnectionClosed => {
                    return Err(first.unwrap_or(second));
                }
                Err(failure) => return Err(failure),
            }
        }
        Err(first.unwrap_or_else(|| self.no_mechanism(MailProblem::PasswordMechanismMissing)))
    }

    /// The words of lettre's own AUTH LOGIN depend on how the server spells its challenges.
    async fn present_password(
        &mut self,
        mechanism: Mechanism,
        username: &str,
        secret: &Secret,
    ) -> Result<(), SendFailure> {
        let answer = self.answer.clone();
        let encoded = |text: &str| STANDARD.encode(text);
        let lines = if mechanism == Mechanism::Plain {
            let credentials = encoded(&format!("\0{username}\0{}", secret.reveal()));
            vec![format!("AUTH PLAIN {credentials}")]
        } else {
            vec!["AUTH LOGIN".to_owned(), encoded(username), encoded(secret.reveal())]
        };
        let mut is_asking = false;
        for line in lines {
            let reply = self.smtp.command(format!("{line}\r\n")).await;
            let reply = reply.map_err(|error| failed(Asked::Password, &error, &answer))?;
            is_asking = reply.has_code(334);
        }
        if is_asking {
            return Err(SendFailure::new(MailStage::Auth, MailProblem::Unexpected));
        }
        Ok(())
    }

    /// A refused token may only have been taken back: one new one, one more try.
    async fn sign_in_by_token(
        &mut self,
        server: &MailServer,
        client: &OAuth2,
        client_secret: &Secret,
        observer: &Observer,
    ) -> Result<(), SendFailure> {
        let limit = observer.answer_limit();
        let fetch = async || server.tokens.get(client, client_secret, &server.clock).await;
        let token = observer.stage(MailStage::Token, fetch()).await?;
        observer
            .stage(MailStage::Auth, async {
                if !self.offers_mechanism(Mechanism::Xoauth2) {
                    return Err(self.no_mechanism(MailProblem::MechanismMissing));
                }
                let mailbox = client.mailbox.as_str();
                let first = match self.present_token(mailbox, &token, limit).await {
                    Ok(()) => return Ok(((), signed_in_by_token())),
                    Err(first) => first,
                };
                let is_refused = [MailProblem::TokenRejected, MailProblem::AuthRefusedMicrosoft];
                if !is_refused.contains(&first.problem) {
                    return Err(first);
                }
                server.tokens.forget(&token).await;
                let (token, _) = fetch().await?;
                match self.present_token(mailbox, &token, limit).await {
                    Ok(()) => Ok(((), signed_in_by_token())),
                    Err(SendFailure { problem: MailProblem::ConnectionClosed, .. }) => Err(first),
                    Err(second) => {
                        server.tokens.forget(&token).await;
                        Err(second)
                    }
                }
            })
            .await
    }

    async fn present_token(
        &mut self,
        mailbox: &str,
        token: &Secret,
        limit: Duration,
    ) -> Result<(), SendFailure> {
        self.answer.hide(mailbox, token);
        let credentials = Credentials::new(mailbox.to_owned(), token.reveal().to_owned());
        let answer = self.answer.clone();
        in_time(MailStage::Auth, limit, async {
            let refused = |error: &_| failed(Asked::Token, error, &answer);
            let command = Auth::new(Mechanism::Xoauth2, credentials, None);
            let reply = self.smtp.command(command.map_err(|error| refused(&error))?).await;
            let reply = reply.map_err(|error| refused(&error))?;
            if reply.has_code(334) {
                // The reason in JSON; an empty line asks for the refusal itself.
                self.smtp.command("\r\n").await.map_err(|error| refused(&error))?;
            }
            Ok(())
        })
        .await
    }

    /// Nothing is offered at all, or nothing of what is needed.
    fn no_mechanism(&self, needed: MailProblem) -> SendFailure {
        let offers_any = !self.mechanisms().is_empty();
        SendFailure::new(
            MailStage::Auth,
            if offers_any { needed } else { MailProblem::AuthMissing },
        )
    }

    fn offers_mechanism(&self, mechanism: Mechanism) -> bool {
        self.smtp.server_info().supports_auth_mechanism(mechanism)
    }

    /// The words behind AUTH in the answer to EHLO, also those that lettre does not know.
    pub(super) fn mechanisms(&self) -> Vec<String> {
        let text = self.answer.text();
        text.lines()
            .filter_map(|line| line.get(4..)?.trim().split_once([' ', '=', '\t']))
            .filter(|(keyword, _)| keyword.eq_ignore_ascii_case("AUTH"))
            .flat_map(|(_, words)| words.split_whitespace())
            .take(12)
            .map(sanitized)
            .collect()
    }
}

/// Whether another mechanism may do better.
fn is_of_mechanism(failure: &SendFailure) -> bool {
    matches!(
        failure.problem,
        MailProblem::AuthRefused
            | MailProblem::AuthRefusedMicrosoft
            | MailProblem::PasswordMechanismMissing
    )
}

fn signed_in_by_token() -> MailFinding {
    MailFinding::SignedIn { mechanism: Mechanism::Xoauth2.to_string() }
}
