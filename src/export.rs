//! Credentials in the forms that other programs read. Pure functions: files are the caller's business.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use crate::text::escape_json;
use crate::{Cookie, Credential, Error, Secret};

/// A form to export credentials in.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object with every field, tagged with the flow's name. What could steer a terminal is
    /// escaped in it: see [`escape_json`].
    Json,
    /// The value of a `Cookie` request header: `name=value; name=value`.
    Header,
    /// Netscape `cookies.txt`, as curl, wget and yt-dlp read it.
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

impl Credential {
    /// The credentials in this form, without a final line feed for [`Format::Header`] and
    /// [`Format::Json`].
    ///
    /// # Errors
    /// [`Error::Setting`] if the form wants cookies and these credentials are none.
    pub fn export(&self, format: Format) -> Result<Secret, Error> {
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
            Format::Netscape => Ok(netscape(&cookies)),
        }
    }
}

/// The value of a `Cookie` request header.
pub fn cookie_header(cookies: &[Cookie]) -> Secret {
    let pairs: Vec<_> = cookies
        .iter()
        .map(|cookie| format!("{}={}", cookie.name, cookie.value.expose()))
        .collect();
    pairs.join("; ").into()
}

/// A Netscape `cookies.txt`: seven fields a line, separated by tabs; HttpOnly cookies with the prefix
/// `#HttpOnly_`; expiry 0 for session cookies.
pub fn netscape(cookies: &[Cookie]) -> Secret {
    let flag = |on: bool| if on { "TRUE" } else { "FALSE" };
    let mut text = String::from("# Netscape HTTP Cookie File\n");
    for cookie in cookies {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}{}{}\t{}\t{}\t{}\t{}\t{}\t{}",
            if cookie.http_only { "#HttpOnly_" } else { "" },
            if cookie.host_only { "" } else { "." },
            cookie.domain,
            flag(!cookie.host_only),
            cookie.path,
            flag(cookie.secure),
            cookie.expires.map_or(0, |at| at.as_secs()),
            cookie.name,
            cookie.value.expose(),
        );
    }
    text.into()
}
