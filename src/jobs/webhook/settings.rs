//! Where failures are posted to, and what the posts are signed with: a secret for this address and no
//! other. The address is sealed, too: with many receivers, whoever has it may post there.

use base64::{Engine, engine::general_purpose::STANDARD};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use zeroize::Zeroize;

use crate::{
    base::{
        failure::{Error, Refusal},
        field_error::FieldError,
        outbound, random,
        secret::Secret,
        vault::{KeyProblem, Vault},
    },
    database::{
        Database,
        entities::job_settings::{self, Column, THE_ONE},
    },
};

/// As many characters as the column takes.
const MAX_URL_CHARACTERS: u16 = 2_000;
/// By which libraries know such secrets.
const SECRET_PREFIX: &str = "whsec_";
const SECRET_BYTES: usize = 32;
/// What the address itself is bound to.
const ADDRESS: &str = "address of the webhook";

/// An address that may be posted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebhookUrl(String);

impl WebhookUrl {
    /// `None` for nothing.
    pub(crate) fn parse(typed: &str) -> Result<Option<Self>, FieldError> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let url = outbound::parse_destination(typed, MAX_URL_CHARACTERS)?.to_string();
        // Longer than typed, where it had characters that addresses spell out.
        if url.len() > usize::from(MAX_URL_CHARACTERS) {
            return Err(FieldError::TooLong { limit: MAX_URL_CHARACTERS });
        }
        Ok(Some(Self(url)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn seal(&self, vault: &Vault) -> Result<String, KeyProblem> {
        vault.seal(&Secret::new(self.as_str()), ADDRESS)
    }

    /// What its secret is bound to.
    fn destination(&self) -> String {
        format!("webhook {}", self.0)
    }
}

/// What posts are signed with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct WebhookSecret([u8; SECRET_BYTES]);

impl Drop for WebhookSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl WebhookSecret {
    pub(crate) fn new() -> Self {
        Self(random::bytes())
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(SECRET_PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// `whsec_` and base64, as receivers are given it.
    pub(crate) fn to_text(&self) -> Secret {
        Secret::new(format!("{SECRET_PREFIX}{}", STANDARD.encode(self.0)))
    }

    pub(super) const fn bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// As it is kept for an address.
    pub(crate) fn seal(&self, url: &WebhookUrl, vault: &Vault) -> Result<String, KeyProblem> {
        vault.seal(&self.to_text(), &url.destination())
    }
}

/// The webhook as it is kept.
pub(crate) struct StoredWebhook {
    /// Whoever saves says which version they saw.
    pub(crate) version: i32,
    /// None as well if it cannot be opened.
    pub(crate) url: Option<WebhookUrl>,
    pub(crate) has_url: bool,
    sealed_secret: Option<String>,
}

impl StoredWebhook {
    /// The secret of the address, if it can be opened.
    pub(crate) fn secret(&self, vault: &Vault) -> Result<Option<WebhookSecret>, KeyProblem> {
        let (Some(url), Some(sealed)) = (&self.url, &self.sealed_secret) else { return Ok(None) };
        let opened = vault.unseal(sealed, &url.destination())?;
        Ok(opened.and_then(|secret| WebhookSecret::parse(secret.reveal())))
    }
}

pub(crate) async fn find(db: &impl ConnectionTrait, vault: &Vault) -> Result<StoredWebhook, Error> {
    let row = row(db).await?;
    let has_url = has_url(&row);
    let url = match (&row.sealed_webhook_url, row.webhook_url) {
        (Some(sealed), _) => {
            vault.unseal(sealed, ADDRESS)?.map(|url| WebhookUrl(url.reveal().to_owned()))
        }
        (None, url) => url.map(WebhookUrl),
    };
    let sealed_secret = row.sealed_webhook_secret;
    Ok(StoredWebhook { version: row.version, url, has_url, sealed_secret })
}

/// Whether there is an address to post to.
pub(super) async fn is_set(db: &impl ConnectionTrait) -> Result<bool, Error> {
    Ok(has_url(&row(db).await?))
}

async fn row(db: &impl ConnectionTrait) -> Result<job_settings::Model, Error> {
    let row = job_settings::Entity::find_by_id(THE_ONE).one(db).await?;
    Ok(row.ok_or_else(|| std::io::Error::other("the row of the job settings is gone"))?)
}

const fn has_url(row: &job_settings::Model) -> bool {
    row.sealed_webhook_url.is_some() || row.webhook_url.is_some()
}

/// Seals an address that an older version has kept in clear.
pub(crate) async fn seal_former(database: &Database, vault: &Vault) -> Result<(), Error> {
    let kept = row(&database.read()).await?;
    let Some(url) = kept.webhook_url.map(WebhookUrl) else { return Ok(()) };
    let sealed = url.seal(vault)?;
    database
        .write(async |tx| {
            sealed_address(Some(&sealed))
                .filter(Column::Version.eq(kept.version))
                .filter(Column::WebhookUrl.is_not_null())
                .exec(&*tx)
                .await?;
            Ok(())
        })
        .await
}

fn sealed_address(sealed: Option<&str>) -> UpdateMany<job_settings::Entity> {
    job_settings::Entity::update_many()
        .col_expr(Column::SealedWebhookUrl, Expr::value(sealed))
        .col_expr(Column::WebhookUrl, Expr::value(None::<String>))
        .filter(Column::Id.eq(THE_ONE))
}

/// Saves the address over the version that was seen, and a new secret if there is one; refuses where
/// somebody else was faster. Without an address there is no secret.
pub(crate) async fn save(
    tx: &impl ConnectionTrait,
    vault: &Vault,
    seen_version: i32,
    url: Option<&WebhookUrl>,
    new_secret: Option<&str>,
) -> Result<(), Error> {
    let sealed = url.map(|url| url.seal(vault)).transpose()?;
    let mut saved = sealed_address(sealed.as_deref())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Version.eq(seen_version));
    if new_secret.is_some() || url.is_none() {
        saved = saved.col_expr(Column::SealedWebhookSecret, Expr::value(new_secret));
    }
    let is_saved = saved.exec(tx).await?.rows_affected == 1;
    if is_saved { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}

/// Seals address and secret under the present key; the answer is how many of them there are.
pub(crate) async fn seal_anew(tx: &impl ConnectionTrait, vault: &Vault) -> Result<usize, Error> {
    let kept = find(tx, vault).await?;
    // What cannot be opened is entered anew by an administrator.
    let Some(url) = &kept.url else { return Ok(0) };
    let secret = kept.secret(vault)?;
    let mut sealed = sealed_address(Some(&url.seal(vault)?));
    if let Some(secret) = &secret {
        let secret = secret.seal(url, vault)?;
        sealed = sealed.col_expr(Column::SealedWebhookSecret, Expr::value(Some(secret)));
    }
    sealed.filter(Column::Version.eq(kept.version)).exec(tx).await?;
    Ok(1 + usize::from(secret.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_shown() {
        let secret = WebhookSecret::new();
        let text = secret.to_text();
        assert_eq!(text.reveal().len(), SECRET_PREFIX.len() + 44);
        assert!(WebhookSecret::parse(text.reveal()) == Some(secret));
        for wrong in ["", "whsec_", "whsec_AAAA", &text.reveal()[1..]] {
            assert!(WebhookSecret::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_https_or_this_machine_and_is_kept_as_it_is_used() {
        let parsed = |typed: &str| WebhookUrl::parse(typed).map(|url| url.map(|url| url.0));
        assert_eq!(parsed("  "), Ok(None));
        assert_eq!(
            parsed(" https://Hooks.example.com/é?a=b "),
            Ok(Some("https://hooks.example.com/%C3%A9?a=b".to_owned()))
        );
        assert_eq!(parsed("http://localhost:1"), Ok(Some("http://localhost:1/".to_owned())));
        assert_eq!(parsed("http://hooks.example.com/"), Err(FieldError::NotAnHttpsAddress));
        let limit = MAX_URL_CHARACTERS;
        let long = format!("https://hooks.example.com/{}", "é".repeat(1_000));
        assert_eq!(parsed(&long), Err(FieldError::TooLong { limit }));
    }
}
