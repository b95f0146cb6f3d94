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

use std::cmp::Reverse;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde_json::Value;

use crate::text::escape_json;
use crate::{Cookie, Credential, Error, Secret, Timestamp};

/// A form to export credentials in.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object with every field, tagged with the flow's name. What could steer a terminal
    /// is escaped in it: see [`escape_json`].
    Json,
    /// The value of a `Cookie` request header: `name=value; name=value`.
    Header,
    /// Netscape `cookies.txt`, as curl, wget, yt-dlp and many others read it.
    Netscape,
}

impl Format {
    const ALL: [Self; 3] = [Self::Json, Self::Header, Self::Netscape];

    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Header => "header",
            Self::Netscape => "netscape",
        }
    }
}

impl fmt::Display for Format {
    /// Its name, such as `json`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// The form of this name, such as `json`; else [`Error::Setting`] with all of them.
    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::setting("format", format!("must be one of {names}"))
        })
    }
}

/// The end that a session cookie has in a `cookies.txt`: 2100-01-01.
pub const SESSION_END: Timestamp = Timestamp::from_secs(4_102_444_800);
/// 9999-12-31: a later end is not a number for some readers.
const LAST_END: u64 = 253_402_300_799;

/// What a `cookies.txt` looks like, for programs that want another form than most.
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
}

impl Credential {
    /// The credentials in this form, without a final line feed for [`Format::Header`] and
    /// [`Format::Json`]. What the form has no place for is in [`Credential::left_out`].
    ///
    /// # Errors
    /// [`Error::Setting`] if the form wants cookies and these credentials are none.
    pub fn export(&self, format: Format) -> Result<Secret, Error> {
        self.export_with(format, Options::new())
    }

    /// The same; a `cookies.txt` with these options.
    ///
    /// # Errors
    /// As [`Credential::export`].
    pub fn export_with(&self, format: Format, options: Options) -> Result<Secret, Error> {
        let cookies = self.cookies();
        if format != Format::Json && cookies.is_empty() {
            let problem = format!("{} yields no cookies, only `json` is possible", self.flow());
            return Err(Error::setting("format", problem));
        }
        match format {
            Format::Json => serde_json::to_string(self)
                .map(|json| escape_json(&json).into())
                .map_err(|_| Error::setting("format", "these credentials are no JSON")),
            Format::Header => Ok(cookie_header(&cookies)),
            Format::Netscape => Ok(netscape_with(&cookies, options)),
        }
    }

    /// The names of the fields that this form has no place for, in the order of the alphabet, such
    /// as `access_token`. Nothing for [`Format::Json`].
    ///
    /// A field is held by a form if its value is that of a cookie, such as that of `uid`. The
    /// attributes of the cookies themselves are no fields.
    pub fn left_out(&self, format: Format) -> Vec<String> {
        let fields = match serde_json::to_value(self) {
            Ok(Value::Object(fields)) if format != Format::Json => fields,
            _ => return Vec::new(),
        };
        let cookies = self.cookies();
        let holds = |text: &str| {
            let in_domain = |cookie: &Cookie| format == Format::Netscape && cookie.domain == text;
            let mut all = cookies.iter();
            text.is_empty() || all.any(|it| it.value.expose() == text || in_domain(it))
        };
        let is_left_out = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => !holds(text),
            Value::Number(number) => !holds(&number.to_string()),
            _ => true,
        };
        let named = fields
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "flow" | "cookies"));
        let left_out = named.filter(|(_, value)| is_left_out(value));
        let mut names: Vec<_> = left_out.map(|(name, _)| name).collect();
        names.sort();
        names
    }
}

/// The value of a `Cookie` request header. Cookies with a longer path come first (RFC 6265, 5.4),
/// else it is the order they were set in. Of a name that several domains have, only the cookies of
/// the first domain are in it: no server gets those of another.
pub fn cookie_header(cookies: &[Cookie]) -> Secret {
    let first_of = |name: &str| cookies.iter().find(|first| first.name == name);
    let is_first =
        |cookie: &&Cookie| first_of(&cookie.name).is_none_or(|first| first.domain == cookie.domain);
    let mut sorted: Vec<_> = cookies.iter().filter(is_first).collect();
    sorted.sort_by_key(|cookie| Reverse(cookie.path.len()));
    let pairs: Vec<_> = sorted
        .iter()
        .map(|cookie| format!("{}={}", cookie.name, cookie.value.expose()))
        .collect();
    pairs.join("; ").into()
}

/// A Netscape `cookies.txt` in the form that the most programs read: seven fields a line, separated
/// by tabs.
pub fn netscape(cookies: &[Cookie]) -> Secret {
    netscape_with(cookies, Options::new())
}

/// The same with these options.
pub fn netscape_with(cookies: &[Cookie], options: Options) -> Secret {
    let flag = |on: bool| if on { "TRUE" } else { "FALSE" };
    let end = |cookie: &Cookie| match cookie.expires {
        Some(at) => at.as_secs().min(LAST_END),
        None if options.session_zero => 0,
        None => SESSION_END.as_secs(),
    };
    // Without this line Python reads nothing.
    let mut text = String::from("# Netscape HTTP Cookie File\n");
    for cookie in cookies {
        let is_prefixed = options.httponly_prefix && cookie.http_only;
        let is_bare = options.bare_domain || cookie.host_only;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}{}{}\t{}\t{}\t{}\t{}\t{}\t{}",
            if is_prefixed { "#HttpOnly_" } else { "" },
            if is_bare { "" } else { "." },
            cookie.domain,
            // Python wants it to fit the dot.
            flag(!cookie.host_only),
            cookie.path,
            flag(cookie.secure),
            end(cookie),
            cookie.name,
            cookie.value.expose(),
        );
    }
    text.into()
}
