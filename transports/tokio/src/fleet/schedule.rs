//! When the waiting logins are due.

use std::collections::{BTreeMap, VecDeque};

use qrlogin::Timestamp;

/// The index of a login and the number of its wait. A login that was woken earlier or has ended
/// leaves its wait behind, to be recognized by that number.
type Wait = (u32, u32);

/// How many outdated waits are kept at least, before they are removed.
const SLACK: usize = 64;
/// Milliseconds of a bucket.
const BUCKET: u64 = 32;

/// The waits that end within the same 32 ms, in no order.
struct Bucket {
    /// The millisecond of the bucket in which the earliest one ends.
    first: u32,
    waits: Vec<(u32, Wait)>,
}

/// The waits, as a calendar: those of one bucket by the millisecond, and all later buckets. No wait
/// is compared with the others, as it would be in a heap.
#[derive(Default)]
pub(super) struct Schedule {
    /// The number of the bucket that was opened last, and its waits for each millisecond. Earlier
    /// buckets are empty.
    open: u64,
    slots: [VecDeque<Wait>; BUCKET as usize],
    /// A bit for each slot that is not empty.
    occupied: u32,
    later: BTreeMap<u64, Bucket>,
    len: usize,
}

impl Schedule {
    pub(super) fn insert(&mut self, due: Timestamp, wait: Wait) {
        self.len += 1;
        let (number, ms) = (due.as_millis() / BUCKET, due.as_millis() % BUCKET);
        let ms = u32::try_from(ms).unwrap_or_default();
        if number <= self.open {
            // Only a clock that was set back a little yields an earlier bucket.
            let slot = if number == self.open { ms } else { 0 };
            self.fill(slot, wait);
            return;
        }
        let bucket = self.later.entry(number).or_insert(Bucket {
            first: ms,
            waits: Vec::new(),
        });
        bucket.first = bucket.first.min(ms);
        bucket.waits.push((ms, wait));
    }

    /// A wait that ends at `now` or earlier.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<Wait> {
        if self.next()? > now {
            return None;
        }
        if self.occupied == 0 {
            let (number, bucket) = self.later.pop_first()?;
            self.open = number;
            for (slot, wait) in bucket.waits {
                self.fill(slot, wait);
            }
        }
        let number = self.occupied.trailing_zeros();
        let slot = self.slots.get_mut(usize::try_from(number).ok()?)?;
        let wait = slot.pop_front()?;
        if slot.is_empty() {
            self.occupied &= !(1 << number);
        }
        self.len = self.len.saturating_sub(1);
        Some(wait)
    }

    /// The earliest end of a wait.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let (number, ms) = match self.occupied {
            0 => {
                let (number, bucket) = self.later.first_key_value()?;
                (*number, bucket.first)
            }
            occupied => (self.open, occupied.trailing_zeros()),
        };
        Some(Timestamp::from_millis(number * BUCKET + u64::from(ms)))
    }

    /// Each wait; afterwards the schedule is empty.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Wait> + use<> {
        let Self { slots, later, .. } = std::mem::take(self);
        let later = later.into_values().flat_map(|bucket| bucket.waits);
        let open = slots.into_iter().flatten();
        open.chain(later.map(|(_, wait)| wait))
    }

    /// Removes outdated waits if they are the larger part. `waiting` is the number of the others.
    pub(super) fn trim(&mut self, waiting: usize, is_valid: impl Fn(u32, u32) -> bool) {
        if self.len <= waiting.saturating_mul(2).saturating_add(SLACK) {
            return;
        }
        let is_valid = |wait: &Wait| is_valid(wait.0, wait.1);
        self.len = 0;
        self.occupied = 0;
        for (number, slot) in self.slots.iter_mut().enumerate() {
            slot.retain(is_valid);
            self.occupied |= u32::from(!slot.is_empty()) << number;
            self.len += slot.len();
        }
        self.later.retain(|_, bucket| {
            bucket.waits.retain(|(_, wait)| is_valid(wait));
            self.len += bucket.waits.len();
            !bucket.waits.is_empty()
        });
    }

    /// Puts a wait into a slot of the open bucket.
    fn fill(&mut self, slot: u32, wait: Wait) {
        if let Some(waits) = self.slots.get_mut(slot as usize) {
            waits.push_back(wait);
            self.occupied |= 1 << slot;
        }
    }
}
