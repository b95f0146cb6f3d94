//! How a login ends, by the kind of its error.

use qrlogin::{Error, Failure};

messages! {
    expired() { en: "the QR code expired before the login was confirmed" }
    /// The time of `--timeout` is over.
    timed_out(time) { en: "not confirmed within {time} (--timeout)" }
    denied() { en: "the login was declined on the phone" }
    rejected(code, message) { en: "the service rejected the login ({code}): {message}" }
    refresh_rejected(code, message) { en: "the service rejected the refresh ({code}): {message}" }
    credentials_unknown() { en: "the service no longer accepts these credentials" }
    blocked(status) { en: "the service blocked the request (HTTP {status})" }
    unavailable(status) { en: "the service is having problems (HTTP {status})" }
    not_found(status) { en: "the address was not found (HTTP {status})" }
    web_page(status) {
        en: "the service sent a web page instead of an answer (HTTP {status}), usually from a \
             firewall or a captive portal"
    }
    redirected(status) {
        en: "the request was redirected elsewhere (HTTP {status}), usually by a captive portal"
    }
    incomplete(missing) { en: "the login was confirmed, but the response is missing {missing}" }
    malformed(what) { en: "unexpected response from the service ({what})" }
    untrusted(host) { en: "refused a redirect to an untrusted host ({host})" }
    setting(name, problem) { en: "setting {name}: {problem}" }

    not_connected(host) { en: "could not connect to {host}" }
    no_response(host) { en: "no usable response from {host}" }
    broken(host) { en: "the connection to {host} broke" }
    insecure(host) { en: "no secure connection to {host}" }
    proxy_failed() { en: "could not connect through the proxy" }
    request_failed(host) { en: "the request to {host} failed" }
    because(what, reason) { en: "{what}: {reason}" }
    /// In place of the host, where it is not known.
    the_service() { en: "the service" }

    cancelled() { en: "cancelled; no credentials were obtained" }
    refresh_not_begun() { en: "cancelled; nothing was sent" }
    refresh_given_up() { en: "cancelled; the file is unchanged" }
    /// A bug.
    internal() { en: "internal error" }
    no_random() { en: "the system random generator failed" }
    no_thread() { en: "no thread can be started" }
    no_runtime() { en: "the async runtime cannot be started" }
    no_interrupts() { en: "Ctrl-C cannot be handled here" }

    not_exact() { en: "the recording does not hold every step, which --exact needs" }
}

/// An error of a login, but for one of the transport, which has more to say.
pub(crate) fn ended(error: &Error) -> String {
    match error {
        Error::Expired => expired(),
        Error::Denied => denied(),
        Error::Rejected { code, message, .. } => rejected(code, message),
        Error::Blocked { status } => blocked(status),
        Error::Unavailable { status } => unavailable(status),
        Error::NotFound { status } => not_found(status),
        Error::Intercepted { status } if *status < 300 => web_page(status),
        Error::Intercepted { status } => redirected(status),
        Error::Incomplete { missing } => incomplete(missing.join(", ")),
        Error::Malformed { what } => malformed(what),
        Error::Untrusted { host } => untrusted(host),
        Error::Setting { name, problem } => setting(name, problem),
        // One of a later version of the library, and those that only a programmer sees.
        error => error.to_string(),
    }
}

/// A call that brought no answer from `host`, and why, if that is known.
pub(crate) fn unanswered(failure: Failure, host: &str, reason: Option<String>) -> String {
    let what = match failure {
        Failure::Connect => not_connected(host),
        Failure::Timeout | Failure::BodyTooLarge => no_response(host),
        Failure::Tls => insecure(host),
        Failure::Proxy => proxy_failed(),
        Failure::Io => broken(host),
        _ => request_failed(host),
    };
    match reason {
        Some(reason) => because(what, reason),
        None => what,
    }
}
