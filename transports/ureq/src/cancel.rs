//! Cancelling a session from another thread.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Cancels a session from another thread, such as a Ctrl-C handler. Cheap to clone.
///
/// [`Session::canceller`](crate::Session::canceller) returns it.
#[derive(Clone)]
pub struct Canceller(Arc<Shared>);

struct Shared {
    cancelled: Mutex<bool>,
    changed: Condvar,
    interrupt: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Canceller {
    pub(crate) fn new(interrupt: Option<Box<dyn Fn() + Send + Sync>>) -> Self {
        Self(Arc::new(Shared {
            cancelled: Mutex::new(false),
            changed: Condvar::new(),
            interrupt,
        }))
    }

    /// Ends the session with [`DriveError::Cancelled`](crate::DriveError::Cancelled).
    ///
    /// A pause and an exchange of [`UreqTransport`](crate::UreqTransport) end at once. The threads
    /// of a name resolution and of connection attempts run on in the background until their
    /// time-out. The session keeps its flow, with all responses it has handled; see
    /// [`Session::into_flow`](crate::Session::into_flow).
    pub fn cancel(&self) {
        *self.lock() = true;
        self.0.changed.notify_all();
        if let Some(interrupt) = &self.0.interrupt {
            interrupt();
        }
    }

    /// Whether [`Canceller::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        *self.lock()
    }

    /// Pauses for this time, or until the session is cancelled.
    pub(crate) fn pause(&self, pause: Duration) {
        let _ended = self
            .0
            .changed
            .wait_timeout_while(self.lock(), pause, |cancelled| !*cancelled);
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        // A flag is always valid, so a poisoned lock does no harm.
        self.0
            .cancelled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Canceller(cancelled: {})", self.is_cancelled())
    }
}
