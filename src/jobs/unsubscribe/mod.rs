//! The link with which somebody switches the mails about failures off: without signing in, and as long
//! as the installation has its key. It says whose mails they are and opens nothing else.
//!
//! 1. Opening the link shows a [`page`] with a button and changes nothing; mail scanners may do it, too.
//! 2. Posting to the same address stops the mails ([`service`]): the button does, and mail programs do
//!    (RFC 8058, `List-Unsubscribe-Post`). Twice is as good as once.

pub(crate) mod page;
mod service;
