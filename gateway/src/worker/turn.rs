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

use super::due::{CLAIM_EVERY, Due};
use super::lease::{Guarded, Moment};
use super::owned::Owned;
use super::run::{FIRST_PAUSE, Shared};
use super::watched::{Reached, Watched};
use crate::seal::Sealed;
use crate::store::{Change, Claimed, LoginId, StoreError, WorkerId, Write, Written};

/// The most changes that are read at once.
const CHANGES_AT_ONCE: usize = 256;
/// How long calls in flight are awaited when the worker stops or its lease has lapsed.
const DRAIN: Duration = Duration::from_secs(3);

pub(super) type Slot<T> = Option<Pin<Box<dyn Future<Output = T> + Send>>>;
/// Writes, and what became of each; `None` if it was refused.
type Saved = (Vec<Write>, Vec<Option<Written>>);
/// The limit of a claim, and the logins that it has taken.
type Claims = (usize, Result<Vec<Claimed>, StoreError>);
type Answers = Result<Vec<(LoginId, Sealed)>, StoreError>;

/// Why a turn has ended.
pub(super) enum Over {
    Stopped,
    Lapsed,
}

/// A worker from its registration to the end of its lease.
pub(super) struct Turn<'a, T: Transport> {
    pub(super) shared: &'a Shared,
    pub(super) worker: WorkerId,
    pub(super) fleet: Fleet<Watched, Guarded<T>>,
    pub(super) owned: Owned,
    changes: broadcast::Receiver<Change>,
    pub(super) send: UnboundedSender<Reached>,
    reached: UnboundedReceiver<Reached>,
    pub(super) due: Due,
    pub(super) renewing: Slot<(Moment, Result<bool, StoreError>)>,
    pub(super) claiming: Slot<Claims>,
    pub(super) saving: Slot<Saved>,
    pub(super) answering: Slot<Answers>,
    pub(super) comparing: Slot<Result<Vec<LoginId>, StoreError>>,
    pub(super) sweeping: Slot<Result<u64, StoreError>>,
}

/// What has happened.
#[expect(clippy::large_enum_variant, reason = "handled at once")]
enum Happened<E> {
    Stop,
    Item(FleetItem<Credential, E>),
    Reached(Reached),
    Changed(Result<Change, RecvError>),
    Renewed(Moment, Result<bool, StoreError>),
    Claimed(Claims),
    Saved(Saved),
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
        Self {
            shared,
            worker,
            fleet,
            owned: Owned::default(),
            changes: shared.store.changes(),
            send,
            reached,
            due: Due::new(shared.lease_time),
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
                saved = slot(&mut self.saving) => Happened::Saved(saved),
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
            Happened::Claimed((limit, claimed)) => {
                let claimed = reachable(claimed)?.unwrap_or_default();
                claimed.iter().try_for_each(|login| self.take(login))?;
                if claimed.len() >= limit {
                    // There may be more.
                    self.claim_soon();
                }
            }
            Happened::Saved(saved) => self.saved(saved),
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
        self.claim_soon();
        self.due.answers = Some(now);
        self.due.comparison = Some(now);
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

    /// Stores what is left to store, as soon as the store can be reached. What it has refused is
    /// tried once more.
    pub(super) async fn flush(&mut self) {
        self.owned.forget_stored();
        self.owned.retry_refused();
        loop {
            self.start_saving();
            if self.saving.is_none() {
                return;
            }
            let saved = slot(&mut self.saving).await;
            self.saved(saved);
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
