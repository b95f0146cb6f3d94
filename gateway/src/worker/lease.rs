//! The lease as the worker itself knows it, and the transport that keeps it.

use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qrlogin::{Call, Response};
use qrlogin_tokio::Transport;
use tokio::time::Instant;

use super::stats::Stats;

/// Until when the lease is valid for certain: by the monotonic clock of this machine, from before
/// the request that prolonged it. A process that was stopped finds it over when it continues.
#[derive(Clone, Debug, Default)]
pub(super) struct Lease(Arc<Mutex<Option<Instant>>>);

impl Lease {
    /// The lease is valid until then.
    pub(super) fn set(&self, until: Option<Instant>) {
        *self.lock() = until;
    }

    /// Whether it is valid now.
    pub(super) fn is_valid(&self) -> bool {
        self.lock().is_some_and(|until| Instant::now() < until)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
