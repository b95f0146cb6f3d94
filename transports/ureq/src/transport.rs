//! The trait of what makes the calls.

use qrlogin::{Call, Response};

use crate::TransportError;

/// Makes HTTP calls, blocking.
///
/// Every closure `FnMut(Call) -> Result<Response, E>` is a transport.
/// [`UreqTransport`](crate::UreqTransport) is the bundled one.
///
/// A transport keeps these rules:
///
/// - The request is sent unchanged: no header is added except `Host` and `Content-Length`, in
///   particular no `User-Agent`, `Accept` or cookies.
/// - Redirects are not followed, and no status is an error.
/// - All response headers are returned, repeated `Set-Cookie` lines included; a compressed body is
///   decoded.
/// - [`Call::timeout`] covers the whole exchange, body included. The session cannot interrupt a
///   blocking call: it accepts a late response, and counts a late failure as a time-out.
/// - The connection has a shorter time-out of its own, after which the failure is
///   [`Failure::Connect`]: a service holds a poll for 30 s and longer, so without it an unreachable
///   host would look like a long poll.
/// - At most [`MAX_BODY`](crate::MAX_BODY) bytes of the body are read; the session does not accept
///   more.
///
/// # Errors
///
/// A call with an unknown error is retried like any other, but the error of the login is then "the
/// request could not be made", without the advice for TLS and proxies. So choose the most specific
/// type of error:
///
/// - `ureq::Error`, of the version that this crate uses: every kind is classified.
/// - `Box<dyn Error + Send + Sync>`: `?` converts any error to it. It is classified if a
///   [`Failure`], an [`io::Error`](std::io::Error) or an error of rustls or ureq is among its
///   sources (`qrlogin_transport::known_failure`); any other, such as a client's own time-out or a
///   text, is [`Failure::Other`].
/// - A type of your own: implement [`TransportError`] for it, or map your client's errors to
///   [`Failure`], at least with `.map_err(|error| if error.is_timeout() { Failure::Timeout } else {
///   Failure::Io })`.
///
/// [`Failure`]: qrlogin::Failure
/// [`Failure::Connect`]: qrlogin::Failure::Connect
/// [`Failure::Other`]: qrlogin::Failure::Other
pub trait Transport {
    /// Why a call has no response.
    type Error: TransportError;

    /// Makes this call and waits for the response.
    ///
    /// # Errors
    /// There is no response.
    fn send(&mut self, call: Call) -> Result<Response, Self::Error>;

    /// A function that interrupts the exchange in flight of this transport, but not those of its
    /// clones, from another thread; the transport is not used afterwards. By default `None`: a
    /// cancelled session then ends after the exchange.
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
