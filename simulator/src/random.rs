//! All randomness: values that depend on the scenario's seed and on a label, and on nothing else.
//!
//! A login's cookie does not depend on other logins or on the number of requests, so that a run is
//! reproducible byte for byte.

const HEX: &[u8] = b"0123456789abcdef";
const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER_ALNUM: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A stream of pseudo-random numbers (splitmix64). Not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of `label` under `seed` (FNV-1a over the label).
    pub(crate) fn new(seed: u64, label: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in label.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut random = Self(hash ^ seed.rotate_left(17));
        random.next();
        Self(random.next() ^ seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high.saturating_sub(low) + 1)
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    pub(crate) fn alnum(&mut self, length: usize) -> String {
        self.text(ALNUM, length)
    }

    pub(crate) fn lower_alnum(&mut self, length: usize) -> String {
        self.text(LOWER_ALNUM, length)
    }

    pub(crate) fn base64(&mut self, length: usize) -> String {
        self.text(BASE64, length)
    }

    pub(crate) fn base64_url(&mut self, length: usize) -> String {
        self.text(BASE64_URL, length)
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.next() >> 32) as u8).collect()
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .filter_map(|_| {
                let index = self.between(0, alphabet.len() as u64 - 1) as usize;
                alphabet.get(index).map(|byte| char::from(*byte))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_label_give_the_same_values() {
        assert_eq!(Random::new(7, "a").hex(32), Random::new(7, "a").hex(32));
    }

    #[test]
    fn another_seed_or_label_gives_other_values() {
        let first = Random::new(7, "a").hex(32);
        assert_ne!(first, Random::new(8, "a").hex(32));
        assert_ne!(first, Random::new(7, "b").hex(32));
    }

    #[test]
    fn bounds_are_inclusive_and_kept() {
        let mut random = Random::new(1, "bounds");
        let drawn: Vec<u64> = (0..200).map(|_| random.between(3, 5)).collect();
        assert!(drawn.iter().all(|n| (3..=5).contains(n)));
        assert!(drawn.contains(&3) && drawn.contains(&5));
    }
}
