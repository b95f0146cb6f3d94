//! The plug-in point: what makes the calls.

use qrlogin::{Call, Response};

use crate::TransportError;

/// Makes HTTP calls, blocking.
///
/// Every closure `FnMut(Call) -> Result<Response, E>` is one, so that an own transport is about ten
/// lines. [`UreqTransport`](crate::UreqTransport) is the bundled one.
///
/// A login depends on these rules:
///
/// - The request goes out as it is: no header is added except `Host` and `Content-Length`, in
///   particular no `User-Agent`, `Accept` or cookies.
/// - Redirects are not followed, and no status is an error.
/// - All response headers are handed over, repeated `Set-Cookie` lines included; a compressed body
///   is decoded.
/// - Keep [`Call::timeout`] for the whole exchange, body included. The session cannot break off a
///   blocking call: it takes an answer that came late, and takes a failure that came late for a
///   time-out.
/// - Give the connection a shorter time of its own, and tell [`Failure::Connect`] when that is
///   over: a service holds a poll for half a minute and longer, and a host that does not answer at
///   all would pass for one that has no news.
/// - Read no more than [`MAX_BODY`](crate::MAX_BODY) bytes; the session does not accept more.
///
/// # Errors
///
/// A failure that is not understood is repeated like any other, but in the end its text is "the
/// request could not be made", and the advice for TLS and proxies is lost. So choose the type of
/// error that tells most:
///
/// - `ureq::Error`, of the version that this crate uses: every kind is understood.
/// - `Box<dyn Error + Send + Sync>`: `?` makes it of any error. It is understood if a [`Failure`],
///   an [`io::Error`](std::io::Error) or an error of rustls or ureq is among its sources
///   (`qrlogin_transport::known_failure`); anything else, such as a client's own time-out or a
///   text, is [`Failure::Other`].
/// - A type of your own: implement [`TransportError`] for it, or map to [`Failure`] what your
///   client says, `.map_err(|error| if error.is_timeout() { Failure::Timeout } else { Failure::Io
///   })` at the least.
///
/// [`Failure`]: qrlogin::Failure
/// [`Failure::Connect`]: qrlogin::Failure::Connect
/// [`Failure::Other`]: qrlogin::Failure::Other
pub trait Transport {
    /// What can go wrong.
    type Error: TransportError;

    /// Makes this call and waits for the answer.
    ///
    /// # Errors
    /// No answer came.
    fn send(&mut self, call: Call) -> Result<Response, Self::Error>;

    /// How another thread can break off the exchange in flight of this transport, and of no clone
    /// of it; afterwards it is not used any more. By default there is no way, and cancelling a
    /// session takes effect after the exchange.
    fn interrupter(&self) -> Option<Box<dyn Fn() + Send + Sync>> {
        None
    }
}

impl<F, E> Transport for F
where
    F: FnMut(Call) -> Result<Response, E>,
    E: TransportError,
{
    type Error = E;

    fn send(&mut self, call: Call) -> Result<Response, E> {
        self(call)
    }
}
