//! What must not be got wrong, each thing in one place: who is signed in ([`sessions`]) and in which
//! browsers before ([`devices`]), links that work once ([`one_time_token`]), how often one may guess
//! ([`guess_limit`]), what happened ([`audit`]), passwords at rest ([`password_hash`]), and whether the
//! installation is set up ([`installation`]).

pub(crate) mod audit;
pub(crate) mod devices;
pub(crate) mod guess_limit;
pub(crate) mod installation;
pub(crate) mod one_time_token;
pub(crate) mod password_hash;
pub(crate) mod request_rate;
pub(crate) mod sessions;
