//! Secrets that must be used again (the mail server's password, not a person's) rest sealed with
//! XChaCha20-Poly1305.
//!
//! 1. The keys are a ring: the first seals, all of them open. They stand in the configuration or in
//!    `<data>/secret-key`, never in the database.
//! 2. What is sealed is bound to its destination: for another server, user or endpoint it does not
//!    open, so a changed address never gets an old secret.
//! 3. What leaves the installation and comes back is signed by the same ring ([`Signer`]).
//! 4. The installation keeps a word sealed under its key. With a missing or wrong key the server
//!    refuses to start, and overwrites nothing.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::{private_file, random, secret::Secret};

const FILE: &str = "secret-key";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// What the keys that sign are derived by.
const SIGNING: &str = "datasync signature 1";
/// The word that shows whether a key is the right one, and what it is bound to.
const CHECK: (&str, &str) = ("DataSync", "the key of this installation");

/// 256 random bits and their name.
#[derive(Clone)]
pub(crate) struct Key {
    bytes: [u8; KEY_BYTES],
}

impl Key {
    pub(crate) fn new() -> Self {
        Self { bytes: random::bytes() }
    }

    /// 43 characters of URL-safe base64.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        Some(Self { bytes: bytes.try_into().ok()? })
    }

    fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes)
    }

    /// Tells keys apart without telling what they are.
    fn id(&self) -> String {
        hex::encode(&Sha256::digest(self.bytes)[..4])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.bytes.into())
    }

    /// Bound to a purpose, so that nothing that is signed for one counts for another. Sealing uses the key
    /// itself, signing one that is derived from it.
    fn mac(&self, purpose: &str) -> Hmac<Sha256> {
        let derived = keyed(&self.bytes).chain_update(SIGNING).finalize().into_bytes();
        keyed(&derived).chain_update(purpose).chain_update([0])
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("a key")
}

/// Signs as an installation does at this moment.
#[derive(Debug, Clone)]
pub(crate) struct Signer(Key);

impl Signer {
    /// `key id.hexadecimal digits`
    pub(crate) fn sign(&self, text: &str, purpose: &str) -> String {
        let mac = self.0.mac(purpose).chain_update(text).finalize().into_bytes();
        format!("{}.{}", self.0.id(), hex::encode(mac))
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// Where the ring of an installation is kept; clones share it. The file is read anew each time:
/// sealing is rare, and a running server must not go on sealing under a key that was rotated away.
#[derive(Debug, Clone)]
pub(crate) enum Vault {
    File(Arc<PathBuf>),
    Configured(Arc<Vec<Key>>),
}

impl Vault {
    /// The configured ring, or the file in the data directory.
    pub(crate) fn of(configured: &[Key], data_directory: &Path) -> Self {
        if configured.is_empty() {
            Self::File(Arc::new(data_directory.join(FILE)))
        } else {
            Self::Configured(Arc::new(configured.to_vec()))
        }
    }

    /// Makes the file with a new key; refuses where there is one.
    pub(crate) fn create(&self) -> Result<(), KeyProblem> {
        match self {
            Self::Configured(_) => Ok(()),
            Self::File(path) => private_file::create(path, &format!("{}\n", Key::new().to_text()))
                .map_err(|error| self.unreadable(&error)),
        }
    }

    /// Takes back what [`create`](Self::create) made.
    pub(crate) fn discard(&self) -> io::Result<()> {
        match self {
            Self::Configured(_) => Ok(()),
            Self::File(path) => std::fs::remove_file(path.as_path()),
        }
    }

    /// The keys, the sealing one first; `None` if nobody has made any.
    pub(crate) fn ring(&self) -> Result<Option<Vec<Key>>, KeyProblem> {
        let path = match self {
            Self::Configured(keys) => return Ok(Some(keys.to_vec())),
            Self::File(path) => path,
        };
        let text = match std::fs::read_to_string(path.as_path()) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unreadable(&error)),
        };
        let keys: Option<Vec<Key>> =
            text.lines().filter(|line| !line.trim().is_empty()).map(Key::parse).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Some(keys)),
            _ => Err(self.unreadable(&"it does not hold a key of 43 characters a line")),
        }
    }

    /// The keys as they stand in their file; `None` for a ring that is configured, or missing.
    pub(crate) fn ring_in_file(&self) -> Result<Option<Vec<String>>, KeyProblem> {
        let Self::File(_) = self else { return Ok(None) };
        Ok(self.ring()?.map(|keys| keys.iter().map(Key::to_text).collect()))
    }

    /// Whether the ring is ours to change.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Puts a new ring in the place of the old one; one that is configured stays as it is.
    pub(crate) fn replace(&self, keys: &[Key]) -> Result<(), KeyProblem> {
        let Self::File(path) = self else { return Ok(()) };
        let text: String = keys.iter().map(|key| key.to_text() + "\n").collect();
        private_file::replace(path, &text).map_err(|error| self.unreadable(&error))
    }

    /// `key id.base64(nonce and ciphertext)`
    pub(crate) fn seal(&self, secret: &Secret, destination: &str) -> Result<String, KeyProblem> {
        let key = self.require_ring()?.swap_remove(0);
        let nonce: [u8; NONCE_BYTES] = random::bytes();
        let data = associated_data(destination);
        let payload = Payload { msg: secret.reveal().as_bytes(), aad: data.as_bytes() };
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| self.unreadable(&"it cannot seal"))?;
        Ok(format!("{}.{}", key.id(), URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// The secret, if it was sealed under one of our keys for this very destination.
    pub(crate) fn unseal(
        &self,
        sealed: &str,
        destination: &str,
    ) -> Result<Option<Secret>, KeyProblem> {
        let ring = self.require_ring()?;
        Ok(open(&ring, sealed, destination))
    }

    /// What is signed with; `None` if nobody has made a key.
    pub(crate) fn signer(&self) -> Result<Option<Signer>, KeyProblem> {
        Ok(self.ring()?.map(|mut ring| Signer(ring.swap_remove(0))))
    }

    /// Whether one of our keys has signed this text for this purpose.
    pub(crate) fn has_signed(
        &self,
        text: &str,
        purpose: &str,
        signature: &str,
    ) -> Result<bool, KeyProblem> {
        let Some((id, mac)) = signature.split_once('.') else { return Ok(false) };
        let ring = self.ring()?.unwrap_or_default();
        let (key, mac) = (ring.iter().find(|key| key.id() == id), hex::decode(mac));
        let (Some(key), Ok(mac)) = (key, mac) else { return Ok(false) };
        Ok(key.mac(purpose).chain_update(text).verify_slice(&mac).is_ok())
    }

    /// A word by which the installation knows its key again.
    pub(crate) fn seal_check(&self) -> Result<String, KeyProblem> {
        self.seal(&Secret::new(CHECK.0), CHECK.1)
    }

    /// Refuses a ring that cannot open the installation's word.
    pub(crate) fn require_right_key(&self, check: &str) -> Result<(), KeyProblem> {
        match self.unseal(check, CHECK.1)? {
            Some(word) if word.matches(CHECK.0) => Ok(()),
            _ => Err(KeyProblem::Wrong(self.place())),
        }
    }

    fn require_ring(&self) -> Result<Vec<Key>, KeyProblem> {
        self.ring()?.ok_or_else(|| KeyProblem::Missing(self.place()))
    }

    fn unreadable(&self, problem: &dyn fmt::Display) -> KeyProblem {
        KeyProblem::Unreadable(self.place(), problem.to_string())
    }

    pub(crate) fn place(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Configured(_) => "Server.SecretKey".to_owned(),
        }
    }
}

fn open(ring: &[Key], sealed: &str, destination: &str) -> Option<Secret> {
    let (id, text) = sealed.split_once('.')?;
    let key = ring.iter().find(|key| key.id() == id)?;
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let data = associated_data(destination);
    let payload = Payload { msg: ciphertext, aad: data.as_bytes() };
    let text = key.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
    Some(Secret::new(String::from_utf8(text).ok()?))
}

fn associated_data(destination: &str) -> String {
    format!("datasync secret 1\n{destination}")
}

/// Why secrets can be neither sealed nor opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyProblem {
    /// The installation has sealed secrets, and its key is gone. Where it should be.
    Missing(String),
    /// There is a key, but of another installation. Where it is.
    Wrong(String),
    /// Where, and in the system's words.
    Unreadable(String, String),
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(place) => write!(f, "the key of this installation is missing: {place}"),
            Self::Wrong(place) => write!(f, "not the key of this installation: {place}"),
            Self::Unreadable(place, problem) => write!(f, "{place}: {problem}"),
        }
    }
}

impl std::error::Error for KeyProblem {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vault() -> Vault {
        Vault::Configured(Arc::new(vec![Key::new()]))
    }

    #[test]
    fn a_secret_opens_only_for_its_destination_and_under_its_key() {
        let vault = vault();
        let secret = Secret::new("Correct horse 1");
        let sealed = vault.seal(&secret, "smtp.example.com:587").unwrap();
        assert!(!sealed.contains("horse"));
        assert_eq!(vault.unseal(&sealed, "smtp.example.com:587"), Ok(Some(secret)));
        assert_eq!(vault.unseal(&sealed, "smtp.evil.example:587"), Ok(None));
        assert_eq!(self::vault().unseal(&sealed, "smtp.example.com:587"), Ok(None));
    }

    #[test]
    fn an_old_key_still_opens_and_a_new_one_seals() {
        let (old, new) = (Key::new(), Key::new());
        let before = Vault::Configured(Arc::new(vec![old.clone()]));
        let after = Vault::Configured(Arc::new(vec![new.clone(), old]));
        let secret = Secret::new("x");
        let sealed = before.seal(&secret, "d").unwrap();
        assert_eq!(after.unseal(&sealed, "d"), Ok(Some(secret.clone())));
        let sealed = after.seal(&secret, "d").unwrap();
        assert_eq!(before.unseal(&sealed, "d"), Ok(None));
        assert_eq!(Vault::Configured(Arc::new(vec![new])).unseal(&sealed, "d"), Ok(Some(secret)));
    }

    #[test]
    fn a_signature_counts_for_its_text_its_purpose_and_its_key() {
        let (old, new) = (Key::new(), Key::new());
        let vault = |keys: &[&Key]| {
            Vault::Configured(Arc::new(keys.iter().map(|key| (*key).clone()).collect()))
        };
        let signature = vault(&[&old]).signer().unwrap().unwrap().sign("text", "backup");
        let has_signed = |vault: Vault, text, purpose, signature: &str| {
            vault.has_signed(text, purpose, signature).unwrap()
        };
        assert!(has_signed(vault(&[&new, &old]), "text", "backup", &signature));
        assert!(!has_signed(vault(&[&new]), "text", "backup", &signature));
        assert!(!has_signed(vault(&[&old]), "texts", "backup", &signature));
        assert!(!has_signed(vault(&[&old]), "text", "backups", &signature));
        let (id, mac) = signature.split_once('.').unwrap();
        for wrong in ["", ".", mac, &format!("{id}."), &format!("{id}.{}", &mac[2..])] {
            assert!(!has_signed(vault(&[&old]), "text", "backup", wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_was_changed_does_not_open(position in 0usize..90, flip in 1u8..255) {
            let vault = vault();
            let mut sealed = vault.seal(&Secret::new("secret"), "d").unwrap().into_bytes();
            let position = position % sealed.len();
            sealed[position] ^= flip;
            if let Ok(text) = String::from_utf8(sealed) {
                prop_assert!(!matches!(vault.unseal(&text, "d"), Ok(Some(_))));
            }
        }
    }
}
