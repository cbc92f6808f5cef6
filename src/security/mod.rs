//! What must not be got wrong, each thing in one place: time ([`clock`]) and chance ([`random`]) as
//! seams for tests, secrets that leave no trace ([`secret`]), links that work once
//! ([`one_time_token`]), how often one may guess ([`guess_limit`]), what happened ([`audit`]), passwords at rest ([`password_hash`]), secrets that are used again
//! ([`vault`], in a [`private_file`]), requests that carry them ([`outbound`]), encryption on the way to
//! servers of others ([`tls`]) and what those say ([`foreign_words`]).

pub(crate) mod audit;
pub(crate) mod devices;
pub(crate) mod guess_limit;
pub(crate) mod installation;
pub(crate) mod one_time_token;
pub(crate) mod password_hash;
pub(crate) mod sessions;
