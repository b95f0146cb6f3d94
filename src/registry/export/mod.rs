//! Credentials in the forms that other programs read. Pure functions: files are the caller's
//! business.
//!
//! # Saving
//!
//! Credentials are as good as a password. A file for them is made with mode 0600 from the
//! beginning, since a mode that is set later leaves a moment in which others can read it; and it is
//! a new file, since one that exists keeps its own mode:
//!
//! ```
//! use std::io::{self, Write as _};
//! use std::path::Path;
//!
//! #[cfg(unix)]
//! fn save(path: &Path, text: &qrlogin::Secret) -> io::Result<()> {
//!     use std::os::unix::fs::OpenOptionsExt as _;
//!
//!     let mut options = std::fs::OpenOptions::new();
//!     let mut file = options.write(true).create_new(true).mode(0o600).open(path)?;
//!     file.write_all(text.expose().as_bytes())?;
//!     file.sync_all()
//! }
//! ```
//!
//! To replace a file, save a new one beside it and `std::fs::rename` it over the old one: then
//! there is the old one or the new one, and never half of one.
//!
//! # Readers of `cookies.txt`
//!
//! The form by default is the one of which the most programs read every cookie. Where programs
//! contradict each other, [`Options`] has the other form. In two things it differs from what the
//! service sent:
//!
//! - A session cookie has no end, and no form of that suits all: 0 is "ended long ago" for Python's
//!   `MozillaCookieJar`, and an empty field is none for curl. It is written with the end
//!   [`SESSION_END`], which is ours. JSON keeps `null`.
//! - HttpOnly cookies have no prefix `#HttpOnly_`, since such a line is a comment for wget and
//!   aria2. A command has no scripts to hide them from. JSON keeps `http_only`.
//!
//! `secure` is as the service sent it. The cookies of the TV app and of 115 are not marked so and
//! are sent over plain http too: use https addresses.

mod bbdown;
mod bilibili_api;
mod biliup;
mod browser;
mod cookies;
mod curl;
pub(super) mod env;
mod error;
mod format;
mod openlist;
mod wechat4u;
mod yutto;

pub use cookies::{cookie_header, netscape, netscape_with};
pub use error::ExportError;
pub use format::Format;

pub(super) use biliup::PLATFORM;
pub(super) use browser::{BILIBILI_ORIGIN, BILIBILI_TOKEN};

use serde::Serialize;
use serde_json::Value;

use crate::text::escape_json;
use crate::toolkit::cookie;
use crate::{Cookie, Credential, Secret, Timestamp};

/// The end that a session cookie has in a `cookies.txt`: 2100-01-01.
pub const SESSION_END: Timestamp = Timestamp::from_secs(4_102_444_800);
/// 9999-12-31: a later end is not a number for some readers.
const LAST_END: u64 = 253_402_300_799;

/// The time of the export, and what a `cookies.txt` looks like, for programs that want another form
/// than most.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether the line of an HttpOnly cookie begins with `#HttpOnly_`, for programs that treat
    /// such cookies in another way.
    pub httponly_prefix: bool,
    /// Whether a session cookie has the end 0, for programs that keep it for the session only,
    /// such as curl.
    pub session_zero: bool,
    /// Whether the domain has no dot before it, for Perl's `HTTP::Cookies`, which otherwise leaves
    /// out the cookies of exactly the requested host. Python refuses such a file.
    pub bare_domain: bool,
    /// When the export is made: [`Format::Biliup`] has the life of the tokens from then on. Without
    /// it that is 0.
    pub now: Option<Timestamp>,
}

impl Options {
    /// The form that the most programs read.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with or without the prefix `#HttpOnly_`.
    #[must_use]
    pub fn httponly_prefix(mut self, on: bool) -> Self {
        self.httponly_prefix = on;
        self
    }

    /// The same with the end 0 or [`SESSION_END`] for session cookies.
    #[must_use]
    pub fn session_zero(mut self, on: bool) -> Self {
        self.session_zero = on;
        self
    }

    /// The same without or with a dot before the domain.
    #[must_use]
    pub fn bare_domain(mut self, on: bool) -> Self {
        self.bare_domain = on;
        self
    }

    /// The same at this time.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }
}

impl Credential {
    /// The credentials in this format. What the format has no place for is in
    /// [`Credential::left_out`]. [`Format::Header`], [`Format::Json`] and the one-line files of
    /// BBDown and p115client have no final line feed.
    ///
    /// # Errors
    /// [`ExportError`] if these credentials cannot have this format.
    pub fn export(&self, format: Format) -> Result<Secret, ExportError> {
        self.export_with(format, Options::new())
    }

    /// The same with these options.
    ///
    /// # Errors
    /// As [`Credential::export`].
    pub fn export_with(&self, format: Format, options: Options) -> Result<Secret, ExportError> {
        let cookies = self.cookies();
        if !format.is_for(self.flow(), !cookies.is_empty()) {
            return Err(ExportError::Flow {
                format,
                flow: self.flow(),
                flows: format.flows(),
            });
        }
        match format {
            Format::Json => json(format, self).map(Secret::from),
            Format::Header | Format::P115client => Ok(cookie_header(&cookies)),
            Format::Netscape => Ok(netscape_with(&cookies, options)),
            Format::Curl => curl::write(self),
            Format::Env => env::write(self),
            Format::Playwright => browser::playwright(self),
            Format::CookieEditor => browser::cookie_editor(self),
            Format::Biliup => biliup::write(self, options),
            Format::Bbdown => bbdown::web(self),
            Format::BbdownTv => bbdown::tv(self),
            Format::Yutto => yutto::write(self),
            Format::BilibiliApi => bilibili_api::write(self),
            Format::OpenList => openlist::write(self),
            Format::Wechat4u => wechat4u::write(self),
        }
    }

    /// The names of the fields that this format has no place for, in the order of the alphabet,
    /// such as `access_token`. Nothing for [`Format::Json`].
    ///
    /// A field is held by a format if its value is that of a cookie in it, such as that of `uid`.
    /// Of a format that holds some cookies only, the others are named; `cookies` stands for all.
    /// The attributes of the cookies themselves are no fields.
    pub fn left_out(&self, format: Format) -> Vec<String> {
        let fields = match serde_json::to_value(self) {
            Ok(Value::Object(fields)) if format != Format::Json => fields,
            _ => return Vec::new(),
        };
        let holds = Holds::of(format, self);
        let (held, lost): (Vec<_>, Vec<_>) = self
            .cookies()
            .into_iter()
            .partition(|cookie| holds.has_cookie(&cookie.name));
        let is_lost = |(name, value): &(&String, &Value)| match value {
            _ if matches!(name.as_str(), "flow" | "cookies") || value.is_null() => false,
            _ if holds.fields.contains(&name.as_str()) => false,
            Value::String(text) => !holds.has_value(&held, text),
            Value::Number(number) => !holds.has_value(&held, &number.to_string()),
            _ => true,
        };
        let lost_fields = fields.iter().filter(is_lost);
        let mut names: Vec<_> = lost_fields.map(|(name, _)| name.clone()).collect();
        match held.is_empty() {
            true if lost.is_empty() || !fields.contains_key("cookies") => {}
            true => names.push("cookies".to_owned()),
            false => names.extend(lost.into_iter().map(|cookie| cookie.name)),
        }
        names.sort();
        names.dedup();
        names
    }
}

/// What a format holds of the credentials of a flow.
struct Holds {
    /// The names of the cookies; `None` for all.
    cookies: Option<&'static [&'static str]>,
    /// Whether the domains of cookies are in it.
    domains: bool,
    /// The fields that have a place of their own in it.
    fields: Vec<&'static str>,
}

impl Holds {
    fn of(format: Format, credential: &Credential) -> Self {
        let flow = credential.flow();
        let (cookies, fields): (Option<&'static [&'static str]>, Vec<&'static str>) = match format {
            Format::Curl => (None, curl::fields(flow)),
            Format::Env => env::held(flow),
            Format::Playwright if flow == "bilibili-web" => (None, vec!["refresh_token"]),
            Format::Biliup => (None, biliup::FIELDS.to_vec()),
            Format::BbdownTv => (Some(&[]), vec!["access_token"]),
            Format::Yutto => (Some(&yutto::COOKIES), Vec::new()),
            Format::BilibiliApi => (Some(&bilibili_api::COOKIES), bilibili_api::fields(flow)),
            Format::Wechat4u => (None, wechat4u::FIELDS.to_vec()),
            _ => (None, Vec::new()),
        };
        let with_domains = [Format::Netscape, Format::Playwright, Format::CookieEditor];
        Self {
            cookies,
            domains: with_domains.contains(&format),
            fields,
        }
    }

    fn has_cookie(&self, name: &str) -> bool {
        self.cookies.is_none_or(|names| names.contains(&name))
    }

    /// Whether this text is empty, or that of a cookie which is held.
    fn has_value(&self, held: &[Cookie], text: &str) -> bool {
        let is_domain = |cookie: &Cookie| self.domains && cookie.domain == text;
        let mut held = held.iter();
        text.is_empty() || held.any(|it| it.value.expose() == text || is_domain(it))
    }
}

/// A JSON text in which what could steer a terminal is escaped.
fn json(format: Format, value: &impl Serialize) -> Result<String, ExportError> {
    let text = serde_json::to_string(value).map_err(|_| ExportError::Value {
        format,
        part: "credential".to_owned(),
        problem: "it is no JSON",
    })?;
    Ok(escape_json(&text))
}

/// The same as a file with a final line feed.
fn json_file(format: Format, value: &impl Serialize) -> Result<Secret, ExportError> {
    Ok(format!("{}\n", json(format, value)?).into())
}

/// The values of the cookies of these names.
///
/// # Errors
/// [`ExportError::Missing`] with those that are not there.
fn required<const N: usize>(
    credential: &Credential,
    format: Format,
    names: [&'static str; N],
) -> Result<[Secret; N], ExportError> {
    let cookies = credential.cookies();
    let found = names.map(|name| (name, cookie::value(&cookies, name).cloned()));
    let missing = found.iter().filter(|(_, value)| value.is_none());
    let parts: Vec<_> = missing.map(|(name, _)| *name).collect();
    match parts.is_empty() {
        true => Ok(found.map(|(_, value)| value.unwrap_or_default())),
        false => Err(ExportError::Missing {
            format,
            flow: credential.flow(),
            parts,
        }),
    }
}
