//! What a serial number may be used for: the same questions whoever asks, a person who registers or
//! an administrator who renews.

use sea_orm::ConnectionTrait;

use super::{
    license::{License, LicenseStatus, TrustedKeys},
    serial_number::SerialNumber,
    store,
};
use crate::{
    base::{clock::Timestamp, failure::Error, field::AccountField, field_error::FieldError},
    database::entities::license,
};

/// The license behind a serial number, if its vendor is trusted and it has not ended.
pub(crate) fn read(
    trusted_keys: &TrustedKeys,
    serial_number: &SerialNumber,
    now: Timestamp,
) -> Result<License, Error> {
    let license = License::verify(serial_number, trusted_keys).map_err(refused)?;
    match LicenseStatus::of(license.expires, now) {
        LicenseStatus::Valid | LicenseStatus::EndsSoon { .. } => Ok(license),
        LicenseStatus::Grace { .. } | LicenseStatus::Expired => {
            Err(refused(FieldError::LicenseExpired))
        }
    }
}

/// Enters the license, if it is new here, and holds it until the end of the transaction. One that a
/// newer license has replaced is refused.
pub(crate) async fn admit(
    tx: &impl ConnectionTrait,
    license: &License,
    serial_number: &SerialNumber,
) -> Result<license::Model, Error> {
    let entered = store::enter(tx, license, serial_number).await?;
    let held = store::hold(tx, &entered.id).await?.unwrap_or(entered);
    if held.replaced_at.is_some() {
        return Err(refused(FieldError::LicenseReplaced));
    }
    Ok(held)
}

/// An error of the field in which the serial number was typed.
pub(crate) fn refused(error: FieldError) -> Error {
    Error::field(AccountField::SerialNumber, error)
}
