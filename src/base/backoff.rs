//! How long to wait before something is tried again that another server did not take.

use std::time::Duration;

/// The pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// A server that was away for days is asked once a day.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// The longest that [`pause_after`] comes to, rounded up.
pub(crate) const LONGEST: Duration = Duration::from_hours(29);

/// Between four fifths and six fifths of a pause that doubles each time: what failed together
/// does not come back together. `chance` is from 0 to 1.
pub(crate) fn pause_after(pauses: i32, chance: f64) -> Duration {
    let doublings = u32::try_from(pauses - 1).unwrap_or(0);
    let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE);
    pause.mul_f64(0.8 + 0.4 * chance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pauses_grow_from_seconds_to_a_day() {
        assert_eq!(pause_after(1, 0.5), Duration::from_secs(15));
        assert_eq!(pause_after(2, 0.5), Duration::from_secs(30));
        assert_eq!(pause_after(9, 0.5), Duration::from_mins(64));
        assert_eq!(pause_after(13, 0.5), Duration::from_mins(1_024));
        assert_eq!(pause_after(14, 0.5), LONGEST_PAUSE);
        assert_eq!(pause_after(i32::MAX, 1.0), LONGEST_PAUSE.mul_f64(1.2));
    }

    proptest! {
        #[test]
        fn a_pause_is_never_far_from_its_middle(tries in 1..40, chance in 0.0..1.0) {
            let middle = pause_after(tries, 0.5).as_secs_f64();
            let pause = pause_after(tries, chance).as_secs_f64();
            prop_assert!(pause >= 0.799 * middle && pause <= 1.201 * middle);
        }
    }
}
