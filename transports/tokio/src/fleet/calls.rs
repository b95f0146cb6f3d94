//! The calls in flight, each of which is polled only after its own waker was called.

use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use qrlogin::Response;

use super::logins::LoginId;
use crate::exchange::Exchange;

/// The outcome of a call; `None` after its time-out.
type Outcome<E> = Option<Result<Response, E>>;

/// The calls in flight.
pub(super) struct Calls<E> {
    calls: Vec<Option<InFlight<E>>>,
    free: Vec<u32>,
    woken: Arc<Woken>,
}

struct InFlight<E> {
    login: LoginId,
    exchange: Exchange<E>,
    signal: Arc<Signal>,
}

/// Which calls are to be polled, and the task that polls them.
#[derive(Default)]
struct Woken(Mutex<(Vec<u32>, Option<Waker>)>);

impl Woken {
    fn lock(&self) -> MutexGuard<'_, (Vec<u32>, Option<Waker>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waker of one call.
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
            calls: Vec::new(),
            free: Vec::new(),
            woken: Arc::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len() - self.free.len()
    }

    /// Adds a call of this login and returns its number. It is polled first in the next
    /// [`Calls::finished`].
    pub(super) fn insert(&mut self, login: LoginId, exchange: Exchange<E>) -> u32 {
        let next = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
        let call = self.free.pop().unwrap_or(next);
        let signal = Arc::new(Signal {
            call,
            is_woken: AtomicBool::new(false),
            woken: self.woken.clone(),
        });
        signal.wake_by_ref();
        let in_flight = Some(InFlight {
            login,
            exchange,
            signal,
        });
        match self.get_mut(call) {
            Some(place) => *place = in_flight,
            None => self.calls.push(in_flight),
        }
        call
    }

    /// Drops a call.
    pub(super) fn remove(&mut self, call: u32) {
        if let Some(place) = self.get_mut(call)
            && place.take().is_some()
        {
            self.free.push(call);
        }
    }

    /// Polls the calls that were woken since the last time, each once, and passes on the outcomes
    /// of those that have ended. Calls woken meanwhile wake the task: their turn is in its next
    /// poll, since tokio lets a task do only so much in one.
    pub(super) fn finished(&mut self, task: &Waker, mut on: impl FnMut(LoginId, Outcome<E>)) {
        let mut woken = self.woken.lock();
        let calls = mem::take(&mut woken.0);
        match &mut woken.1 {
            Some(old) => old.clone_from(task),
            none => *none = Some(task.clone()),
        }
        drop(woken);
        for call in calls {
            let Some(Some(in_flight)) = self.get_mut(call) else {
                continue;
            };
            in_flight.signal.is_woken.store(false, Ordering::Release);
            let waker = Waker::from(in_flight.signal.clone());
            let exchange = Pin::new(&mut in_flight.exchange);
            if let Poll::Ready(outcome) = exchange.poll(&mut Context::from_waker(&waker)) {
                let login = in_flight.login;
                self.remove(call);
                on(login, outcome);
            }
        }
    }

    fn get_mut(&mut self, call: u32) -> Option<&mut Option<InFlight<E>>> {
        self.calls.get_mut(usize::try_from(call).ok()?)
    }
}
