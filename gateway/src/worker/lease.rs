//! The lease as the worker itself knows it, and the transport that keeps it.

use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use qrlogin::{Call, Response, Timestamp};
use qrlogin_tokio::Transport;
use tokio::time::Instant;

use super::clock::Clock;
use super::stats::Stats;

/// Until when the lease is valid for certain, counted from before the request that prolonged it.
/// By the monotonic clock: a process that was stopped finds it over when it continues. And by the
/// wall clock: the monotonic one of Linux stands still while the machine sleeps.
#[derive(Clone, Default)]
pub(super) struct Lease(Arc<Mutex<Option<Until>>>);

struct Until {
    instant: Instant,
    wall: Timestamp,
    clock: Clock,
}

/// A moment by both clocks.
pub(super) struct Moment {
    instant: Instant,
    wall: Timestamp,
}

impl Moment {
    pub(super) fn now(clock: &Clock) -> Self {
        Self {
            instant: Instant::now(),
            wall: clock(),
        }
    }
}

impl Lease {
    /// The lease is valid for so long from this moment on.
    pub(super) fn begin(&self, from: &Moment, lease: Duration, clock: &Clock) {
        let until = from.instant.checked_add(lease).map(|instant| Until {
            instant,
            wall: from.wall + lease,
            clock: Arc::clone(clock),
        });
        *self.lock() = until;
    }

    pub(super) fn end(&self) {
        *self.lock() = None;
    }

    /// Whether it is valid now.
    pub(super) fn is_valid(&self) -> bool {
        let until = self.lock();
        let is_before =
            |until: &Until| Instant::now() < until.instant && (until.clock)() < until.wall;
        until.as_ref().is_some_and(is_before)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Until>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lease(valid: {})", self.is_valid())
    }
}

type Sent<E> = Pin<Box<dyn Future<Output = Result<Response, E>> + Send>>;

/// Makes calls while the lease is valid.
pub(super) struct Guarded<T> {
    pub(super) transport: Arc<Mutex<T>>,
    pub(super) lease: Lease,
    pub(super) stats: Arc<Stats>,
}

impl<T: Transport> Transport for Guarded<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, T::Error>> + Send + 'static {
        if !self.lease.is_valid() {
            // No failure of the service: the login may be another worker's. It is dropped soon.
            return Box::pin(pending()) as Sent<T::Error>;
        }
        self.stats.count_call();
        let mut transport = self
            .transport
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Box::pin(transport.send(call))
    }
}
