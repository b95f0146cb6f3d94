//! One turn of a worker: from its registration to the end of its lease.

use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::Credential;
use qrlogin_tokio::{Fleet, FleetItem, Transport};
use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::lease::{Guarded, Moment};
use super::owned::Owned;
use super::run::{FIRST_PAUSE, Shared, measure};
use super::save::save;
use super::watched::{Reached, Watched};
use crate::seal::Sealed;
use crate::store::{Change, Claimed, LoginId, StoreError, WorkerId, Write, Written};
use crate::v1::REPEAT;

/// How often logins are claimed that no change has announced, such as those of a worker that died.
const CLAIM_EVERY: Duration = Duration::from_secs(1);
/// How often expired logins are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// The most logins that are claimed at once.
const CLAIM_AT_ONCE: usize = 500;
/// The most writes in one batch.
const WRITES_AT_ONCE: usize = 500;
/// The most changes that are read at once.
const CHANGES_AT_ONCE: usize = 256;
/// How long calls in flight are awaited when the worker stops or its lease has lapsed.
const DRAIN: Duration = Duration::from_secs(3);

type Slot<T> = Option<Pin<Box<dyn Future<Output = T> + Send>>>;
type Answers = Result<Vec<(LoginId, Sealed)>, StoreError>;

/// Why a turn has ended.
pub(super) enum Over {
    Stopped,
    Lapsed,
}

/// A worker from its registration to the end of its lease.
pub(super) struct Turn<'a, T: Transport> {
    pub(super) shared: &'a Shared,
    worker: WorkerId,
    pub(super) fleet: Fleet<Watched, Guarded<T>>,
    pub(super) owned: Owned,
    changes: broadcast::Receiver<Change>,
    pub(super) send: UnboundedSender<Reached>,
    reached: UnboundedReceiver<Reached>,
    due: Due,
    renewing: Slot<(Moment, Result<bool, StoreError>)>,
    claiming: Slot<Result<Vec<Claimed>, StoreError>>,
    saving: Slot<(Vec<Write>, Vec<Written>)>,
    answering: Slot<Answers>,
    comparing: Slot<Result<Vec<LoginId>, StoreError>>,
    sweeping: Slot<Result<u64, StoreError>>,
}

/// When the store is called next; `None` is not before something happens.
struct Due {
    renewal: Instant,
    claim: Instant,
    sweep: Instant,
    answers: Option<Instant>,
    /// Whether the store still has the logins as this worker's.
    comparison: Option<Instant>,
}

/// What has happened.
#[expect(clippy::large_enum_variant, reason = "handled at once")]
enum Happened<E> {
    Stop,
    Item(FleetItem<Credential, E>),
    Reached(Reached),
    Changed(Result<Change, RecvError>),
    Renewed(Moment, Result<bool, StoreError>),
    Claimed(Result<Vec<Claimed>, StoreError>),
    Saved(Vec<Write>, Vec<Written>),
    Answers(Answers),
    Compared(Result<Vec<LoginId>, StoreError>),
    Swept,
    Time,
}

/// The outcome of what is under way in this slot, which is empty then.
async fn slot<O>(slot: &mut Slot<O>) -> O {
    let outcome = match slot {
        Some(future) => future.await,
        None => pending().await,
    };
    *slot = None;
    outcome
}

impl<'a, T: Transport + Send + 'static> Turn<'a, T> {
    pub(super) fn new(shared: &'a Shared, worker: WorkerId, transport: &Arc<Mutex<T>>) -> Self {
        let guarded = Guarded {
            transport: Arc::clone(transport),
            lease: shared.stats.lease.clone(),
            stats: Arc::clone(&shared.stats),
        };
        let (clock, offset) = (Arc::clone(&shared.clock), Arc::clone(&shared.offset));
        let fleet = Fleet::new(guarded)
            .max_calls(shared.max_calls)
            .min_gap(shared.min_gap)
            .with_clock(move || offset.apply(clock()));
        let (send, reached) = unbounded_channel();
        let now = Instant::now();
        Self {
            shared,
            worker,
            fleet,
            owned: Owned::default(),
            changes: shared.store.changes(),
            send,
            reached,
            due: Due {
                renewal: now + shared.lease_time / 3,
                claim: now,
                sweep: now,
                answers: None,
                comparison: None,
            },
            renewing: None,
            claiming: None,
            saving: None,
            answering: None,
            comparing: None,
            sweeping: None,
        }
    }

    pub(super) async fn run(
        &mut self,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Over, StoreError> {
        loop {
            self.start_what_is_due();
            let next_time = self.next_time();
            let happened = tokio::select! {
                () = stop.as_mut() => Happened::Stop,
                Some(reached) = self.reached.recv() => Happened::Reached(reached),
                Some(item) = self.fleet.next(), if !self.fleet.is_empty() => Happened::Item(item),
                changed = self.changes.recv() => Happened::Changed(changed),
                (sent, renewed) = slot(&mut self.renewing) => Happened::Renewed(sent, renewed),
                claimed = slot(&mut self.claiming) => Happened::Claimed(claimed),
                (writes, written) = slot(&mut self.saving) => Happened::Saved(writes, written),
                answers = slot(&mut self.answering) => Happened::Answers(answers),
                ids = slot(&mut self.comparing) => Happened::Compared(ids),
                _ = slot(&mut self.sweeping) => Happened::Swept,
                () = tokio::time::sleep_until(next_time) => Happened::Time,
            };
            // What a flow has sent is older than anything that follows, such as its event.
            self.read_reached()?;
            if let Some(over) = self.happened(happened)? {
                return Ok(over);
            }
            self.shared.stats.set_owned(self.owned.len());
            if !self.shared.stats.lease.is_valid() {
                return Ok(Over::Lapsed);
            }
        }
    }

    fn happened(&mut self, happened: Happened<T::Error>) -> Result<Option<Over>, StoreError> {
        match happened {
            Happened::Stop => return Ok(Some(Over::Stopped)),
            Happened::Item(item) => self.item(item)?,
            Happened::Reached(reached) => self.reached(reached)?,
            Happened::Changed(Ok(change)) => {
                self.changed(&change);
                self.read_changes();
            }
            Happened::Changed(Err(RecvError::Lagged(_))) => self.lagged(),
            Happened::Changed(Err(RecvError::Closed)) => {
                return Err(StoreError::Refused("the store was closed".to_owned()));
            }
            Happened::Renewed(sent, renewed) => {
                if !self.renewed(&sent, renewed)? {
                    return Ok(Some(Over::Lapsed));
                }
            }
            Happened::Claimed(claimed) => {
                let claimed = reachable(claimed)?.unwrap_or_default();
                if claimed.len() >= CLAIM_AT_ONCE {
                    // There may be more.
                    self.due.claim = Instant::now();
                }
                claimed.iter().try_for_each(|login| self.take(login))?;
            }
            Happened::Saved(writes, written) => self.saved(&writes, &written),
            Happened::Answers(answers) => match reachable(answers)? {
                Some(answers) => self.answers(&answers),
                None => self.due.answers = Some(Instant::now() + CLAIM_EVERY),
            },
            Happened::Compared(ids) => match reachable(ids)? {
                Some(ids) => self.compared(&ids),
                None => self.due.comparison = Some(Instant::now() + CLAIM_EVERY),
            },
            Happened::Swept | Happened::Time => {}
        }
        Ok(None)
    }

    /// When something is due that is not under way.
    fn next_time(&self) -> Instant {
        let times = [
            (self.renewing.is_none(), Some(self.due.renewal)),
            (self.may_claim(), Some(self.due.claim)),
            (self.sweeping.is_none(), Some(self.due.sweep)),
            (self.answering.is_none(), self.due.answers),
            (self.may_compare(), self.due.comparison),
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

    fn start_what_is_due(&mut self) {
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
            let room = self.shared.max_logins.saturating_sub(self.owned.len());
            if room > 0 {
                let (store, limit) = (Arc::clone(store), room.min(CLAIM_AT_ONCE));
                self.claiming = Some(Box::pin(async move { store.claim(worker, limit).await }));
            }
        }
        if self.sweeping.is_none() && now >= self.due.sweep {
            self.due.sweep = now + SWEEP_EVERY;
            let store = Arc::clone(store);
            self.sweeping = Some(Box::pin(async move { store.sweep(REPEAT).await }));
        }
        self.start_saving();
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

    fn start_saving(&mut self) {
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

    /// Whether the worker still has its lease.
    fn renewed(
        &mut self,
        sent: &Moment,
        renewed: Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        match reachable(renewed)? {
            Some(true) => {
                let (lease, clock) = (self.shared.lease_time, &self.shared.clock);
                self.shared.stats.lease.begin(sent, lease, clock);
                Ok(true)
            }
            Some(false) => Ok(false),
            None => {
                self.due.renewal = Instant::now() + FIRST_PAUSE;
                Ok(true)
            }
        }
    }

    fn read_changes(&mut self) {
        for _ in 0..CHANGES_AT_ONCE {
            match self.changes.try_recv() {
                Ok(change) => self.changed(&change),
                Err(TryRecvError::Lagged(_)) => self.lagged(),
                // The end is received in the loop.
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// Changes were missed: new logins, answers, cancels.
    fn lagged(&mut self) {
        let now = Instant::now();
        self.due.claim = now;
        self.due.answers = Some(now);
        self.due.comparison = Some(now);
    }

    /// There are logins to claim.
    pub(super) fn claim_soon(&mut self) {
        self.due.claim = Instant::now();
    }

    /// There may be answers.
    pub(super) fn ask_for_answers(&mut self) {
        self.due.answers = Some(Instant::now());
    }

    fn read_reached(&mut self) -> Result<(), StoreError> {
        while let Ok(reached) = self.reached.try_recv() {
            self.reached(reached)?;
        }
        Ok(())
    }

    /// Awaits the calls in flight, and starts no more.
    pub(super) async fn drain(&mut self) -> Result<(), StoreError> {
        self.fleet.stop(DRAIN);
        while let Some(item) = self.fleet.next().await {
            self.read_reached()?;
            self.item(item)?;
        }
        self.read_reached()
    }

    /// Stores what is left to store, for as long as it takes.
    pub(super) async fn flush(&mut self) {
        self.owned.forget_stored();
        loop {
            self.start_saving();
            if self.saving.is_none() {
                return;
            }
            let (writes, written) = slot(&mut self.saving).await;
            self.saved(&writes, &written);
        }
    }

    /// How many logins have something that is not stored.
    pub(super) fn unstored(&self) -> usize {
        self.owned.unstored()
    }
}

/// `None` if the store cannot be reached at the moment.
fn reachable<O>(result: Result<O, StoreError>) -> Result<Option<O>, StoreError> {
    match result {
        Ok(outcome) => Ok(Some(outcome)),
        Err(StoreError::Unreachable(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
