//! What a turn asks the store for, and when.

use std::sync::Arc;
use std::time::Duration;

use qrlogin_tokio::Transport;
use tokio::time::Instant;

use super::lease::Moment;
use super::run::{LONGEST_PAUSE, measure};
use super::save::save;
use super::turn::Turn;
use crate::v1::REPEAT;

/// How often logins are claimed that no change has announced, such as those of a worker that died.
pub(super) const CLAIM_EVERY: Duration = Duration::from_secs(1);
/// How often expired logins are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// The most logins that are claimed at once: up to the first number, or an eighth of those that the
/// worker has, up to the second. So workers that are idle share what comes, and one that is alone
/// claims many thousands in a few seconds.
const CLAIM_AT_ONCE: (usize, usize) = (32, 500);
/// The most writes in one batch.
const WRITES_AT_ONCE: usize = 500;

/// When the store is called next; `None` is not before something happens.
pub(super) struct Due {
    pub(super) renewal: Instant,
    pub(super) claim: Instant,
    pub(super) sweep: Instant,
    pub(super) answers: Option<Instant>,
    /// Writes that were refused are tried again.
    pub(super) refused: Option<Instant>,
    /// Whether the store still has the logins as this worker's.
    pub(super) comparison: Option<Instant>,
}

impl Due {
    pub(super) fn new(lease: Duration) -> Self {
        let now = Instant::now();
        Self {
            renewal: now + lease / 3,
            claim: now,
            sweep: now,
            answers: None,
            refused: None,
            comparison: None,
        }
    }
}

impl<T: Transport + Send + 'static> Turn<'_, T> {
    /// When something is due that is not under way.
    pub(super) fn next_time(&self) -> Instant {
        let times = [
            (self.renewing.is_none(), Some(self.due.renewal)),
            (self.may_claim(), Some(self.due.claim)),
            (self.sweeping.is_none(), Some(self.due.sweep)),
            (self.answering.is_none(), self.due.answers),
            (self.may_compare(), self.due.comparison),
            (true, self.due.refused),
        ];
        let due = times.into_iter().filter(|(is_idle, _)| *is_idle);
        let first = due.filter_map(|(_, at)| at).min();
        first.unwrap_or_else(|| Instant::now() + self.shared.lease_time)
    }

    /// A login that is claimed during a comparison would seem to be missing.
    fn may_claim(&self) -> bool {
        self.claiming.is_none() && self.comparing.is_none()
    }

    fn may_compare(&self) -> bool {
        self.comparing.is_none() && self.claiming.is_none()
    }

    pub(super) fn start_what_is_due(&mut self) {
        let now = Instant::now();
        let (store, worker) = (&self.shared.store, self.worker);
        let is_due = |at: Option<Instant>| at.is_some_and(|at| now >= at);
        if self.renewing.is_none() && now >= self.due.renewal {
            self.start_renewal(now);
        }
        if self.answering.is_none() && is_due(self.due.answers) {
            self.due.answers = None;
            let store = Arc::clone(store);
            self.answering = Some(Box::pin(async move { store.answers(worker).await }));
        }
        if self.may_compare() && is_due(self.due.comparison) {
            self.due.comparison = None;
            let store = Arc::clone(store);
            self.comparing = Some(Box::pin(async move { store.owned(worker).await }));
        }
        if self.may_claim() && now >= self.due.claim {
            self.due.claim = now + CLAIM_EVERY;
            let limit = self.claim_limit();
            if limit > 0 {
                let store = Arc::clone(store);
                let claim = async move { (limit, store.claim(worker, limit).await) };
                self.claiming = Some(Box::pin(claim));
            }
        }
        if self.sweeping.is_none() && now >= self.due.sweep {
            self.due.sweep = now + SWEEP_EVERY;
            let store = Arc::clone(store);
            self.sweeping = Some(Box::pin(async move { store.sweep(REPEAT).await }));
        }
        if is_due(self.due.refused) {
            self.due.refused = None;
            self.owned.retry_refused();
        }
        self.start_saving();
    }

    fn claim_limit(&self) -> usize {
        let room = self.shared.max_logins.saturating_sub(self.owned.len());
        let (least, most) = CLAIM_AT_ONCE;
        room.min((self.owned.len() / 8).clamp(least, most))
    }

    /// There are logins to claim. The more a worker has, the longer it leaves them to others: 14 ms
    /// with 100 logins, 141 ms with 10,000.
    pub(super) fn claim_soon(&mut self) {
        let pause = self.owned.len().saturating_mul(2).isqrt();
        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or(u64::MAX));
        self.due.claim = self.due.claim.min(Instant::now() + pause);
    }

    pub(super) fn retry_refused_later(&mut self) {
        self.due.refused = Some(Instant::now() + LONGEST_PAUSE);
    }

    fn start_renewal(&mut self, now: Instant) {
        let (store, worker) = (Arc::clone(&self.shared.store), self.worker);
        let (clock, offset) = (
            Arc::clone(&self.shared.clock),
            Arc::clone(&self.shared.offset),
        );
        let lease = self.shared.lease_time;
        self.due.renewal = now + lease / 3;
        self.renewing = Some(Box::pin(async move {
            let measured = measure(&*store, &clock, &offset).await;
            let sent = Moment::now(&clock);
            match measured {
                Ok(()) => (sent, store.renew(worker, lease).await),
                Err(error) => (sent, Err(error)),
            }
        }));
    }

    pub(super) fn start_saving(&mut self) {
        if self.saving.is_some() {
            return;
        }
        let writes = self.owned.writes(WRITES_AT_ONCE);
        if !writes.is_empty() {
            let (store, worker) = (Arc::clone(&self.shared.store), self.worker);
            self.saving = Some(Box::pin(async move {
                let written = save(&*store, worker, &writes).await;
                (writes, written)
            }));
        }
    }
}
