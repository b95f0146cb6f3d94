//! The texts of exporters for a call without a response.

use qrlogin::Failure;

/// The text for a call that the client aborted, as Chrome writes it.
pub(super) const ABORTED: &str = "net::ERR_ABORTED";

/// The failure of this text, which is ours, a browser's or mitmproxy's.
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

/// Whether the client aborted the call, or the recording ended before the call did: then neither
/// the service nor the network failed. These are the texts of Chrome, Firefox, WebKit and
/// mitmproxy. For a call that is still open, or that Firefox cancelled, the text is empty.
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
