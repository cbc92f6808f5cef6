//! Who hears of it when a job fails: how many are mailed, and the address of a program that is told.
//!
//! 1. The [`panel`] says who is mailed now, and how posting to the webhook goes.
//! 2. Saving an address makes a secret for it, which is shown once ([`service`]).
//! 3. A test promises the notice of a failure that did not happen.

use strum::{EnumIter, IntoStaticStr};

use crate::base::field::Fields;

pub(crate) mod endpoint;
pub(crate) mod panel;
pub(crate) mod service;

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum NoticesField {
    WebhookUrl,
    /// Makes another secret for the webhook.
    NewWebhookSecret,
}

impl Fields for NoticesField {}
