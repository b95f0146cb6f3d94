//! The trait of what makes the calls.

use qrlogin::{Call, Response};

use crate::TransportError;

/// Makes HTTP calls.
///
/// Every closure `FnMut(Call) -> impl Future<Output = Result<Response, E>> + Send + 'static` is
/// a transport. `HyperTransport` (feature `hyper`, on by default) is the bundled one, and
/// `ReqwestTransport` (feature `reqwest`) adapts a client of the program.
///
/// A transport keeps these rules:
///
/// - The request is sent unchanged: no header is added except `Host` and `Content-Length`, in
///   particular no `User-Agent`, `Accept` or cookies.
/// - Redirects are not followed, and no status is an error.
/// - All response headers are returned, repeated `Set-Cookie` lines included; a compressed body is
///   decoded.
/// - The connection has a shorter time-out of its own, after which the failure is
///   [`Failure::Connect`]: a service holds a poll for 30 s and longer, so without it an unreachable
///   host would look like a long poll.
/// - At most [`MAX_BODY`](crate::MAX_BODY) bytes of the body are read; the session does not accept
///   more.
///
/// The session applies [`Call::timeout`]: it drops the future after that time.
///
/// # Errors
///
/// A call with an unknown error is retried like any other, but the error of the login is then "the
/// request could not be made", without the advice for TLS and proxies. So choose the most specific
/// type of error:
///
/// - `ReqwestError` (feature `reqwest`), which implements `From<reqwest::Error>`: every kind is
///   classified.
/// - `Box<dyn Error + Send + Sync>`: `?` converts any error to it. It is classified if a
///   [`Failure`], an [`io::Error`](std::io::Error) or an error of rustls is among its sources
///   (`qrlogin_transport::known_failure`); any other, such as a client's own time-out or a text, is
///   [`Failure::Other`].
/// - A type of your own: implement [`TransportError`] for it, or map your client's errors to
///   [`Failure`], at least with `.map_err(|error| if error.is_timeout() { Failure::Timeout } else {
///   Failure::Io })`.
///
/// # A client that is not `Send`
///
/// The future is `Send`, since the session holds it and may run in a task on any thread. A program
/// whose client has futures that stay on one thread (the browser's `fetch`, tasks of a `LocalSet`)
/// uses no session: it runs the loop of [`qrlogin`] and awaits the client between `poll` and
/// `handle`, as the example `local` of this crate does.
///
/// [`Failure`]: qrlogin::Failure
/// [`Failure::Connect`]: qrlogin::Failure::Connect
/// [`Failure::Other`]: qrlogin::Failure::Other
pub trait Transport {
    /// Why a call has no response.
    type Error: TransportError;

    /// Makes this call. The future borrows nothing from the transport, since the session holds
    /// both: move a clone of the client into the future.
    ///
    /// # Errors
    /// There is no response.
    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, Self::Error>> + Send + 'static;
}

impl<F, A, E> Transport for F
where
    F: FnMut(Call) -> A,
    A: Future<Output = Result<Response, E>> + Send + 'static,
    E: TransportError,
{
    type Error = E;

    fn send(&mut self, call: Call) -> impl Future<Output = Result<Response, E>> + Send + 'static {
        self(call)
    }
}

/// Adds `Content-Length: 0` to a request with an empty body whose method expects one. hyper does
/// not, and some servers refuse such a request (411).
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(crate) fn announce_empty_body(request: &mut qrlogin::Request) {
    use qrlogin::http::header::{CONTENT_LENGTH, HeaderValue};
    use qrlogin::http::method::Method;

    let expected = matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH
    );
    if expected && request.body().is_empty() {
        let headers = request.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}
