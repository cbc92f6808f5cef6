//! Signing in and out.
//!
//! Unknown names, wrong passwords, pending and disabled accounts get one and the same answer after
//! the same work. The language of the pages is chosen here too: it belongs to whoever is asking.

pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod service;
