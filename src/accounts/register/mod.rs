//! Registration: whoever holds a serial number of a license with a free seat may ask for an account.
//!
//! 1. [`page`] shows the form, during the first run with the field for the setup code.
//! 2. [`endpoint`] takes the post, [`service`] checks every field and reports all errors at once.
//! 3. In one transaction the account is added, pending, and the activation link promised.

pub(crate) mod endpoint;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod service;
