//! A license: who owns how many seats until when, signed with Ed25519 and checked offline.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer, SigningKey, VerifyingKey};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::serial_number::SerialNumber;
use crate::{
    base::{
        clock::{Timestamp, date_of, day_number},
        field_error::FieldError,
    },
    configuration::{settings::Settings, values},
};

/// First byte of the signed text; a later layout gets another.
const LAYOUT: u8 = 1;
/// Separates these signatures from any other use of the same key.
const CONTEXT: &[u8] = b"datasync license\0";
/// The longest licensee, so that a serial number stays one that fits a form field.
const MAX_LICENSEE_BYTES: usize = 100;

/// The public half of `deploy/development-license.key`, which everybody has: it licenses nothing
/// unless the operator sets `License.AllowDevelopmentKey`.
const DEVELOPMENT_KEY: &str = "U+CjGFzJHotd0F13zzg31C6B3CCx0qZkj/Z5tLChr5o=";

/// Warned of for 30 days: time enough to order a renewal.
const WARNING_DAYS: i32 = 30;
/// Kept working for 30 days after the end: a late renewal must not stop a company.
const GRACE_DAYS: i32 = 30;

/// What a license allows to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    Synchronization,
    Consolidation,
    Migration,
    Export,
}

impl Feature {
    pub(crate) const ALL: [Self; 4] =
        [Self::Synchronization, Self::Consolidation, Self::Migration, Self::Export];

    /// The name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Synchronization => "synchronization",
            Self::Consolidation => "consolidation",
            Self::Migration => "migration",
            Self::Export => "export",
        }
    }

    pub(crate) fn from_bits(bits: u8) -> Vec<Self> {
        Self::ALL.into_iter().filter(|feature| bits & feature.bit() != 0).collect()
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Synchronization => 1,
            Self::Consolidation => 2,
            Self::Migration => 4,
            Self::Export => 8,
        }
    }
}

/// Tells licenses apart: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LicenseId(u64);

impl LicenseId {
    pub(crate) const fn new(number: u64) -> Self {
        Self(number)
    }
}

impl std::fmt::Display for LicenseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct License {
    pub(crate) id: LicenseId,
    pub(crate) licensee: String,
    pub(crate) seats: u32,
    pub(crate) issued: Date,
    /// The last day on which it is valid (UTC); `None` is perpetual.
    pub(crate) expires: Option<Date>,
    pub(crate) features: Vec<Feature>,
}

/// Where a license stands on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LicenseStatus {
    Valid,
    /// Ends in at most 30 days.
    EndsSoon {
        days_left: i32,
    },
    /// Ended, and keeps working for the days left.
    Grace {
        days_left: i32,
    },
    /// Ended for good: only administrators sign in, to enter a new serial number.
    Expired,
}

impl LicenseStatus {
    pub(crate) fn of(expires: Option<Date>, now: Timestamp) -> Self {
        let Some(expires) = expires else { return Self::Valid };
        let days_left = now.date().until(expires).map_or(i32::MAX, |span| span.get_days());
        if days_left > WARNING_DAYS {
            Self::Valid
        } else if days_left >= 0 {
            Self::EndsSoon { days_left }
        } else if days_left >= -GRACE_DAYS {
            Self::Grace { days_left: GRACE_DAYS + days_left }
        } else {
            Self::Expired
        }
    }
}

/// The public keys whose licenses this server accepts.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustedKeys {
    pub(crate) vendor: Vec<PublicKey>,
    pub(crate) allow_development_key: bool,
}

impl TrustedKeys {
    pub(crate) fn read(settings: &mut Settings) -> Self {
        let parse = |text: &str| {
            let is_wrong = || format!("\"{text}\" is not a public key of 44 characters");
            PublicKey::parse(text).ok_or_else(is_wrong)
        };
        Self {
            vendor: settings.take_list("License.PublicKeys", parse),
            allow_development_key: settings
                .take("License.AllowDevelopmentKey", values::bool)
                .unwrap_or(false),
        }
    }
}

/// A vendor's public key; in configuration and on the console 44 characters of Base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicKey(VerifyingKey);

impl PublicKey {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.trim()).ok()?;
        VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok().map(Self)
    }

    pub(crate) fn of(key: &SigningKey) -> Self {
        Self(key.verifying_key())
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&BASE64.encode(self.0.as_bytes()))
    }
}

impl License {
    /// Signs the license; the vendor's side.
    pub(crate) fn issue(&self, key: &SigningKey) -> SerialNumber {
        let mut bytes = self.to_bytes();
        let signature = key.sign(&[CONTEXT, &bytes].concat());
        bytes.extend_from_slice(&signature.to_bytes());
        SerialNumber::from_bytes(bytes)
    }

    /// The license behind a serial number, if somebody signed it whom this server trusts.
    /// Whether it is still valid is for [`LicenseStatus::of`] to say.
    pub(crate) fn verify(serial: &SerialNumber, trusted: &TrustedKeys) -> Result<Self, FieldError> {
        let (license, is_signed_by) = Self::read(serial).ok_or(FieldError::SerialNumberUnknown)?;
        if trusted.vendor.iter().any(&is_signed_by) {
            return Ok(license);
        }
        match PublicKey::parse(DEVELOPMENT_KEY) {
            Some(key) if is_signed_by(&key) && trusted.allow_development_key => Ok(license),
            Some(key) if is_signed_by(&key) => Err(FieldError::SerialNumberDevelopmentOnly),
            _ => Err(FieldError::SerialNumberUnknown),
        }
    }

    /// What a serial number claims, and a test of who signed it. For display and `verify`: the
    /// claim alone proves nothing.
    pub(crate) fn read(serial: &SerialNumber) -> Option<(Self, impl Fn(&PublicKey) -> bool)> {
        let (text, signature) = serial.as_bytes().split_last_chunk::<SIGNATURE_LENGTH>()?;
        let license = Self::from_bytes(text)?;
        let signed = [CONTEXT, text].concat();
        let signature = Signature::from_bytes(signature);
        Some((license, move |key: &PublicKey| key.0.verify_strict(&signed, &signature).is_ok()))
    }

    pub(crate) fn feature_bits(&self) -> u8 {
        self.features.iter().fold(0, |bits, feature| bits | feature.bit())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![LAYOUT];
        bytes.extend_from_slice(&self.id.0.to_be_bytes());
        bytes.extend_from_slice(&self.seats.to_be_bytes());
        bytes.extend_from_slice(&day_number(self.issued).to_be_bytes());
        bytes.extend_from_slice(&self.expires.map_or(i32::MAX, day_number).to_be_bytes());
        bytes.push(self.feature_bits());
        bytes.extend_from_slice(self.licensee.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&layout, rest) = bytes.split_first()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (seats, rest) = rest.split_first_chunk()?;
        let (issued, rest) = rest.split_first_chunk()?;
        let (expires, rest) = rest.split_first_chunk()?;
        let (&features, licensee) = rest.split_first()?;
        if layout != LAYOUT {
            return None;
        }
        let licensee = str::from_utf8(licensee).ok().filter(|name| is_licensee(name))?;
        Some(Self {
            id: LicenseId(u64::from_be_bytes(*id)),
            licensee: licensee.to_owned(),
            seats: u32::from_be_bytes(*seats),
            issued: date_of(i32::from_be_bytes(*issued))?,
            expires: match i32::from_be_bytes(*expires) {
                i32::MAX => None,
                day => Some(date_of(day)?),
            },
            features: Feature::from_bits(features),
        })
    }
}

/// 1 to 100 bytes, nothing that could take over a terminal.
pub(crate) fn is_licensee(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= MAX_LICENSEE_BYTES && !name.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn trusting(keys: &[&SigningKey]) -> TrustedKeys {
        TrustedKeys {
            vendor: keys.iter().map(|key| PublicKey::of(key)).collect(),
            allow_development_key: false,
        }
    }

    fn license() -> License {
        License {
            id: LicenseId::new(42),
            licensee: "Société Générale d’Électricité".to_owned(),
            seats: 25,
            issued: date(2026, 1, 31),
            expires: Some(date(2027, 1, 31)),
            features: vec![Feature::Synchronization, Feature::Export],
        }
    }

    #[test]
    fn what_was_issued_is_what_is_verified() {
        for expires in [None, Some(date(2027, 1, 31))] {
            let license = License { expires, ..license() };
            let typed = license.issue(&key(1)).to_string();
            let serial_number = SerialNumber::parse(&typed).unwrap();
            assert_eq!(
                License::verify(&serial_number, &trusting(&[&key(2), &key(1)])),
                Ok(license)
            );
        }
    }

    #[test]
    fn a_signature_of_another_key_is_unknown() {
        let serial_number = license().issue(&key(1));
        assert_eq!(
            License::verify(&serial_number, &trusting(&[&key(2)])),
            Err(FieldError::SerialNumberUnknown)
        );
    }

    #[test]
    fn the_development_key_needs_permission() {
        let pem = include_str!("../../deploy/development-license.key");
        let key =
            <SigningKey as ed25519_dalek::pkcs8::DecodePrivateKey>::from_pkcs8_pem(pem).unwrap();
        let serial_number = license().issue(&key);
        let mut trusted = TrustedKeys::default();
        assert_eq!(
            License::verify(&serial_number, &trusted),
            Err(FieldError::SerialNumberDevelopmentOnly)
        );
        trusted.allow_development_key = true;
        assert_eq!(License::verify(&serial_number, &trusted), Ok(license()));
    }

    #[test]
    fn a_license_ends_with_warning_and_grace() {
        let on = |day: Date| LicenseStatus::of(Some(date(2026, 7, 1)), Timestamp::start_of(day));
        assert_eq!(on(date(2026, 5, 31)), LicenseStatus::Valid);
        assert_eq!(on(date(2026, 6, 1)), LicenseStatus::EndsSoon { days_left: 30 });
        assert_eq!(on(date(2026, 7, 1)), LicenseStatus::EndsSoon { days_left: 0 });
        assert_eq!(on(date(2026, 7, 2)), LicenseStatus::Grace { days_left: 29 });
        assert_eq!(on(date(2026, 7, 31)), LicenseStatus::Grace { days_left: 0 });
        assert_eq!(on(date(2026, 8, 1)), LicenseStatus::Expired);
        assert_eq!(
            LicenseStatus::of(None, Timestamp::start_of(date(9000, 1, 1))),
            LicenseStatus::Valid
        );
    }

    proptest! {
        #[test]
        fn a_changed_license_is_unknown(place in any::<prop::sample::Index>(), change in 1_u8..) {
            let mut bytes = license().issue(&key(1)).as_bytes().to_vec();
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            prop_assert_eq!(
                License::verify(&SerialNumber::from_bytes(bytes), &trusting(&[&key(1)])),
                Err(FieldError::SerialNumberUnknown)
            );
        }

        #[test]
        fn any_bytes_may_come(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = License::verify(&SerialNumber::from_bytes(bytes), &trusting(&[&key(1)]));
        }
    }
}
