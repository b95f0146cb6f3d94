//! One call in flight, with its time-out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use qrlogin::Response;
#[cfg(feature = "hyper")]
use tokio::time::sleep_until;
use tokio::time::{Instant, Sleep, sleep};

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
    limit: Limit,
}

/// The time-out of an exchange.
enum Limit {
    /// So long after the first poll, which comes soon.
    After(Duration),
    #[cfg(feature = "hyper")]
    At(Instant),
    /// Set in the first poll that finds no response: a response that is there at once needs none.
    Timer {
        timer: Pin<Box<Sleep>>,
        has_grace: bool,
    },
}

impl<E> Exchange<E> {
    /// An exchange that starts in its first poll, which has to be soon.
    pub(crate) fn new(
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        Self {
            response: Box::pin(response),
            limit: Limit::After(timeout),
        }
    }

    /// The same for an exchange that has started earlier.
    #[cfg(feature = "hyper")]
    pub(crate) fn since(
        started: Instant,
        response: impl Future<Output = Result<Response, E>> + Send + 'static,
        timeout: Duration,
    ) -> Self {
        let end = started.checked_add(timeout);
        Self {
            response: Box::pin(response),
            limit: end.map_or(Limit::After(timeout), Limit::At),
        }
    }
}

impl<E> Future for Exchange<E> {
    type Output = Option<Result<Response, E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(outcome) = self.response.as_mut().poll(cx) {
            return Poll::Ready(Some(outcome));
        }
        let new = match self.limit {
            Limit::After(timeout) => Some(sleep(timeout)),
            #[cfg(feature = "hyper")]
            Limit::At(end) => Some(sleep_until(end)),
            Limit::Timer { .. } => None,
        };
        if let Some(timer) = new {
            self.limit = Limit::Timer {
                timer: Box::pin(timer),
                has_grace: true,
            };
        }
        let Limit::Timer { timer, has_grace } = &mut self.limit else {
            return Poll::Pending;
        };
        ready!(timer.as_mut().poll(cx));
        if !*has_grace || timer.deadline().elapsed() <= PUNCTUAL {
            return Poll::Ready(None);
        }
        *has_grace = false;
        timer.as_mut().reset(Instant::now() + GRACE);
        timer.as_mut().poll(cx).map(|()| None)
    }
}
