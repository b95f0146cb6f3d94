//! The caller's clock, which may be wrong and may be set, and the login's own time by the
//! contract.

use super::random::Random;

/// The smallest reading, in ms: a clock does not go before the epoch.
const FIRST: u64 = 1_000;
/// A step back by more than this is a clock that was set.
const JITTER: u64 = 10_000;

/// What the caller's clock does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Habit {
    /// It is right.
    True,
    /// It is wrong by a constant.
    Wrong,
    /// It jumps by some seconds in so many of a thousand readings.
    Jitters(u64),
    /// It is set by seconds to days, in either direction, in so many of a thousand readings.
    IsSet(u64),
}

/// The caller's clock.
pub struct CallerClock {
    habit: Habit,
    /// How far it is ahead of the true time, in ms.
    skew: i64,
    sets_left: u32,
    random: Random,
}

impl CallerClock {
    pub fn new(habit: Habit, now: u64, mut random: Random) -> Self {
        let skew = match habit {
            Habit::True | Habit::Jitters(_) => 0,
            // A machine without a clock battery, a wrong time zone, a wrong century.
            _ => match random.between(0, 9) {
                0..=1 => -(now as i64) + random.between(FIRST, 60_000) as i64,
                2..=5 => random.signed(1_000, 86_400_000),
                6..=8 => random.signed(86_400_000, 700 * 86_400_000),
                _ => random.between(0, 6_000_000_000_000) as i64,
            },
        };
        Self {
            habit,
            skew,
            sets_left: 60,
            random,
        }
    }

    pub fn read(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.skew).max(FIRST)
    }

    /// May set the clock between two readings; returns by how much.
    pub fn change(&mut self, now: u64) -> Option<i64> {
        let by = match self.habit {
            Habit::True | Habit::Wrong => return None,
            Habit::Jitters(per_mille) if self.random.chance(per_mille) => {
                // Around the true time.
                self.random.signed(0, 9_900) - self.skew
            }
            Habit::IsSet(per_mille) if self.random.chance(per_mille) => {
                match self.random.between(0, 5) {
                    // To the true time.
                    0 => -self.skew,
                    1..=2 => self.random.signed(1_000, 40_000),
                    3 => self.random.signed(40_000, 600_000),
                    4 => self.random.signed(600_000, 86_400_000),
                    _ => -(self.random.between(86_400_000, 400 * 86_400_000) as i64),
                }
            }
            _ => return None,
        };
        if self.sets_left == 0 || now.saturating_add_signed(self.skew + by) < FIRST {
            return None;
        }
        self.sets_left -= 1;
        self.skew += by;
        Some(by)
    }
}

/// The login's own time: it follows the caller's clock and never runs backwards. A reading up to
/// 10 s before the last one counts as that one; if the clock was set back further, the own time
/// goes on from where it was.
#[derive(Clone, Default)]
pub struct OwnTime {
    now: u64,
    ahead: u64,
}

impl OwnTime {
    pub fn read(&mut self, reading: u64) -> u64 {
        let moved = self.of(reading);
        if moved + JITTER < self.now {
            self.ahead = self.now - reading;
        }
        self.now = self.now.max(moved);
        self.now
    }

    /// The own time of a reading of the caller's clock.
    pub fn of(&self, reading: u64) -> u64 {
        reading + self.ahead
    }

    pub fn now(&self) -> u64 {
        self.now
    }

    /// How far it is ahead of the caller's clock.
    pub fn ahead(&self) -> u64 {
        self.ahead
    }
}
