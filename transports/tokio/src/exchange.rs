//! One call in flight, with its time-out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use qrlogin::Response;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// A time-out noticed at most this late was polled in time.
const PUNCTUAL: Duration = Duration::from_millis(250);
/// How long an exchange continues whose time-out passed while it was not polled.
const GRACE: Duration = Duration::from_secs(1);

/// An exchange that ends with the transport's outcome, or with `None` after the time-out.
///
/// The session holds it, so that it survives the future of `Session::next`. If that was not polled
/// for a while (the caller was busy, the machine was suspended), the response may be ready in the
/// socket although the time-out has passed: [`GRACE`] is the time to read it.
pub(crate) struct Exchange<E> {
    response: Pin<Box<dyn Future<Output = Result<Response, E>> + Send>>,
    deadline: Pin<Box<Sleep>>,
    has_grace: bool,
}

impl<E> Exchange<E> {
    pub(crate) fn new(
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        Self::since(Instant::now(), response, timeout)
    }

    /// The same for an exchange that has started earlier.
    pub(crate) fn since(
        started: Instant,
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        let deadline = match started.checked_add(timeout) {
            Some(end) => sleep_until(end),
            None => sleep(timeout),
        };
        Self {
            response: Box::pin(response),
            deadline: Box::pin(deadline),
            has_grace: true,
        }
    }
}

impl<E> Future for Exchange<E> {
    type Output = Option<Result<Response, E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(outcome) = self.response.as_mut().poll(cx) {
            return Poll::Ready(Some(outcome));
        }
        ready!(self.deadline.as_mut().poll(cx));
        if !self.has_grace || self.deadline.deadline().elapsed() <= PUNCTUAL {
            return Poll::Ready(None);
        }
        self.has_grace = false;
        self.deadline.as_mut().reset(Instant::now() + GRACE);
        self.deadline.as_mut().poll(cx).map(|()| None)
    }
}
