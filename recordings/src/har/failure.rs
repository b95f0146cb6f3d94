//! What is said of a call that has no answer.

use qrlogin::Failure;

/// What is written for a call that the client gave up, in Chrome's words.
pub(super) const ABORTED: &str = "net::ERR_ABORTED";

/// What our own words for a failed call mean, or a browser's, or mitmproxy's.
pub(super) fn read(words: &str) -> Failure {
    use Failure::{BodyTooLarge, Connect, Io, Other, Proxy, Timeout, Tls};
    let ours = [Timeout, Connect, Proxy, Tls, Io, BodyTooLarge, Other];
    if let Some(failure) = ours.into_iter().find(|one| one.to_string() == words) {
        return failure;
    }
    let words = words.to_ascii_lowercase();
    let speaks_of = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if speaks_of(&["timed_out", "timed out", "timeout"]) {
        Timeout
    } else if speaks_of(&["cert", "ssl", "tls"]) {
        Tls
    } else if speaks_of(&["proxy", "tunnel"]) {
        Proxy
    } else if speaks_of(&["refused", "name_not_resolved", "unreachable"]) {
        Connect
    } else {
        Io
    }
}

/// Whether the client itself ended the call, or had not ended it when the recording did: that is no
/// answer of the service, nor of the network. Chrome's, Firefox's, WebKit's and mitmproxy's words;
/// of a call that is still open, or that Firefox cancelled, nothing is said at all.
pub(super) fn is_aborted(words: &str) -> bool {
    const WORDS: [&str; 5] = [
        "net::err_aborted",
        "net::err_blocked_by_client",
        "ns_binding_aborted",
        "cancel",
        "client disconnected",
    ];
    let words = words.trim().to_ascii_lowercase();
    words.is_empty() || WORDS.iter().any(|known| words.contains(known))
}
