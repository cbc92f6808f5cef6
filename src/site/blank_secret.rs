//! The rule of secrets in forms that are filled from what is stored or was tried: a secret goes only where it
//! was typed for.

use crate::base::{failure::Error, field::FieldName, field_error::FieldError, secret::Secret};

/// A secret that was typed, or stored, before the form was shown.
pub(crate) struct Former {
    /// `None` where it is for another destination than the form says now.
    pub(crate) secret: Option<Secret>,
}

/// What leaving the field blank means; `None` where there has never been a secret. `retype` is filled where one
/// was typed before a refusal, and is lost. Of an attempt that the form was filled from, its secret is meant, and
/// no older one.
pub(crate) fn meant(
    field: FieldName,
    retype: &str,
    attempted: Option<Former>,
    stored: impl FnOnce() -> Result<Option<Former>, Error>,
) -> Result<Option<Secret>, Error> {
    if !retype.is_empty() {
        return Err(Error::field(field, FieldError::Required));
    }
    let former = match attempted {
        Some(attempted) => Some(attempted),
        None => stored()?,
    };
    match former {
        None => Ok(None),
        Some(Former { secret: Some(secret) }) => Ok(Some(secret)),
        Some(Former { secret: None }) => {
            Err(Error::field(field, FieldError::SecretOfAnotherDestination))
        }
    }
}
