//! One call in flight, with its time-out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use qrlogin::Response;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// How late the end of the time-out may be noticed without suspicion.
const PUNCTUAL: Duration = Duration::from_millis(250);
/// How long an exchange goes on whose time-out passed while nobody was looking.
const GRACE: Duration = Duration::from_secs(1);

/// An exchange that ends with the transport's outcome, or with `None` when the time is over.
///
/// It lives in the session, so that it survives the future of `Session::next`. When that was not
/// polled for long (the caller was busy, the machine slept), the answer may be waiting in the
/// socket while the time-out has long passed: then there is a last chance to read it.
pub(crate) struct Exchange<E> {
    answer: Pin<Box<dyn Future<Output = Result<Response, E>> + Send>>,
    deadline: Pin<Box<Sleep>>,
    has_grace: bool,
}

impl<E> Exchange<E> {
    pub(crate) fn new(
        answer: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        Self::since(Instant::now(), answer, timeout)
    }

    /// The same for an exchange that has begun already.
    pub(crate) fn since(
        started: Instant,
        answer: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        let deadline = match started.checked_add(timeout) {
            Some(end) => sleep_until(end),
            None => sleep(timeout),
        };
        Self {
            answer: Box::pin(answer),
            deadline: Box::pin(deadline),
            has_grace: true,
        }
    }
}

impl<E> Future for Exchange<E> {
    type Output = Option<Result<Response, E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(outcome) = self.answer.as_mut().poll(cx) {
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
