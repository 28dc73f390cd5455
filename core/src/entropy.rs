//! Pseudo-random numbers from a seed.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The purpose of a draw. Each purpose has its own streams, so that an additional draw for one does not shift
/// another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Ids of tables.
    TableId = 1,
    /// The eight hex digits at the end of a backup's ARN.
    BackupId = 2,
    /// The cuts of a backup.
    Cuts = 3,
    /// Request ids.
    RequestId = 4,
    /// Injected faults that strike one call in a given number.
    Faults = 5,
}

/// A stream of pseudo-random numbers: splitmix64.
///
/// A stream is identified by a seed, a purpose and an ordinal, such as that of the third table or the tenth backup. No
/// generator is stored between draws: a decision derives its stream from counters in the state, so it remains a
/// function of the state.
///
/// # Algorithm
/// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
#[derive(Clone, Debug)]
pub struct Entropy(u64);

const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Entropy {
    /// The stream for the `ordinal`th use of a purpose under a seed.
    pub const fn stream(seed: u64, purpose: Purpose, ordinal: u64) -> Entropy {
        Entropy(mix(mix(seed ^ (purpose as u64).wrapping_mul(GOLDEN_GAMMA)) ^ ordinal))
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN_GAMMA);
        mix(self.0)
    }

    /// A number in `0..bound`; 0 for a bound of 0. The bias is below 2⁻³² for every bound used here.
    pub const fn below(&mut self, bound: u64) -> u64 {
        ((self.next() as u128 * bound as u128) >> 64) as u64
    }
}

/// The seed of a region other than the engine's own.
pub fn regional_seed(seed: u64, region: &str) -> u64 {
    xxh3_64_with_seed(region.as_bytes(), seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_repeatable_and_apart() {
        let draw = |purpose, ordinal| Entropy::stream(7, purpose, ordinal).next();
        assert_eq!(draw(Purpose::Cuts, 1), draw(Purpose::Cuts, 1));
        assert_ne!(draw(Purpose::Cuts, 1), draw(Purpose::Cuts, 2));
        assert_ne!(draw(Purpose::Cuts, 1), draw(Purpose::BackupId, 1));
    }

    #[test]
    fn below_covers_its_range() {
        let mut entropy = Entropy::stream(1, Purpose::Cuts, 0);
        let mut seen = [0_u32; 5];
        for _ in 0..1_000 {
            seen[entropy.below(5) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| n > 120), "{seen:?}");
        assert_eq!(entropy.below(0), 0);
    }
}
