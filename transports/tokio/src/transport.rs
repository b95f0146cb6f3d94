//! The plug-in point: what makes the calls.

use qrlogin::{Call, Response};

use crate::TransportError;

/// Makes HTTP calls.
///
/// Every closure `FnMut(Call) -> impl Future<Output = Result<Response, E>> + Send + 'static` is
/// one, so that an own transport is about ten lines. `HyperTransport` (feature `hyper`, on by
/// default) is the bundled one, and `ReqwestTransport` (feature `reqwest`) adapts a client that is
/// there already.
///
/// A login depends on these rules:
///
/// - The request goes out as it is: no header is added except `Host` and `Content-Length`, in
///   particular no `User-Agent`, `Accept` or cookies.
/// - Redirects are not followed, and no status is an error.
/// - All response headers are handed over, repeated `Set-Cookie` lines included; a compressed body
///   is decoded.
/// - Give the connection a shorter time of its own, and tell [`Failure::Connect`] when that is
///   over: a service holds a poll for half a minute and longer, and a host that does not answer at
///   all would pass for one that has no news.
/// - Read no more than [`MAX_BODY`](crate::MAX_BODY) bytes; the session does not accept more.
///
/// The session keeps [`Call::timeout`]: it drops the future when the time is over.
///
/// # Errors
///
/// A failure that is not understood is repeated like any other, but in the end its text is "the
/// request could not be made", and the advice for TLS and proxies is lost. So choose the type of
/// error that tells most:
///
/// - `ReqwestError` (feature `reqwest`), which `From<reqwest::Error>` gives: every kind is
///   understood.
/// - `Box<dyn Error + Send + Sync>`: `?` makes it of any error. It is understood if a [`Failure`],
///   an [`io::Error`](std::io::Error) or an error of rustls is among its sources
///   (`qrlogin_transport::known_failure`); anything else, such as a client's own time-out or a
///   text, is [`Failure::Other`].
/// - A type of your own: implement [`TransportError`] for it, or map to [`Failure`] what your
///   client says, `.map_err(|error| if error.is_timeout() { Failure::Timeout } else { Failure::Io
///   })` at the least.
///
/// # A client that is not `Send`
///
/// The future is `Send`, since it lives in the session, which a program may run in a task on any
/// thread: most do. A client whose futures stay on one thread (the browser's `fetch`, tasks of a
/// `LocalSet`) needs no session: it runs the loop of [`qrlogin`] by itself, which awaits it between
/// `poll` and `handle`; the example `local` of this crate does.
///
/// [`Failure`]: qrlogin::Failure
/// [`Failure::Connect`]: qrlogin::Failure::Connect
/// [`Failure::Other`]: qrlogin::Failure::Other
pub trait Transport {
    /// What can go wrong.
    type Error: TransportError;

    /// Makes this call. The future borrows nothing from the transport, since the session keeps it
    /// while it is itself not being polled: move a clone of the client into it.
    ///
    /// # Errors
    /// No answer came.
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

/// Says that there is no body where one is expected, which hyper does not: some servers refuse the
/// request otherwise (411).
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
