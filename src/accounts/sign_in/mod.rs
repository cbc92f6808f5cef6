//! Signing in and out.
//!
//! 1. Limits first, then one hash, whether there is such an account or not: unknown names, wrong
//!    passwords, pending and disabled accounts get one and the same answer after the same work.
//! 2. Whoever has a second factor is asked for a code; a token in a cookie stands for the password
//!    meanwhile.
//! 3. A new session, and the browser is known from now on.
//!
//! The language of the pages is chosen here too: it belongs to whoever is asking.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
