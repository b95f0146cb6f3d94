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
    /// When it has started; `None` for the time of the first poll.
    started: Option<Instant>,
    timeout: Duration,
    /// Created in the first poll without a response: many transports of tests have one at once.
    timer: Option<Pin<Box<Sleep>>>,
    has_grace: bool,
}

impl<E> Exchange<E> {
    /// An exchange that starts in its first poll, which has to be soon.
    pub(crate) fn new(
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        Self {
            response: Box::pin(response),
            started: None,
            timeout,
            timer: None,
            has_grace: true,
        }
    }

    /// The same for an exchange that has started earlier.
    #[cfg(feature = "hyper")]
    pub(crate) fn since(
        started: Instant,
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        let mut exchange = Self::new(response, timeout);
        exchange.started = Some(started);
        exchange
    }
}

impl<E> Future for Exchange<E> {
    type Output = Option<Result<Response, E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(outcome) = self.response.as_mut().poll(cx) {
            return Poll::Ready(Some(outcome));
        }
        let Self {
            started,
            timeout,
            timer,
            has_grace,
            ..
        } = &mut *self;
        let timer = timer.get_or_insert_with(|| {
            let end = started.unwrap_or_else(Instant::now).checked_add(*timeout);
            Box::pin(end.map_or_else(|| sleep(*timeout), sleep_until))
        });
        ready!(timer.as_mut().poll(cx));
        if !*has_grace || timer.deadline().elapsed() <= PUNCTUAL {
            return Poll::Ready(None);
        }
        *has_grace = false;
        timer.as_mut().reset(Instant::now() + GRACE);
        timer.as_mut().poll(cx).map(|()| None)
    }
}
