//! Cookies as a service sets them, kept byte for byte.

use std::fmt;
use std::time::Duration;

use http::header::{DATE, SET_COOKIE};
use serde::{Deserialize, Serialize};

use super::date;
use crate::{Response, Secret, Timestamp};

/// 2000-01-01: no cookie of a login has lived until then.
const LONG_AGO: Timestamp = Timestamp::from_secs(946_684_800);
/// The longest name of a host (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 253;

/// A cookie with its attributes.
///
/// The value is what the service sent, unchanged: `%2C` stays `%2C`.
#[non_exhaustive]
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
    /// The path: `/` if the service named none, since the path of a login's own call does not fit
    /// later requests.
    pub path: String,
    /// When it ends; `None` for the end of the session.
    pub expires: Option<Timestamp>,
    /// Whether it is for https only.
    pub secure: bool,
    /// Whether it is hidden from scripts.
    pub http_only: bool,
}

impl Cookie {
    /// A session cookie for a domain and all hosts below it, or `None` if name, value or domain
    /// cannot be those of a cookie: empty, with control characters, spaces, semicolons or anything
    /// beyond ASCII, or a domain that is no host. Dots before the domain are ignored.
    pub fn new(name: &str, value: &str, domain: &str) -> Option<Self> {
        let is_name = |c: u8| c.is_ascii_graphic() && !matches!(c, b';' | b'=' | b',' | b'"');
        let domain = domain.trim_start_matches('.');
        let usable = !name.is_empty()
            && name.bytes().all(is_name)
            && !value.is_empty()
            && value.bytes().all(is_plain)
            && is_host(domain);
        usable.then(|| Self {
            name: name.to_owned(),
            value: value.into(),
            domain: domain.to_ascii_lowercase(),
            host_only: false,
            path: "/".to_owned(),
            expires: None,
            secure: false,
            http_only: false,
        })
    }

    /// The cookies that a response from `host` sets, in order; it came at `now`. A name may come
    /// more than once, and deletions are left out. Whether `host` may set them is for the caller to
    /// judge.
    pub fn set_by<'a>(
        reply: &'a Response,
        host: &'a str,
        now: Timestamp,
    ) -> impl Iterator<Item = Self> + 'a {
        Change::all(reply, host, now).filter_map(|change| match change {
            Change::Set(cookie) => Some(cookie),
            Change::Delete(_) => None,
        })
    }

    /// Whether one replaces the other in a jar (RFC 6265, 5.3, step 11).
    fn replaces(&self, other: &Self) -> bool {
        self.name == other.name && self.domain == other.domain && self.path == other.path
    }
}

/// What a `Set-Cookie` line does to a jar.
pub(crate) enum Change {
    Set(Cookie),
    /// Takes out the cookie with this name, domain and path; the value means nothing.
    Delete(Cookie),
}

impl Change {
    /// The changes that a response from `host` makes, in order; it came at `now`.
    pub(crate) fn all<'a>(
        reply: &'a Response,
        host: &'a str,
        now: Timestamp,
    ) -> impl Iterator<Item = Self> + 'a {
        let headers = reply.headers();
        let date_header = headers.get(DATE);
        let theirs = date_header.and_then(|date| date::parse(date.to_str().ok()?));
        let lines = headers.get_all(SET_COOKIE).into_iter();
        lines.filter_map(move |line| Self::parse(line.to_str().ok()?, host, now, theirs))
    }

    /// Reads one `Set-Cookie` line of a response from `host` that came at `now`, by the service's
    /// own clock at `theirs`. `None` for a line that is none.
    fn parse(line: &str, host: &str, now: Timestamp, theirs: Option<Timestamp>) -> Option<Self> {
        let parsed = SetCookie::parse(line)?;
        let expires = match parsed.max_age {
            Some(age) => Some(now + age),
            None => parsed.expires,
        };
        // A deletion is an end in the past: by the service's clock, since ours may be wrong by more
        // than a cookie's life. A service without a `Date` header deletes with a date long ago.
        let past = match parsed.max_age {
            Some(_) => now,
            None => theirs.unwrap_or(LONG_AGO),
        };
        let is_deletion = expires.is_some_and(|at| at <= past);
        let value = if is_deletion { "deleted" } else { parsed.value };
        let mut cookie = Cookie::new(parsed.name, value, parsed.domain.unwrap_or(host))?;
        cookie.host_only = parsed.domain.is_none();
        let is_path = |path: &&str| path.starts_with('/') && path.bytes().all(is_plain);
        if let Some(path) = parsed.path.filter(is_path) {
            cookie.path = path.to_owned();
        }
        cookie.secure = parsed.secure;
        cookie.http_only = parsed.http_only;
        cookie.expires = expires;
        Some(match is_deletion {
            true => Self::Delete(cookie),
            false => Self::Set(cookie),
        })
    }

    /// Makes the change. A cookie replaces the one with the same name, domain and path.
    pub(crate) fn apply(self, jar: &mut Vec<Cookie>) {
        match self {
            Self::Delete(gone) => jar.retain(|old| !gone.replaces(old)),
            Self::Set(cookie) => match jar.iter_mut().find(|old| cookie.replaces(old)) {
                Some(old) => *old = cookie,
                None => jar.push(cookie),
            },
        }
    }
}

/// The parts of a `Set-Cookie` line as a browser splits it (RFC 6265, 5.2). Of an attribute that
/// comes twice the last one counts; an attribute with a useless value is ignored.
#[derive(Default)]
struct SetCookie<'a> {
    name: &'a str,
    value: &'a str,
    expires: Option<Timestamp>,
    max_age: Option<Duration>,
    domain: Option<&'a str>,
    path: Option<&'a str>,
    secure: bool,
    http_only: bool,
}

impl<'a> SetCookie<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut parts = line.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie = Self {
            name: name.trim(),
            value: value.trim(),
            ..Self::default()
        };
        for attribute in parts {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "secure" => cookie.secure = true,
                "httponly" => cookie.http_only = true,
                "expires" => cookie.expires = date::parse(value).or(cookie.expires),
                "max-age" => cookie.max_age = max_age(value).or(cookie.max_age),
                // An empty `Domain` is none (5.2.3).
                "domain" if !value.is_empty() => {
                    let domain = value.strip_prefix('.').unwrap_or(value);
                    cookie.domain = Some(domain).filter(|domain| !domain.is_empty());
                }
                "path" => cookie.path = Some(value),
                _ => {}
            }
        }
        Some(cookie)
    }
}

/// A number of seconds; zero for a negative one (5.2.2).
fn max_age(text: &str) -> Option<Duration> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_negative = digits.len() < text.len();
    let seconds = if is_negative {
        0
    } else {
        digits.parse().unwrap_or(u64::MAX)
    };
    Some(Duration::from_secs(seconds))
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cookie({}=[redacted] for {})", self.name, self.domain)
    }
}

/// Whether it is the name of a host or an IPv4 address, as far as characters and dots go. An IPv6
/// address is none: no cookie file has a form for it.
fn is_host(text: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
    let is_label = |label: &str| {
        label.bytes().all(is_plain) && label.bytes().any(|c| c.is_ascii_alphanumeric())
    };
    text.len() <= LONGEST_HOST && text.split('.').all(is_label)
}

/// Characters that no format a cookie is written in has a meaning for.
fn is_plain(c: u8) -> bool {
    c.is_ascii_graphic() && c != b';'
}

/// Makes the changes that a response from `host`, received at `now`, makes to a jar: cookies are
/// set, replaced and deleted by name, domain and path (RFC 6265, 5.3). Whether `host` may set them
/// is for the caller to judge.
///
/// ```
/// use qrlogin::toolkit::cookie;
/// use qrlogin::{Response, Timestamp};
///
/// let mut response = Response::default();
/// response.headers_mut().append("set-cookie", "sid=s1; Path=/; Secure".parse()?);
/// let mut jar = Vec::new();
/// cookie::store(&mut jar, &response, "door.example", Timestamp::from_secs(1_700_000_000));
/// assert_eq!(cookie::value(&jar, "sid").map(|sid| sid.expose()), Some("s1"));
/// # Ok::<(), qrlogin::http::header::InvalidHeaderValue>(())
/// ```
pub fn store(jar: &mut Vec<Cookie>, reply: &Response, host: &str, now: Timestamp) {
    for change in Change::all(reply, host, now) {
        change.apply(jar);
    }
}

/// The value of the cookie of this name; of several the one with the shortest path, which covers
/// most of the site.
pub fn value<'a>(jar: &'a [Cookie], name: &str) -> Option<&'a Secret> {
    jar.iter()
        .filter(|cookie| cookie.name == name)
        .min_by_key(|cookie| cookie.path.len())
        .map(|cookie| &cookie.value)
}
