//! Where a self-hosted server is: the base URL of the two gateway flows, and other hosts of the
//! caller's choice.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderValue};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{Error, Request, Secret};

/// The base URL of a self-hosted server: scheme, host, port and a path prefix.
///
/// A user name and password in it (`https://user:password@host/`) are taken out and sent as `Basic`
/// authorisation, so that they are in no request URL and no log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct BaseUrl {
    /// Without user info and without a final slash.
    url: String,
    authorization: Option<Secret>,
}

/// What a snapshot holds of it, to be checked again.
#[derive(Deserialize)]
struct Parts {
    url: String,
    authorization: Option<Secret>,
}

impl TryFrom<Parts> for BaseUrl {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self, Error> {
        let authorization = parts.authorization;
        Ok(Self {
            authorization,
            ..Self::parse(&parts.url)?
        })
    }
}

impl BaseUrl {
    /// The base URL in this text.
    ///
    /// # Errors
    /// [`Error::Setting`] if it is no http or https URL, or has a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let problem = |problem: &'static str| Error::setting("base_url", problem);
        let mut url = Url::parse(text)
            .map_err(|_| problem("not a URL; write it like https://host.example/prefix"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(problem("must begin with https:// or http://"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(problem("must have neither query nor fragment"));
        }
        let authorization = (!url.username().is_empty() || url.password().is_some()).then(|| {
            let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
            pair.push(b':');
            pair.extend(percent_decode_str(url.password().unwrap_or_default()));
            Secret::from(format!("Basic {}", STANDARD.encode(pair)))
        });
        // Neither can fail: the URL has a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self {
            url: url.as_str().trim_end_matches('/').to_owned(),
            authorization,
        })
    }

    /// The same server under this path prefix, if none is given yet.
    #[must_use]
    pub(crate) fn or_prefix(mut self, prefix: &str) -> Self {
        if Url::parse(&self.url).is_ok_and(|url| url.path() == "/") {
            self.url.push_str(prefix);
        }
        self
    }

    /// Whether what is sent cannot be read on the way: https, or the same machine.
    pub fn is_private(&self) -> bool {
        Url::parse(&self.url).is_ok_and(|url| url.scheme() == "https" || is_this_machine(&url))
    }

    /// The host, if it is another machine: its operator sees what passes through it.
    pub fn operator(&self) -> Option<String> {
        let url = Url::parse(&self.url).ok()?;
        let host = url.host_str().map(str::to_owned);
        host.filter(|_| !is_this_machine(&url))
    }

    /// Whether a user name or a password was in it.
    pub fn has_password(&self) -> bool {
        self.authorization.is_some()
    }

    /// The URL of a path below it, with or without a slash at its beginning. A query may follow;
    /// nothing is encoded.
    ///
    /// ```
    /// let server = qrlogin::BaseUrl::parse("https://jo:secret@host.example/prefix/")?;
    /// assert_eq!(server.join("/poll?n=1"), "https://host.example/prefix/poll?n=1");
    /// # Ok::<(), qrlogin::Error>(())
    /// ```
    pub fn join(&self, path: &str) -> String {
        format!("{}/{}", self.url, path.strip_prefix('/').unwrap_or(path))
    }

    /// Adds the authorisation, if there is one. Only for requests to this server.
    #[must_use]
    pub fn authorize(&self, mut request: Request) -> Request {
        let value = self.authorization.as_ref();
        if let Some(Ok(mut value)) = value.map(|value| HeaderValue::from_str(value.expose())) {
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        request
    }
}

impl FromStr for BaseUrl {
    type Err = Error;

    /// The same as [`BaseUrl::parse`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.url)
    }
}
