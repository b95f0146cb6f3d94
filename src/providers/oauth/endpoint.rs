//! The addresses that tokens are requested from.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::toolkit::BaseUrl;
use crate::{Error, Request};

/// Far beyond any address in use, and short enough for a QR code.
const LONGEST: usize = 2_000;

/// An address that secrets are sent to: https, or http on this machine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(Uri);

impl Endpoint {
    /// The address in this text.
    ///
    /// # Errors
    /// [`Error::Setting`] if it is no https address (http only on this machine), or has user info
    /// or a fragment.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|problem| Error::setting("address", problem))
    }

    /// The same, with the reason alone.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let url = plain(text).ok_or("must be an address like https://id.example/path")?;
        if !is_private(&url) {
            return Err("must begin with https:// (http:// only on this machine)");
        }
        if url.fragment().is_some() {
            return Err("must have no fragment");
        }
        let uri = url.as_str().parse();
        uri.map(Self).map_err(|_| "cannot be requested")
    }

    /// Whether it is one of http.
    pub(super) fn is_http(&self) -> bool {
        self.0.scheme_str() == Some("http")
    }

    /// Whether this text is the same address; a final slash makes no difference.
    pub(super) fn is(&self, text: &str) -> bool {
        let own = self.0.to_string();
        let other = Self::read(text).map(String::from).unwrap_or_default();
        own.trim_end_matches('/') == other.trim_end_matches('/')
    }

    /// The address of a path below it.
    pub(super) fn join(&self, path: &str) -> Result<Self, &'static str> {
        let own = self.0.to_string();
        Self::read(&format!("{}/{path}", own.trim_end_matches('/')))
    }

    /// A request to it, without a header.
    pub(super) fn request(&self, body: Vec<u8>) -> Request {
        let mut request = Request::new(body);
        *request.uri_mut() = self.0.clone();
        request
    }
}

/// An http or https address as every program reads it: no user info, white space, backslashes or
/// control characters.
pub(super) fn plain(text: &str) -> Option<Url> {
    let odd = |c: char| c.is_whitespace() || crate::text::is_unprintable(c) || c == '\\';
    if text.len() > LONGEST || text.contains(odd) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let bare = url.username().is_empty() && url.password().is_none();
    (is_web && bare).then_some(url)
}

/// Whether what is sent there cannot be read on the way.
pub(super) fn is_private(url: &Url) -> bool {
    let origin = url.origin().ascii_serialization();
    BaseUrl::parse(&origin).is_ok_and(|base| base.is_private())
}

impl FromStr for Endpoint {
    type Err = Error;

    /// The same as [`Endpoint::parse`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0.to_string()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Endpoint {
    /// Without the query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.scheme_str().unwrap_or_default();
        let authority = self
            .0
            .authority()
            .map_or("", |authority| authority.as_str());
        write!(f, "Endpoint({scheme}://{authority}{})", self.0.path())
    }
}
