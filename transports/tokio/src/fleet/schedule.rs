//! When the waiting logins are due.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use qrlogin::Timestamp;

/// A moment at which the login of an index is due, and the number of its wait. A login that was
/// woken earlier or has ended leaves its moment behind, to be recognized by that number.
type Due = Reverse<(Timestamp, u32, u32)>;

/// How many outdated moments are kept at least, before they are removed.
const SLACK: usize = 64;
/// The length of time of a bucket.
const BUCKET_MS: u64 = 64;

/// The moments of one length of time, in no order.
struct Bucket {
    first: Timestamp,
    moments: Vec<Due>,
}

/// The moments: those of the near future in order, the later ones in buckets. So the order is kept
/// among the moments of one bucket, and not among all.
#[derive(Default)]
pub(super) struct Schedule {
    near: BinaryHeap<Due>,
    /// The bucket where `later` begins: earlier moments are in `near`.
    begin: u64,
    later: BTreeMap<u64, Bucket>,
    len: usize,
}

impl Schedule {
    pub(super) fn insert(&mut self, due: Timestamp, (index, wait): (u32, u32)) {
        self.len += 1;
        let moment = Reverse((due, index, wait));
        let number = due.as_millis() / BUCKET_MS;
        if number < self.begin {
            self.near.push(moment);
            return;
        }
        let bucket = self.later.entry(number).or_insert(Bucket {
            first: due,
            moments: Vec::new(),
        });
        bucket.first = bucket.first.min(due);
        bucket.moments.push(moment);
    }

    /// Index and number of a wait that ends at `now` or earlier.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<(u32, u32)> {
        if self.next()? > now {
            return None;
        }
        if self.near.is_empty() {
            let (number, bucket) = self.later.pop_first()?;
            self.near = bucket.moments.into();
            self.begin = number.saturating_add(1);
        }
        let Reverse((_, index, wait)) = self.near.pop()?;
        self.len -= 1;
        Some((index, wait))
    }

    /// The earliest moment.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let near = self.near.peek().map(|Reverse((due, ..))| *due);
        near.or_else(|| Some(self.later.first_key_value()?.1.first))
    }

    /// Index and number of each wait; afterwards the schedule is empty.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let Self { near, later, .. } = std::mem::take(self);
        let later = later.into_values().flat_map(|bucket| bucket.moments);
        let moments = near.into_iter().chain(later);
        moments.map(|Reverse((_, index, wait))| (index, wait))
    }

    /// Removes outdated moments if they are the larger part. `waiting` is the number of the others.
    pub(super) fn trim(&mut self, waiting: usize, is_valid: impl Fn(u32, u32) -> bool) {
        if self.len <= waiting.saturating_mul(2).saturating_add(SLACK) {
            return;
        }
        let is_valid = |Reverse((_, index, wait)): &Due| is_valid(*index, *wait);
        self.near.retain(is_valid);
        self.len = self.near.len();
        self.later.retain(|_, bucket| {
            bucket.moments.retain(is_valid);
            self.len += bucket.moments.len();
            !bucket.moments.is_empty()
        });
    }
}
