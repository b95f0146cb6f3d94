//! The ends of a login, by the kind of the error.

use qrlogin::{Error, Failure};

messages! {
    expired() { en: "the QR code expired before the login was confirmed" }
    /// The time of `--timeout` has passed.
    timed_out(time) { en: "not confirmed within {time} (--timeout)" }
    denied() { en: "the login was declined on the phone" }
    rejected(code, message) { en: "the service rejected the login ({code}): {message}" }
    refresh_rejected(code, message) { en: "the service rejected the refresh ({code}): {message}" }
    credentials_unknown() { en: "the service no longer accepts these credentials" }
    blocked(status) { en: "the service blocked the request (HTTP {status})" }
    unavailable(status) { en: "the service is having problems (HTTP {status})" }
    not_found(status) { en: "the address was not found (HTTP {status})" }
    web_page(status) {
        en: "the service sent a web page instead of a response (HTTP {status}), usually from a \
             firewall or a captive portal"
    }
    redirected(status) {
        en: "the request was redirected elsewhere (HTTP {status}), usually by a captive portal"
    }
    incomplete(missing) { en: "the login was confirmed, but the response is missing {missing}" }
    malformed(what) { en: "unexpected response from the service ({what})" }
    untrusted(host) { en: "refused a redirect to an untrusted host ({host})" }
    setting(name, problem) { en: "setting {name}: {problem}" }

    not_connected() { en: "could not connect to the service" }
    no_response() { en: "no response from the service in time" }
    too_long() { en: "the response from the service is too long" }
    broken() { en: "the connection to the service broke" }
    insecure() { en: "no secure connection to the service" }
    proxy_failed() { en: "could not connect through the proxy" }
    request_failed() { en: "the request to the service failed" }

    no_input() { en: "the login needs a line of input, and standard input has ended" }
    cancelled() { en: "cancelled; no credentials were obtained" }
    refresh_not_begun() { en: "cancelled; nothing was sent" }
    refresh_given_up() { en: "cancelled; the file is unchanged" }
    /// A bug.
    internal() { en: "internal error" }
    no_random() { en: "the system random generator failed" }
    no_thread() { en: "no thread can be started" }
    no_runtime() { en: "the async runtime cannot be started" }
    no_interrupts() { en: "Ctrl-C cannot be handled here" }

    recording_lacks(lack) { en: "the recording lacks {lack}" }
    not_exact() { en: "the recording does not hold every step, which --exact needs" }
}

/// The message for an error of a login.
pub(crate) fn ended(error: &Error) -> String {
    match error {
        Error::Expired => expired(),
        Error::Denied => denied(),
        Error::Rejected { code, message, .. } => rejected(code, message),
        Error::Blocked { status, .. } => blocked(status),
        Error::Unavailable { status, .. } => unavailable(status),
        Error::NotFound { status, .. } => not_found(status),
        Error::Intercepted { status, .. } if *status < 300 => web_page(status),
        Error::Intercepted { status, .. } => redirected(status),
        Error::Incomplete { missing, .. } => incomplete(missing.join(", ")),
        Error::Malformed { what, .. } => malformed(what),
        Error::Untrusted { host, .. } => untrusted(host),
        Error::Setting { name, problem, .. } => setting(name, problem),
        Error::Transport(failure) => unanswered(*failure),
        // Errors of a newer version of the core, and those that only a programmer can cause.
        error => error.to_string(),
    }
}

/// The message for a call without a response. The transport's own error is more precise.
fn unanswered(failure: Failure) -> String {
    match failure {
        Failure::Connect => not_connected(),
        Failure::Timeout => no_response(),
        Failure::BodyTooLarge => too_long(),
        Failure::Tls => insecure(),
        Failure::Proxy => proxy_failed(),
        Failure::Io => broken(),
        _ => request_failed(),
    }
}
