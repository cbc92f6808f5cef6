//! What mails say, one file a mail. Each writes a [`Letter`]: words in the recipient's language,
//! which [`letter`] turns into text, HTML and a message with its headers.

pub(crate) mod activation;
pub(crate) mod email_change;
pub(crate) mod email_changed;
pub(crate) mod job;
mod letter;
pub(crate) mod password_changed;
pub(crate) mod password_forgotten;
pub(crate) mod password_reset;
pub(crate) mod test;
pub(crate) mod two_factor;
pub(crate) mod usernames_forgotten;

pub(crate) use letter::{Addressee, Letter};

#[cfg(test)]
mod tests;
