//! The token of the link that stops the mails about failures. It says whose mails they are and opens
//! nothing else. Nothing of it is stored, and it does not expire.

use crate::base::{
    secret::Secret,
    vault::{KeyProblem, Vault},
};

/// What such a token is sealed for.
const PURPOSE: &str = "switch off the mails about failures";

pub(crate) fn token(vault: &Vault, account_id: &str) -> Result<String, KeyProblem> {
    vault.seal(&Secret::new(account_id), PURPOSE)
}

/// Whose it is, if it is one of ours.
pub(crate) fn account_id(vault: &Vault, token: &Secret) -> Result<Option<Secret>, KeyProblem> {
    vault.unseal(token.reveal(), PURPOSE)
}
