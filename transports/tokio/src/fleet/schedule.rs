//! When the waiting logins are due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use qrlogin::Timestamp;

/// A moment at which the login of an index is due, and the number of its wait. A login that was
/// woken earlier or has ended leaves its moment behind, to be recognized by that number.
type Due = Reverse<(Timestamp, u32, u32)>;

/// How many outdated moments are kept at least, before they are removed.
const SLACK: usize = 64;

/// The moments, earliest first.
#[derive(Default)]
pub(super) struct Schedule {
    moments: BinaryHeap<Due>,
}

impl Schedule {
    pub(super) fn insert(&mut self, due: Timestamp, (index, wait): (u32, u32)) {
        self.moments.push(Reverse((due, index, wait)));
    }

    /// Index and number of a wait that ends at `now` or earlier.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<(u32, u32)> {
        let Reverse((due, ..)) = self.moments.peek()?;
        if *due > now {
            return None;
        }
        let Reverse((_, index, wait)) = self.moments.pop()?;
        Some((index, wait))
    }

    /// The earliest moment.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.moments.peek().map(|Reverse((due, ..))| *due)
    }

    /// Index and number of each wait; afterwards the schedule is empty.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let moments = std::mem::take(&mut self.moments).into_iter();
        moments.map(|Reverse((_, index, wait))| (index, wait))
    }

    /// Removes outdated moments if they are the larger part. `waiting` is the number of the others.
    pub(super) fn trim(&mut self, waiting: usize, is_valid: impl Fn(u32, u32) -> bool) {
        if self.moments.len() > waiting.saturating_mul(2).saturating_add(SLACK) {
            self.moments
                .retain(|Reverse((_, index, wait))| is_valid(*index, *wait));
        }
    }
}
