//! Why a connection failed, in a few words after a colon.

messages! {
    refused() { en: "connection refused" }
    name_unknown() { en: "host name not found" }
    slow() { en: "timed out" }
    network_unreachable() { en: "network unreachable" }
    host_unreachable() { en: "host unreachable" }
    reset() { en: "connection reset" }
    closed_early() { en: "connection closed early" }
    too_long() { en: "the response is too long" }
    certificate_untrusted() { en: "its certificate is from an unknown authority" }
    certificate_expired() { en: "its certificate has expired or is not valid yet" }
    certificate_of_another() { en: "its certificate is for another host" }
    handshake_failed() { en: "the TLS handshake failed" }
}
