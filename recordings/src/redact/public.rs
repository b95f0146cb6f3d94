//! Names that are public with every service.

/// Names that mean the same with every service.
const COMMON: [&str; 24] = [
    "code",
    "data",
    "domain",
    "errno",
    "error",
    "error_description",
    "expires",
    "expires_in",
    "first_domain",
    "gourl",
    "interval",
    "lang",
    "message",
    "msg",
    "now",
    "redirect_uri",
    "ret",
    "status",
    "success",
    "timestamp",
    "ts",
    "ttl",
    "url",
    "version",
];

/// Headers that cannot identify a user. The parameters of headers with URLs are judged one by one.
const HEADERS: [&str; 27] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "cache-control",
    "client-version",
    "connection",
    "content-encoding",
    "content-language",
    "content-type",
    "date",
    "dnt",
    "expires",
    "host",
    "keep-alive",
    "last-modified",
    "pragma",
    "referrer-policy",
    "retry-after",
    "server",
    "strict-transport-security",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "user-agent",
    "vary",
];

/// Whether values under this name are kept with every service.
pub(super) fn has(name: &str) -> bool {
    COMMON.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether this header is kept with every service.
pub(super) fn has_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.contains(&name.as_str())
        || ["access-control-", "sec-ch-", "sec-fetch-"]
            .iter()
            .any(|front| name.starts_with(front))
}
