//! What is no secret, by name.

/// Names that mean the same with every service. Values under them are kept as far as they are numbers,
/// addresses (whose parameters are judged one by one) or plain words.
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

/// Headers that say nothing about a person. Those with addresses are judged by their parameters.
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

/// The names whose values are kept: the common ones and those a provider declares.
pub(in crate::record) struct Public(&'static [&'static str]);

impl Public {
    /// With what a provider declares: names, `parent.name`, words that may stand in a message, and `!name` for a
    /// common name that holds a secret with this service.
    pub(in crate::record) fn new(declared: &'static [&'static str]) -> Self {
        Self(declared)
    }

    /// Whether values under this name are kept.
    pub(super) fn has(&self, parent: &str, name: &str) -> bool {
        let taken_back = |known: &&str| {
            let known = known.strip_prefix('!');
            known.is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        if self.0.iter().any(taken_back) {
            return false;
        }
        let is_it = |known: &&str| match known.split_once('.') {
            Some((outer, inner)) => outer == parent && inner.eq_ignore_ascii_case(name),
            None => known.eq_ignore_ascii_case(name),
        };
        self.0.iter().chain(&COMMON).any(is_it)
    }

    /// Whether this header was declared, as `header.name`.
    pub(super) fn has_header(&self, name: &str) -> bool {
        let mut declared = self
            .0
            .iter()
            .filter_map(|known| known.strip_prefix("header."));
        declared.any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether this word was declared.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.0.contains(&word)
    }
}

pub(super) fn has_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HEADERS.contains(&name.as_str())
        || ["access-control-", "sec-", ":"]
            .iter()
            .any(|front| name.starts_with(front))
}
