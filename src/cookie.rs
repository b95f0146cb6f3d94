//! Cookies as a service set them, kept byte for byte.

use std::fmt;

use http::header::SET_COOKIE;
use serde::{Deserialize, Serialize};

use crate::{Response, Secret, Timestamp};

/// A cookie with its attributes.
///
/// The value is what the service sent, unchanged: `%2C` stays `%2C`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cookie {
    /// The name.
    pub name: String,
    /// The value: visible ASCII without `;`, `,` allowed, never empty.
    pub value: Secret,
    /// The domain in lower case, without a leading dot.
    pub domain: String,
    /// Whether it is for exactly this host (no `Domain` attribute) and not for the hosts below it.
    pub host_only: bool,
    /// The path.
    pub path: String,
    /// When it ends; `None` for the end of the session.
    pub expires: Option<Timestamp>,
    /// Whether it is for https only.
    pub secure: bool,
    /// Whether it is hidden from scripts.
    pub http_only: bool,
}

impl Cookie {
    /// A session cookie for a domain and all hosts below it, or `None` if name or value cannot be those
    /// of a cookie: empty, with control characters, spaces, semicolons or anything beyond ASCII.
    pub fn new(name: &str, value: &str, domain: &str) -> Option<Self> {
        let is_name = |c: u8| c.is_ascii_graphic() && !matches!(c, b';' | b'=' | b',' | b'"');
        let is_value = |c: u8| c.is_ascii_graphic() && c != b';';
        let usable = !name.is_empty()
            && name.bytes().all(is_name)
            && !value.is_empty()
            && value.bytes().all(is_value);
        usable.then(|| Self {
            name: name.to_owned(),
            value: value.into(),
            domain: domain.trim_start_matches('.').to_ascii_lowercase(),
            host_only: false,
            path: "/".to_owned(),
            expires: None,
            secure: false,
            http_only: false,
        })
    }

    /// Reads one `Set-Cookie` line of an answer from `host` that came at `now`. `None` for a line that
    /// is none, for a cookie that `host` may not set, and for one that is being deleted.
    fn parse(line: &str, host: &str, now: Timestamp) -> Option<Self> {
        let parsed = cookie::Cookie::parse(line).ok()?;
        let mut cookie = Self::new(
            parsed.name(),
            parsed.value(),
            parsed.domain().unwrap_or(host),
        )?;
        cookie.host_only = parsed.domain().is_none_or(str::is_empty);
        if cookie.host_only {
            cookie.domain = host.to_ascii_lowercase();
        }
        if let Some(path) = parsed.path().filter(|path| path.starts_with('/')) {
            cookie.path = path.to_owned();
        }
        cookie.secure = parsed.secure().unwrap_or(false);
        cookie.http_only = parsed.http_only().unwrap_or(false);
        cookie.expires = match parsed.max_age() {
            Some(age) => Some(now + age.try_into().unwrap_or_default()),
            None => parsed
                .expires_datetime()
                .map(|at| Timestamp::from_secs(at.unix_timestamp().try_into().unwrap_or(0))),
        };
        let is_deletion = cookie.expires.is_some_and(|at| at <= now);
        (!is_deletion).then_some(cookie)
    }

    /// Whether the cookie is sent to `domain` itself and the hosts below it.
    pub fn covers(&self, domain: &str) -> bool {
        self.domain == domain
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cookie({}=[redacted] for {})", self.name, self.domain)
    }
}

/// The cookies that an answer from `host` sets, in order. A name may come more than once.
pub(crate) fn set_by<'a>(
    reply: &'a Response,
    host: &'a str,
    now: Timestamp,
) -> impl Iterator<Item = Cookie> + 'a {
    reply
        .headers()
        .get_all(SET_COOKIE)
        .into_iter()
        .filter_map(move |line| Cookie::parse(line.to_str().ok()?, host, now))
}

/// Puts a cookie into a jar in place of one with the same name and domain.
pub(crate) fn put(jar: &mut Vec<Cookie>, cookie: Cookie) {
    match jar
        .iter_mut()
        .find(|old| old.name == cookie.name && old.domain == cookie.domain)
    {
        Some(old) => *old = cookie,
        None => jar.push(cookie),
    }
}

/// The value of the cookie of this name.
pub(crate) fn value<'a>(jar: &'a [Cookie], name: &str) -> Option<&'a Secret> {
    jar.iter()
        .find(|cookie| cookie.name == name)
        .map(|cookie| &cookie.value)
}
