//! Bounded collections that keep the newest entries. The bound is the setting `remember`.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Entries in order. Each keeps its number when older ones are forgotten.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    entries: Vec<T>,
    forgotten: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            forgotten: 0,
        }
    }
}

impl<T> Recent<T> {
    /// The number of the next entry: the count of all entries so far.
    pub(crate) fn total(&self) -> u64 {
        self.forgotten + self.entries.len() as u64
    }

    /// Adds an entry and returns the forgotten ones: the oldest, in batches, so that the amortised
    /// cost is constant.
    pub(crate) fn push(&mut self, entry: T, bound: u32) -> Vec<(u64, T)> {
        self.entries.push(entry);
        let bound = bound.max(1) as usize;
        if self.entries.len() <= bound + bound / 4 {
            return Vec::new();
        }
        let first = self.forgotten;
        let surplus = self.entries.len() - bound;
        self.forgotten += surplus as u64;
        (first..).zip(self.entries.drain(..surplus)).collect()
    }

    /// Forgets all entries; the numbers go on.
    pub(crate) fn forget_all(&mut self) {
        self.forgotten = self.total();
        self.entries.clear();
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.entries.get(self.place(number)?)
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let place = self.place(number)?;
        self.entries.get_mut(place)
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.entries
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.entries.iter_mut()
    }

    fn place(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.forgotten)?).ok()
    }
}

/// A map that forgets its oldest keys.
pub(crate) struct Newest<K, V> {
    entries: HashMap<K, (u64, V)>,
    /// Stamps and keys by age, including keys that were removed.
    order: VecDeque<(u64, K)>,
    next: u64,
}

impl<K, V> Default for Newest<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
            next: 0,
        }
    }
}

impl<K: Hash + Eq + Clone, V> Newest<K, V> {
    /// Adds or replaces an entry, which becomes the newest. Returns whether the key is new.
    pub(crate) fn insert(&mut self, key: K, value: V, bound: u32) -> bool {
        let stamp = self.next;
        self.next += 1;
        self.order.push_back((stamp, key.clone()));
        let is_new = self.entries.insert(key, (stamp, value)).is_none();
        while self.order.len() > bound.max(1) as usize {
            let Some((stamp, oldest)) = self.order.pop_front() else {
                break;
            };
            if self
                .entries
                .get(&oldest)
                .is_some_and(|(own, _)| *own == stamp)
            {
                self.entries.remove(&oldest);
            }
        }
        is_new
    }

    pub(crate) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    pub(crate) fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.entries.remove(key).map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// The count only: the entries may be credentials.
impl<K, V> std::fmt::Debug for Newest<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Newest({})", self.entries.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Newest, Recent};

    #[test]
    fn numbers_stay_when_older_entries_are_forgotten() {
        let mut recent = Recent::default();
        let forgotten: Vec<_> = (0..100).flat_map(|n| recent.push(n, 8)).collect();
        assert_eq!(recent.get(99), Some(&99));
        assert_eq!(recent.get(0), None);
        assert_eq!(
            forgotten.last().map(|(number, n)| (*number, *n)),
            recent.as_slice().first().map(|n| (*n as u64 - 1, n - 1))
        );
        assert!((8..=10).contains(&recent.as_slice().len()));
    }

    #[test]
    fn removed_keys_leave_nothing_behind() {
        let mut newest = Newest::default();
        for n in 0..100 {
            newest.insert(n, (), 8);
            newest.remove(&n);
        }
        assert_eq!((newest.len(), newest.order.len()), (0, 8));
    }

    #[test]
    fn a_key_that_is_replaced_again_and_again_stays() {
        let mut newest = Newest::default();
        for n in 0..100 {
            newest.remove("same");
            newest.insert("same", n, 8);
        }
        assert_eq!(newest.get("same"), Some(&99));
    }
}
