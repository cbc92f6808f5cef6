//! Randomness from the operating system. There is nothing sensible to do without it, so a system
//! that has none stops the process instead of handing out guessable secrets.

use std::sync::atomic::{AtomicU32, Ordering};

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
/// instant and, within a millisecond, with a count (version 7, RFC 9562 §6.2).
pub(crate) fn ordered_row_id(now: Timestamp) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut rest = bytes::<10>();
    // Of these three, the last four, eight and six bits stay.
    let counted = [count >> 14, count >> 6, count].map(|part| part.to_be_bytes()[3]);
    rest[..3].copy_from_slice(&counted);
    let millis = now.unix_millis();
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid().to_string()
}

/// Not greater than any [`ordered_row_id`] of this instant or later.
pub(crate) fn first_row_id_at(at: Timestamp) -> String {
    uuid::Builder::from_unix_timestamp_millis(at.unix_millis(), &[0; 10]).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_within_a_millisecond_stays_in_order() {
        let now = Timestamp::from_unix_secs(1_800_000_000);
        let ids: Vec<_> = (0..10_000).map(|_| ordered_row_id(now)).collect();
        assert!(ids.is_sorted());
        assert!(first_row_id_at(now) <= ids[0]);
    }
}
