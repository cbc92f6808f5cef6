//! Randomness from the operating system. There is nothing sensible to do without it, so a system
//! that has none stops the process instead of handing out guessable secrets.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::clock::Timestamp;

#[expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the home of randomness; a guessable secret would be worse than a stopped server"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has no randomness");
    bytes
}

/// 256 bits as 43 characters that are safe in URLs and cookies.
pub(crate) fn url_safe_secret() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// From 0 to 1, to spread things in time.
pub(crate) fn fraction() -> f64 {
    f64::from(u32::from_be_bytes(bytes())) / f64::from(u32::MAX)
}

/// The id of a new row: a random UUID as 36 characters.
pub(crate) fn row_id() -> String {
    uuid::Builder::from_random_bytes(bytes()).into_uuid().to_string()
}

/// The id of a new row in a table that is read in the order of time: a UUID that begins with the
/// instant (version 7).
pub(crate) fn ordered_row_id(now: Timestamp) -> String {
    let millis = now.unix_millis();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid().to_string()
}

/// Not greater than any [`ordered_row_id`] of this instant or later.
pub(crate) fn first_row_id_at(at: Timestamp) -> String {
    uuid::Builder::from_unix_timestamp_millis(at.unix_millis(), &[0; 10]).into_uuid().to_string()
}
