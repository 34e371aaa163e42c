//! Random numbers that are the same on every platform, today and in ten years.

/// `SplitMix64`: one 64-bit counter and a mixing function, all of it wrapping integer arithmetic.
///
/// A library's generator may change its stream between versions; the kept sample file may not.
///
/// # References
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

/// The golden ratio in 64 bits, odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of a name: what is drawn for one name does not disturb what another one gets.
    pub(super) fn named(name: &str) -> Self {
        // FNV-1a.
        Self(name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        }))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number in 0..1 with 32 random bits.
    pub(super) fn unit(&mut self) -> f64 {
        unit_of(self.bits())
    }

    /// A number from `low` to below `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// An index below `length`, which is not 0.
    pub(super) fn below(&mut self, length: usize) -> usize {
        usize::try_from(self.bits() % length as u64).unwrap_or_default()
    }

    /// True in one of so many cases (0 never, 1 always).
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Puts the items in a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A number from -1 to 1 that belongs to a corner of a lattice.
pub(super) fn lattice(seed: u64, column: i64, row: i64) -> f64 {
    let key = seed
        ^ mix(column.cast_unsigned().wrapping_mul(STEP))
        ^ mix(row.cast_unsigned().wrapping_add(STEP)).rotate_left(17);
    unit_of(mix(key)) * 2.0 - 1.0
}

fn unit_of(bits: u64) -> f64 {
    f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / 4_294_967_296.0
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of SplitMix64 for the seed 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
        assert_eq!(random.bits(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn numbers_stay_in_their_interval_and_names_have_their_own_stream() {
        let mut random = Random::named("a");
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&random.unit()));
            assert!((-3.0..4.0).contains(&random.between(-3.0, 4.0)));
            assert!(random.below(7) < 7);
        }
        assert_ne!(Random::named("a").bits(), Random::named("b").bits());
        assert_eq!(Random::named("a").bits(), Random::named("a").bits());
    }
}
