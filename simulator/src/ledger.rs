//! The logins and their credentials, by the values that requests carry.

use std::collections::{BTreeMap, HashMap};

use crate::journal::Issued;
use crate::memory::Recent;
use crate::person::Login;
use crate::service_id::ServiceId;

/// The remembered logins.
#[derive(Default)]
pub(crate) struct Logins {
    all: Recent<Login>,
    by_handle: HashMap<(ServiceId, String), u64>,
    /// How many each service has issued.
    counts: BTreeMap<ServiceId, usize>,
}

impl Logins {
    /// Adds a login; the oldest ones beyond the bound are forgotten.
    pub(crate) fn push(&mut self, login: Login, bound: u32) {
        *self.counts.entry(login.service).or_default() += 1;
        let key = (login.service, login.handle.clone());
        self.by_handle.insert(key, self.all.total());
        for (number, old) in self.all.push(login, bound) {
            let key = (old.service, old.handle);
            if self.by_handle.get(&key) == Some(&number) {
                self.by_handle.remove(&key);
            }
        }
    }

    /// How many codes a service has issued, the forgotten ones included.
    pub(crate) fn count(&self, service: ServiceId) -> usize {
        self.counts.get(&service).copied().unwrap_or_default()
    }

    pub(crate) fn has(&self, service: ServiceId, handle: &str) -> bool {
        self.by_handle.contains_key(&(service, handle.to_owned()))
    }

    pub(crate) fn get_mut(&mut self, service: ServiceId, handle: &str) -> Option<&mut Login> {
        let number = self.by_handle.get(&(service, handle.to_owned()))?;
        self.all.get_mut(*number)
    }

    /// In the order of issue.
    pub(crate) fn as_slice(&self) -> &[Login] {
        self.all.as_slice()
    }

    /// In the order of issue.
    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Login> {
        self.all.iter_mut()
    }
}

impl std::fmt::Debug for Logins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

/// The remembered credentials of logins.
#[derive(Default)]
pub(crate) struct Grants {
    all: Recent<Issued>,
    by_handle: HashMap<(ServiceId, String), u64>,
    by_value: HashMap<(&'static str, String), u64>,
}

impl Grants {
    /// Records the credentials of a login. A second record of the same login replaces the first,
    /// whose account stays.
    pub(crate) fn put(&mut self, issued: Issued, bound: u32) {
        let key = (issued.service, issued.handle.clone());
        let known = self.by_handle.get(&key).copied();
        let number = known.unwrap_or(self.all.total());
        if let Some(known) = known.and_then(|number| self.all.get_mut(number)) {
            let old = std::mem::replace(&mut known.values, issued.values.clone());
            self.unlist(number, &old);
            self.list(number, &issued.values);
            return;
        }
        self.list(number, &issued.values);
        self.by_handle.insert(key, number);
        for (number, old) in self.all.push(issued, bound) {
            self.unlist(number, &old.values);
            self.by_handle.remove(&(old.service, old.handle));
        }
    }

    fn list(&mut self, number: u64, values: &[(&'static str, String)]) {
        for (name, value) in values {
            self.by_value.insert((name, value.clone()), number);
        }
    }

    fn unlist(&mut self, number: u64, values: &[(&'static str, String)]) {
        for (name, value) in values {
            let key = (*name, value.clone());
            if self.by_value.get(&key) == Some(&number) {
                self.by_value.remove(&key);
            }
        }
    }

    /// The credentials of a login.
    pub(crate) fn of(&self, service: ServiceId, handle: &str) -> Option<&Issued> {
        let number = self.by_handle.get(&(service, handle.to_owned()))?;
        self.all.get(*number)
    }

    /// The last login that was given this value under this name.
    pub(crate) fn with(&self, name: &'static str, value: &str) -> Option<&Issued> {
        let number = self.by_value.get(&(name, value.to_owned()))?;
        self.all.get(*number)
    }

    /// In the order of issue.
    pub(crate) fn as_slice(&self) -> &[Issued] {
        self.all.as_slice()
    }
}

impl std::fmt::Debug for Grants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Grants;
    use crate::journal::Issued;
    use crate::scenario::Account;
    use crate::service_id::ServiceId;

    fn grant(number: usize, token: &str) -> Issued {
        Issued {
            service: ServiceId::BilibiliTv,
            handle: number.to_string(),
            at_ms: 0,
            values: vec![("access_token", token.to_owned()), ("mid", "1".to_owned())],
            account: Account::default(),
        }
    }

    #[test]
    fn what_is_forgotten_leaves_no_keys() {
        let mut grants = Grants::default();
        for number in 0..100 {
            grants.put(grant(number, &format!("first {number}")), 8);
            grants.put(grant(number, &format!("second {number}")), 8);
        }
        let kept = grants.as_slice().len();
        assert!((8..=10).contains(&kept));
        assert_eq!(
            (grants.by_handle.len(), grants.by_value.len()),
            (kept, kept + 1)
        );
    }

    #[test]
    fn a_value_that_was_replaced_is_unknown() {
        let mut grants = Grants::default();
        grants.put(grant(1, "old"), 8);
        grants.put(grant(1, "new"), 8);
        assert!(grants.with("access_token", "old").is_none());
        let known = grants.with("access_token", "new");
        assert_eq!(known.map(|known| known.handle.as_str()), Some("1"));
    }
}
