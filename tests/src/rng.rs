//! Random numbers for workloads: splitmix64, implemented separately, so that changes of the engine's entropy shift no
//! workload.

/// A stream of draws from a seed.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Rng {
        Rng(seed ^ 0x7469_6D65_6D61_726B)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next_u64() % bound }
    }

    /// A number from one to another, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first) as u64 + 1) as i64
    }

    /// True with a probability of `chance` percent.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of several, with equal probability.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len() as u64) as usize]
    }

    /// One of several, with probabilities by weight.
    pub fn weighted<'a, T>(&mut self, several: &'a [(u64, T)]) -> &'a T {
        let mut drawn = self.below(several.iter().map(|(weight, _)| weight).sum());
        let found = several.iter().find(|(weight, _)| {
            let is_here = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            is_here
        });
        &found.unwrap_or(&several[0]).1
    }
}
