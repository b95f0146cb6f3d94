//! Rates, and the headers that say so (draft-ietf-httpapi-ratelimit-headers-10).

use std::hash::Hash;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::limits::Rate;

/// The most keys of which a state is kept; those over it share one.
const MOST: usize = 65_536;
/// After how many requests the number of states is checked.
const CHECK_EVERY: u32 = 1024;

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// The rate of each key: an address, or the name of an API key.
pub(super) struct Rates<K: Hash + Eq + Clone> {
    name: &'static str,
    rate: Rate,
    limiter: Limiter<K>,
    clock: DefaultClock,
    checks: AtomicU32,
    is_full: AtomicBool,
}

/// Whether a request is within its rate.
#[derive(Debug)]
pub(super) struct Verdict {
    name: &'static str,
    rate: Rate,
    left: u32,
    /// How long until the request may be repeated.
    wait: Option<Duration>,
}

impl<K: Hash + Eq + Clone + Default> Rates<K> {
    pub(super) fn new(name: &'static str, rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self {
            name,
            rate,
            limiter: RateLimiter::dashmap(quota).with_middleware(),
            clock: DefaultClock::default(),
            checks: AtomicU32::new(0),
            is_full: AtomicBool::new(false),
        }
    }

    /// Counts a request of this key.
    pub(super) fn check(&self, key: K) -> Verdict {
        let checks = self.checks.fetch_add(1, Ordering::Relaxed);
        if checks.is_multiple_of(CHECK_EVERY) {
            self.forget();
        }
        // So many clients above their rate at a time are an attack.
        let key = match self.is_full.load(Ordering::Relaxed) {
            true => K::default(),
            false => key,
        };
        let (left, wait) = match self.limiter.check_key(&key) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(until) => (0, Some(until.wait_time_from(self.clock.now()))),
        };
        Verdict {
            name: self.name,
            rate: self.rate,
            left,
            wait,
        }
    }

    /// Forgets clients that have had a pause, if there are many.
    fn forget(&self) {
        if self.limiter.len() < MOST {
            self.is_full.store(false, Ordering::Relaxed);
            return;
        }
        self.limiter.retain_recent();
        let is_full = self.limiter.len() >= MOST;
        self.is_full.store(is_full, Ordering::Relaxed);
    }
}

impl Verdict {
    pub(super) fn is_over(&self) -> bool {
        self.wait.is_some()
    }

    /// Adds the headers of this rate to those of others.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let (second, burst) = (self.rate.per_second.get(), self.rate.burst.get());
        let window = burst.div_ceil(second);
        let used = burst.saturating_sub(self.left);
        let reset = match self.wait {
            Some(wait) => ceil(wait),
            None => u64::from(used.div_ceil(second)),
        };
        let name = self.name;
        let policy = format!("\"{name}\";q={burst};w={window}");
        let state = format!("\"{name}\";r={};t={reset}", self.left);
        for (header, text) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.append(HeaderName::from_static(header), value);
            }
        }
        if let Some(wait) = self.wait {
            headers.insert(RETRY_AFTER, HeaderValue::from(ceil(wait)));
        }
    }
}

/// Whole seconds, at least one.
fn ceil(time: Duration) -> u64 {
    let rest = u64::from(time.subsec_nanos() > 0);
    (time.as_secs() + rest).max(1)
}
