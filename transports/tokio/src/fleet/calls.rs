//! The calls in flight, each of which is polled only after its waker was called.

use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use qrlogin::Response;

use super::logins::LoginId;
use crate::exchange::Exchange;

/// The outcome of a call; `None` after its time-out.
pub(super) type Outcome<E> = Option<Result<Response, E>>;

/// What has become of a call after its first poll.
pub(super) enum Started<E> {
    /// It is in flight, with this number.
    InFlight(u32),
    Ended(Outcome<E>),
}

/// The calls in flight.
pub(super) struct Calls<E> {
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    woken: Arc<Woken>,
    /// The list of woken calls that was read last, for its memory.
    read: Vec<u32>,
}

/// A place for a call. It keeps its waker for the next one, which a late wake of an earlier call
/// then polls once without need.
struct Slot<E> {
    signal: Arc<Signal>,
    waker: Waker,
    call: Option<(LoginId, Exchange<E>)>,
}

/// Which calls are to be polled, and the task that polls them.
#[derive(Default)]
struct Woken(Mutex<(Vec<u32>, Option<Waker>)>);

impl Woken {
    fn lock(&self) -> MutexGuard<'_, (Vec<u32>, Option<Waker>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of one slot.
struct Signal {
    call: u32,
    is_woken: AtomicBool,
    woken: Arc<Woken>,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.is_woken.swap(true, Ordering::AcqRel) {
            return;
        }
        let mut woken = self.woken.lock();
        woken.0.push(self.call);
        let task = woken.1.take();
        drop(woken);
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl<E> Calls<E> {
    pub(super) fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            woken: Arc::default(),
            read: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Starts a call of this login, by polling it once.
    pub(super) fn start(&mut self, login: LoginId, mut exchange: Exchange<E>) -> Started<E> {
        let call = self.free.last().copied().unwrap_or_else(|| self.add_slot());
        let Some(slot) = self.slot_mut(call) else {
            return Started::Ended(None);
        };
        let mut cx = Context::from_waker(&slot.waker);
        if let Poll::Ready(outcome) = Pin::new(&mut exchange).poll(&mut cx) {
            return Started::Ended(outcome);
        }
        slot.call = Some((login, exchange));
        self.free.pop();
        Started::InFlight(call)
    }

    /// Drops a call.
    pub(super) fn remove(&mut self, call: u32) {
        if let Some(slot) = self.slot_mut(call)
            && slot.call.take().is_some()
        {
            self.free.push(call);
        }
    }

    /// Polls the calls that were woken since the last time, each once, and passes on the outcomes
    /// of those that have ended. Calls woken meanwhile wake the task: their turn is in its next
    /// poll, since tokio lets a task do only so much in one.
    pub(super) fn finished(&mut self, task: &Waker, mut on: impl FnMut(LoginId, Outcome<E>)) {
        let mut calls = mem::take(&mut self.read);
        let mut woken = self.woken.lock();
        mem::swap(&mut calls, &mut woken.0);
        match &mut woken.1 {
            Some(old) => old.clone_from(task),
            none => *none = Some(task.clone()),
        }
        drop(woken);
        for call in calls.drain(..) {
            let Some(slot) = self.slot_mut(call) else {
                continue;
            };
            slot.signal.is_woken.store(false, Ordering::Release);
            let Some((login, exchange)) = &mut slot.call else {
                continue;
            };
            let mut cx = Context::from_waker(&slot.waker);
            if let Poll::Ready(outcome) = Pin::new(exchange).poll(&mut cx) {
                let login = *login;
                self.remove(call);
                on(login, outcome);
            }
        }
        self.read = calls;
    }

    /// Adds a free slot; its number.
    fn add_slot(&mut self) -> u32 {
        let call = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let signal = Arc::new(Signal {
            call,
            is_woken: AtomicBool::new(false),
            woken: self.woken.clone(),
        });
        self.slots.push(Slot {
            waker: Waker::from(signal.clone()),
            signal,
            call: None,
        });
        self.free.push(call);
        call
    }

    fn slot_mut(&mut self, call: u32) -> Option<&mut Slot<E>> {
        self.slots.get_mut(usize::try_from(call).ok()?)
    }
}
