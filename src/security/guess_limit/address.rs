//! Doors behind which no account stands: setup codes, serial numbers and links are counted for the
//! address that they come from.

use std::net::IpAddr;

use super::{Subject, admit, admit_counted};
use crate::{
    base::{
        clock::Clock,
        failure::{Error, Refusal},
        field::AccountField,
        field_error::FieldError,
    },
    database::Database,
};

/// Lets an address act, unless it has guessed wrong too often: at setup codes and serial numbers,
/// which belong to nobody in particular.
pub(crate) async fn from_address<T>(
    database: &Database,
    clock: &Clock,
    address: IpAddr,
    action: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let guess = admit(database, clock, &[Subject::Address(address)]).await?;
    let outcome = action.await;
    let was_wrong = outcome.as_ref().is_err_and(is_wrong_guess);
    if was_wrong || guess.is_counted() {
        database
            .write(async |tx| {
                if was_wrong {
                    guess.was_wrong(&*tx, clock.now()).await?;
                } else {
                    guess.was_right(&*tx).await?;
                }
                Ok(())
            })
            .await?;
    }
    outcome
}

/// Lets everybody use a link, and counts those that are none. Nobody guesses 256 bits: whoever has a
/// good link gets in, whatever others at the same address have tried.
pub(crate) async fn with_link<T>(
    database: &Database,
    clock: &Clock,
    address: IpAddr,
    action: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let outcome = action.await;
    if outcome.as_ref().is_err_and(is_wrong_guess) {
        admit_counted(database, clock, &[Subject::Address(address)]).await?;
    }
    outcome
}

/// Whether something was refused that only its owner could have known.
fn is_wrong_guess(error: &Error) -> bool {
    match error {
        Error::Form(errors) => {
            errors.of(AccountField::SetupCode) == Some(FieldError::WrongSetupCode)
                || errors.of(AccountField::SerialNumber) == Some(FieldError::SerialNumberUnknown)
        }
        Error::Refused(refusal) => *refusal == Refusal::LinkUnusable,
        Error::Fault(_) => false,
    }
}
