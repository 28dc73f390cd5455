//! Cuts: where a partition's contribution to a backup ends.

use crate::entropy::Entropy;
use crate::limits::{TYPICAL_WINDOW_MS, WINDOW_MS};
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// A cut: where a partition's contribution to a backup ends. It is after every change committed before `at`, and after
/// the first `count` of those committed in that millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Cut {
    /// The millisecond in which the cut lies.
    #[n(0)]
    pub at: Timestamp,
    /// The number of that millisecond's changes in this partition that are in.
    #[n(1)]
    pub count: u64,
}

digest_members!(Cut { at, count });

impl Cut {
    /// The cut after everything committed at or before `time`.
    pub fn after(time: Timestamp) -> Cut {
        Cut { at: time, count: u64::MAX }
    }

    /// Draws a cut of the adversarial window: any that AWS's promise allows. The edges of the window and positions
    /// beside recent changes are drawn more often; a cut inside a millisecond is as legal as one between two.
    pub fn adversarial(requested: Timestamp, recent: &[Timestamp], entropy: &mut Entropy) -> Cut {
        let some = |entropy: &mut Entropy| match entropy.below(4) {
            0 => 0,
            1 => u64::MAX,
            _ => entropy.below(8),
        };
        let earliest = requested.plus_ms(-WINDOW_MS);
        let at = match entropy.below(8) {
            0 => earliest,
            1 => requested.plus_ms(WINDOW_MS + Planted::CutBehindWindow.one::<i64>()),
            2 => requested,
            3 | 4 if !recent.is_empty() => recent[entropy.below(recent.len() as u64) as usize],
            _ => earliest.plus_ms(entropy.below(2 * WINDOW_MS as u64 + 1) as i64),
        };
        // A change committed exactly a minute before the request is promised to be in.
        let is_promised = at == earliest && !Planted::CutInsideFirstMillisecond.is_on();
        Cut { at, count: if is_promised { u64::MAX } else { some(entropy) } }
    }

    /// Draws a cut of the typical window: within half a second of the request.
    pub fn typical(requested: Timestamp, entropy: &mut Entropy) -> Cut {
        let offset = entropy.below(2 * TYPICAL_WINDOW_MS as u64 + 1) as i64 - TYPICAL_WINDOW_MS;
        Cut { at: requested.plus_ms(offset), count: u64::MAX }
    }

    /// When the cut is settled: every change committed from then on lies behind it.
    ///
    /// `committed` is the number of changes that the partition has in the millisecond of the cut by `now`.
    pub fn settled_at(&self, now: Timestamp, committed: u64) -> Timestamp {
        let is_settled = self.at < now || (self.at == now && self.count <= committed);
        if is_settled { now } else { self.at.plus_ms(1 - Planted::CutSettledEarly.one::<i64>()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Purpose;

    const REQUESTED: Timestamp = Timestamp::from_millis(1_000_000);

    #[test]
    fn adversarial_cuts_are_legal_and_reach_both_edges() {
        let (earliest, latest) = (REQUESTED.plus_ms(-WINDOW_MS), REQUESTED.plus_ms(WINDOW_MS));
        let mut at_earliest = 0;
        let mut at_latest = 0;
        for ordinal in 0..10_000 {
            let mut entropy = Entropy::stream(1, Purpose::Cuts, ordinal);
            let cut = Cut::adversarial(REQUESTED, &[REQUESTED.plus_ms(-5)], &mut entropy);
            assert!(earliest <= cut.at && cut.at <= latest);
            assert!(cut.at > earliest || cut.count == u64::MAX, "a commit at exactly T − W is in");
            at_earliest += u32::from(cut.at == earliest);
            at_latest += u32::from(cut.at == latest);
        }
        assert!(at_earliest > 500 && at_latest > 500, "{at_earliest} {at_latest}");
    }

    #[test]
    fn adversarial_cuts_are_of_every_kind_as_often_as_is_meant() {
        const DRAWN: u64 = 16_000;
        let recent = [-5, -70].map(|ms| REQUESTED.plus_ms(ms));
        let (mut places, mut counts) = ([0; 7], [0; 9]);
        for ordinal in 0..DRAWN {
            let cut = Cut::adversarial(REQUESTED, &recent, &mut Entropy::stream(2, Purpose::Cuts, ordinal));
            let after_ms = cut.at.millis() - REQUESTED.millis();
            let edges = [-WINDOW_MS, WINDOW_MS, 0, -5, -70];
            let elsewhere = 5 + usize::from(after_ms > 0);
            places[edges.iter().position(|edge| *edge == after_ms).unwrap_or(elsewhere)] += 1;
            if after_ms != -WINDOW_MS {
                counts[usize::try_from(cut.count).map_or(8, |count| count.min(8))] += 1;
            }
        }
        let is_near = |found: u64, sixteenths: f64, of: u64| {
            let expected = sixteenths * of as f64 / 16.0;
            (found as f64 - expected).abs() < expected / 8.0
        };
        // The edges, the request, each recent change, and elsewhere as often before the request as after it.
        let is_meant = places.iter().zip([2.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0]);
        assert!({ is_meant }.all(|(found, expected)| is_near(*found, expected, DRAWN)), "{places:?}");
        // None of its millisecond, one to seven, all.
        let is_meant = counts.iter().zip([5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 4.0]);
        assert!({ is_meant }.all(|(found, expected)| is_near(*found, expected, DRAWN * 14 / 16)), "{counts:?}");
        // Where nothing is recent, it is elsewhere.
        let lone = (0..DRAWN)
            .map(|ordinal| Cut::adversarial(REQUESTED, &[], &mut Entropy::stream(2, Purpose::Cuts, ordinal)).at);
        let lone = lone.filter(|at| *at == REQUESTED || (at.millis() - REQUESTED.millis()).abs() == WINDOW_MS).count();
        assert!(is_near(lone as u64, 6.0, DRAWN), "{lone}");
    }

    #[test]
    fn typical_cuts_are_within_half_a_second_and_reach_both_edges() {
        let drawn = |ordinal| Cut::typical(REQUESTED, &mut Entropy::stream(1, Purpose::Cuts, ordinal));
        let cuts: Vec<Cut> = (0..20_000).map(drawn).collect();
        assert!(cuts.iter().all(|cut| cut.count == u64::MAX));
        let after_ms = || cuts.iter().map(|cut| cut.at.millis() - REQUESTED.millis());
        assert_eq!((after_ms().min(), after_ms().max()), (Some(-TYPICAL_WINDOW_MS), Some(TYPICAL_WINDOW_MS)));
    }

    #[test]
    fn a_cut_ahead_is_waited_for() {
        let now = REQUESTED;
        let cut = |offset, count| Cut { at: REQUESTED.plus_ms(offset), count };
        assert_eq!(cut(-1, u64::MAX).settled_at(now, 0), now);
        assert_eq!(cut(0, 3).settled_at(now, 3), now);
        assert_eq!(cut(0, 4).settled_at(now, 3), now.plus_ms(1));
        assert_eq!(cut(5, 0).settled_at(now, 0), now.plus_ms(6));
    }
}
