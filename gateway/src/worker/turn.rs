//! One turn of a worker: from its registration to the end of its lease.

use std::future::pending;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::{BoxFlow, Credential, Error, Flow as _, Secret, Snapshot, SnapshotError, Timestamp};
use qrlogin_tokio::{Fleet, FleetItem, LoginId as Place, Progress, Transport};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

use super::lease::Guarded;
use super::owned::{News, Owned};
use super::run::{FIRST_PAUSE, Shared, set_offset, shifted};
use super::save::save;
use super::watched::{Reached, Watched};
use crate::event::LoginEvent;
use crate::seal::{Purpose, SealError, Sealed};
use crate::store::{Change, Claimed, LoginId, StoreError, Then, WorkerId, Write, Written};
use crate::v1::REPEAT;

/// How often logins are claimed that no change has announced, such as those of a worker that died.
const CLAIM_EVERY: Duration = Duration::from_secs(1);
/// How often expired logins are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// The most logins that are claimed at once.
const CLAIM_AT_ONCE: usize = 500;
/// The most writes in one batch.
const WRITES_AT_ONCE: usize = 500;
/// How long calls in flight are awaited when the worker stops or its lease has lapsed.
const DRAIN: Duration = Duration::from_secs(3);
type Slot<T> = Option<Pin<Box<dyn Future<Output = T> + Send>>>;
type Logins<T> = Fleet<Watched, Guarded<T>>;
type Item<T> = FleetItem<Credential, <T as Transport>::Error>;

/// Why a turn has ended.
pub(super) enum Over {
    Stopped,
    Lapsed,
}

/// A worker from its registration to the end of its lease.
pub(super) struct Turn<'a, T: Transport> {
    shared: &'a Shared,
    worker: WorkerId,
    fleet: Logins<T>,
    owned: Owned,
    changes: broadcast::Receiver<Change>,
    send: UnboundedSender<Reached>,
    reached: UnboundedReceiver<Reached>,
    renew_at: Instant,
    claim_at: Instant,
    sweep_at: Instant,
    renewing: Slot<(Instant, Renewal)>,
    claiming: Slot<Result<Vec<Claimed>, StoreError>>,
    saving: Slot<(Vec<Write>, Vec<Written>)>,
    answering: Slot<Result<Vec<(LoginId, Sealed)>, StoreError>>,
    sweeping: Slot<Result<u64, StoreError>>,
}

/// The store's clock, and whether the lease was prolonged.
type Renewal = Result<(Timestamp, bool), StoreError>;

/// What has happened.
#[expect(clippy::large_enum_variant, reason = "handled at once")]
enum Happened<E> {
    Stop,
    Item(FleetItem<Credential, E>),
    Reached(Reached),
    Changed(Result<Change, RecvError>),
    Renewed(Instant, Renewal),
    Claimed(Result<Vec<Claimed>, StoreError>),
    Saved(Vec<Write>, Vec<Written>),
    Answers(Result<Vec<(LoginId, Sealed)>, StoreError>),
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
        let (clock, offset) = (Arc::clone(&shared.clock), Arc::clone(&shared.offset));
        let guarded = Guarded {
            transport: Arc::clone(transport),
            lease: shared.stats.lease.clone(),
            stats: Arc::clone(&shared.stats),
        };
        let fleet = Fleet::new(guarded)
            .max_calls(shared.max_calls)
            .with_clock(move || shifted(clock(), offset.load(Ordering::Relaxed)));
        let (send, reached) = unbounded_channel();
        Self {
            shared,
            worker,
            fleet,
            owned: Owned::default(),
            changes: shared.store.changes(),
            send,
            reached,
            renew_at: Instant::now() + shared.lease_time / 3,
            claim_at: Instant::now(),
            sweep_at: Instant::now(),
            renewing: None,
            claiming: None,
            saving: None,
            answering: None,
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
                _ = slot(&mut self.sweeping) => Happened::Swept,
                () = tokio::time::sleep_until(next_time) => Happened::Time,
            };
            match happened {
                Happened::Stop => return Ok(Over::Stopped),
                Happened::Item(item) => self.item(item)?,
                Happened::Reached(reached) => self.reached(reached)?,
                Happened::Changed(Ok(change)) => self.changed(&change),
                // What was missed shows in the next claim or write.
                Happened::Changed(Err(RecvError::Lagged(_))) => self.claim_at = Instant::now(),
                Happened::Changed(Err(RecvError::Closed)) => {
                    return Err(StoreError::Refused("the store was closed".to_owned()));
                }
                Happened::Renewed(sent, renewed) => {
                    if !self.renewed(sent, renewed)? {
                        return Ok(Over::Lapsed);
                    }
                }
                Happened::Claimed(claimed) => self.claimed(claimed)?,
                Happened::Saved(writes, written) => self.saved(&writes, &written),
                Happened::Answers(answers) => self.answers(answers)?,
                Happened::Swept | Happened::Time => {}
            }
            self.shared.stats.set_owned(self.owned.len());
            if !self.shared.stats.lease.is_valid() {
                return Ok(Over::Lapsed);
            }
        }
    }

    /// When something is due that is not under way.
    fn next_time(&self) -> Instant {
        let times = [
            (self.renewing.is_none(), self.renew_at),
            (self.claiming.is_none(), self.claim_at),
            (self.sweeping.is_none(), self.sweep_at),
        ];
        let due = times.into_iter().filter(|(is_idle, _)| *is_idle);
        let first = due.map(|(_, at)| at).min();
        first.unwrap_or_else(|| Instant::now() + self.shared.lease_time)
    }

    fn start_what_is_due(&mut self) {
        let now = Instant::now();
        let (store, worker) = (&self.shared.store, self.worker);
        if self.renewing.is_none() && now >= self.renew_at {
            let (store, lease) = (Arc::clone(store), self.shared.lease_time);
            self.renew_at = now + lease / 3;
            self.renewing = Some(Box::pin(async move {
                let renewed = async {
                    let time = store.now().await?;
                    Ok((time, store.renew(worker, lease).await?))
                };
                (now, renewed.await)
            }));
        }
        let room = self.shared.max_logins.saturating_sub(self.owned.len());
        if self.claiming.is_none() && now >= self.claim_at {
            self.claim_at = now + CLAIM_EVERY;
            if room > 0 {
                let (store, limit) = (Arc::clone(store), room.min(CLAIM_AT_ONCE));
                self.claiming = Some(Box::pin(async move { store.claim(worker, limit).await }));
            }
        }
        if self.sweeping.is_none() && now >= self.sweep_at {
            self.sweep_at = now + SWEEP_EVERY;
            let store = Arc::clone(store);
            self.sweeping = Some(Box::pin(async move { store.sweep(REPEAT).await }));
        }
        self.start_saving();
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
    fn renewed(&mut self, sent: Instant, renewed: Renewal) -> Result<bool, StoreError> {
        match renewed {
            Ok((now, true)) => {
                set_offset(&self.shared.offset, now, (self.shared.clock)());
                let until = sent.checked_add(self.shared.lease_time);
                self.shared.stats.lease.set(until);
                Ok(true)
            }
            Ok((_, false)) => Ok(false),
            Err(StoreError::Unreachable(_)) => {
                self.renew_at = Instant::now() + FIRST_PAUSE;
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    fn claimed(&mut self, claimed: Result<Vec<Claimed>, StoreError>) -> Result<(), StoreError> {
        let claimed = match claimed {
            Ok(claimed) => claimed,
            Err(StoreError::Unreachable(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        if claimed.len() >= CLAIM_AT_ONCE {
            // There may be more.
            self.claim_at = Instant::now();
        }
        claimed.iter().try_for_each(|login| self.take(login))
    }

    /// Begins to run a login.
    fn take(&mut self, claimed: &Claimed) -> Result<(), StoreError> {
        let id = &claimed.id;
        let (flow, answer) = match self.resume(claimed) {
            Ok(resumed) => resumed,
            Err(error) => {
                self.owned.add(claimed, "unknown", None, false);
                return self.end(id, &error);
            }
        };
        let mut flow = Watched::new(flow, id.clone(), self.send.clone());
        let mut wants_input = flow.input().is_some();
        if let Some(answer) = answer {
            let offset = self.shared.offset.load(Ordering::Relaxed);
            let now = shifted((self.shared.clock)(), offset);
            wants_input &= !flow.answer(now, &answer);
        }
        let name = flow.id();
        let place = self.fleet.add(flow);
        self.owned.add(claimed, name, Some(place), wants_input);
        Ok(())
    }

    fn resume(&self, claimed: &Claimed) -> Result<(BoxFlow, Option<Secret>), Error> {
        let (keys, id) = (&self.shared.keys, &claimed.id);
        let damaged = |_| Error::Snapshot(SnapshotError::Damaged);
        let snapshot = keys.open::<Snapshot>(Purpose::Snapshot, id, &claimed.snapshot);
        let flow = qrlogin::flows::resume(&snapshot.map_err(damaged)?)?;
        let answer = claimed.answer.as_ref();
        let answer = answer.map(|answer| keys.open(Purpose::Answer, id, answer));
        Ok((flow, answer.transpose().map_err(damaged)?))
    }

    fn item(&mut self, (place, progress): Item<T>) -> Result<(), StoreError> {
        // A snapshot that was sent earlier is older than the one of this event.
        while let Ok(reached) = self.reached.try_recv() {
            self.reached(reached)?;
        }
        match progress {
            Ok(Progress::Event(event)) => {
                let Some(flow) = self.fleet.flow(place) else {
                    return Ok(());
                };
                let id = flow.login().clone();
                let Some(event) = LoginEvent::of(event) else {
                    return Ok(());
                };
                let Ok(snapshot) = flow.snapshot() else {
                    return Ok(());
                };
                if let Some(login) = self.owned.get_mut(&id) {
                    login.wants_input = matches!(event, LoginEvent::InputWanted(_));
                }
                let running = Then::Running(self.seal(Purpose::Snapshot, &id, &snapshot)?);
                self.note(&id, &event, running)
            }
            Ok(Progress::Done(credential)) => {
                let Some(id) = self.owned.left(place) else {
                    return Ok(());
                };
                self.shared.stats.count_end(credential.flow(), "done");
                let result = self.seal(Purpose::Result, &id, &credential)?;
                self.note(&id, &LoginEvent::Done, Then::Done(result))
            }
            Err(error) => match (self.owned.left(place), error.login_error()) {
                (Some(id), Some(error)) => self.end(&id, &error),
                _ => Ok(()),
            },
        }
    }

    fn end(&mut self, id: &LoginId, error: &Error) -> Result<(), StoreError> {
        if let Some(login) = self.owned.get_mut(id) {
            self.shared.stats.count_end(login.flow, error.kind());
        }
        let failed = LoginEvent::Failed {
            error: error.clone(),
        };
        self.note(id, &failed, Then::Failed)
    }

    fn note(&mut self, id: &LoginId, event: &LoginEvent, then: Then) -> Result<(), StoreError> {
        let Some(number) = self.owned.next_event(id) else {
            return Ok(());
        };
        let event = self.seal(Purpose::Event(number), id, event)?;
        self.owned.note(id, Some(event), then);
        Ok(())
    }

    fn reached(&mut self, (id, snapshot): Reached) -> Result<(), StoreError> {
        let running = Then::Running(self.seal(Purpose::Snapshot, &id, &snapshot)?);
        self.owned.note(&id, None, running);
        Ok(())
    }

    fn seal<V: serde::Serialize>(
        &self,
        purpose: Purpose,
        id: &LoginId,
        value: &V,
    ) -> Result<Sealed, StoreError> {
        let sealed = self.shared.keys.seal(purpose, id, value);
        sealed.map_err(|error: SealError| StoreError::Refused(error.to_string()))
    }

    fn changed(&mut self, change: &Change) {
        match self.owned.news(change) {
            // A new login. Others are found by time.
            None if change.version == 1 => self.claim_at = Instant::now(),
            None | Some(News::Known) => {}
            Some(News::Answered) => {
                let (store, worker) = (Arc::clone(&self.shared.store), self.worker);
                self.answering = Some(Box::pin(async move { store.answers(worker).await }));
            }
            Some(News::Lost) => {
                let place = self.owned.remove(&change.id);
                self.lose(place);
            }
        }
    }

    fn lose(&mut self, place: Option<Place>) {
        self.shared.stats.count_lost();
        if let Some(place) = place {
            self.fleet.cancel(place);
        }
    }

    fn saved(&mut self, writes: &[Write], written: &[Written]) {
        for (write, written) in writes.iter().zip(written) {
            let place = self.owned.written(write, *written);
            match written {
                Written::Stored(_) => self.shared.stats.count_write(),
                Written::Lost => self.lose(place),
            }
        }
    }

    fn answers(
        &mut self,
        answers: Result<Vec<(LoginId, Sealed)>, StoreError>,
    ) -> Result<(), StoreError> {
        let answers = match answers {
            Ok(answers) => answers,
            // The change comes again: the store's receivers read all when it is back.
            Err(StoreError::Unreachable(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        for (id, sealed) in answers {
            let Some(login) = self.owned.get_mut(&id) else {
                continue;
            };
            let answer = self
                .shared
                .keys
                .open::<Secret>(Purpose::Answer, &id, &sealed);
            if let (Some(place), true, Ok(answer)) = (login.place, login.wants_input, answer) {
                login.wants_input = !self.fleet.answer(place, &answer);
            }
        }
        Ok(())
    }

    /// Awaits the calls in flight, and starts no more.
    pub(super) async fn drain(&mut self) -> Result<(), StoreError> {
        self.fleet.stop(DRAIN);
        while let Some(item) = self.fleet.next().await {
            self.item(item)?;
        }
        while let Ok(reached) = self.reached.try_recv() {
            self.reached(reached)?;
        }
        Ok(())
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
}
