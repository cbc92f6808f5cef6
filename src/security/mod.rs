//! What must not be got wrong, each thing in one place: time ([`clock`]) and chance ([`random`]) as
//! seams for tests, secrets that leave no trace ([`secret`]), links that work once
//! ([`one_time_token`]), passwords at rest ([`password_hash`]), secrets that are used again
//! ([`vault`], in a [`private_file`]) and requests that carry them ([`outbound`]).

pub(crate) mod clock;
pub(crate) mod one_time_token;
pub(crate) mod outbound;
pub(crate) mod password_hash;
pub(crate) mod private_file;
pub(crate) mod random;
pub(crate) mod secret;
pub(crate) mod vault;
