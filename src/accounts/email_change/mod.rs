//! Changing the email address: the new one has to confirm, the old one is told.
//!
//! 1. [`service::ask`] promises a mail to the new address; nothing changes yet.
//! 2. Its link leads to a [`page`] with a button, and the button changes the address.
//! 3. Links that went to the old address open nothing any more.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod section;
pub(crate) mod service;
