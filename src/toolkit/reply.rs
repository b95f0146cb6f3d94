//! Reading responses, with errors that never quote the body.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::json_lenient;
use crate::{Advice, Error, Response, Timestamp};

/// The body as UTF-8 text, without a byte order mark. `call` names the call in the error.
///
/// # Errors
/// [`Error::Malformed`] if it is not UTF-8.
pub fn text<'a>(reply: &'a Response, call: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(reply.body())
        .map(|text| text.trim_start_matches('\u{feff}'))
        .map_err(|_| Error::malformed(format!("{call}: not UTF-8")))
}

/// The body as JSON of this shape. `call` names the call in the error.
///
/// # Errors
/// As [`text`] and [`parse_json`].
pub fn json<'a, T: Deserialize<'a>>(reply: &'a Response, call: &str) -> Result<T, Error> {
    parse_json(text(reply, call)?, call)
}

/// A text as JSON of this shape, such as a part of a body that was read as
/// [`RawValue`](serde_json::value::RawValue). `call` names the call in the error.
///
/// # Errors
/// [`Error::Malformed`] with line and column, without the text.
pub fn parse_json<'a, T: Deserialize<'a>>(text: &'a str, call: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        let problem = if error.is_data() {
            "JSON of another shape"
        } else {
            "not JSON"
        };
        Error::malformed(format!("{call}: {problem} ({place})"))
    })
}

/// Whether the body is a web page where data was expected: a firewall, a login page, an error page.
pub fn is_html(reply: &Response) -> bool {
    first_byte(reply) == Some(b'<')
}

/// Whether the body is, or begins like, a JSON object.
pub fn is_json_object(reply: &Response) -> bool {
    first_byte(reply) == Some(b'{')
}

/// The first byte that is neither white space nor of a byte order mark.
fn first_byte(reply: &Response) -> Option<u8> {
    let body = reply.body();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().first().copied()
}

/// [`Error::of_status`] with the status of this response: for one that is not the service's own.
///
/// ```
/// use qrlogin::toolkit::reply;
/// use qrlogin::{Error, Response};
///
/// let page = Response::new(b"<html>sign in to this network</html>".to_vec());
/// assert!(reply::is_html(&page));
/// assert_eq!(reply::status_error(&page), Error::intercepted(200));
/// ```
pub fn status_error(reply: &Response) -> Error {
    Error::of_status(reply.status().as_u16())
}

/// Checks that all of these parts of the credentials are present: each with its name, as the
/// service spells it.
///
/// # Errors
/// [`Error::Incomplete`] with the names of those that are not.
///
/// ```
/// use qrlogin::Error;
/// use qrlogin::toolkit::reply;
///
/// let (token, user) = ("t1", "");
/// let checked = reply::require(&[("token", !token.is_empty()), ("user", !user.is_empty())]);
/// assert_eq!(checked, Err(Error::incomplete(["user"])));
/// ```
pub fn require(parts: &[(&str, bool)]) -> Result<(), Error> {
    let missing: Vec<&str> = parts
        .iter()
        .filter(|(_, present)| !present)
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::incomplete(missing))
    }
}

/// The tokens of an OAuth 2 service (RFC 6749, 5.1), read leniently. A type of your own takes them
/// in with `#[serde(borrow, flatten)]`.
///
/// ```
/// use qrlogin::Timestamp;
/// use qrlogin::toolkit::reply::{Tokens, parse_json};
///
/// let json = r#"{"access_token": "a1", "refresh_token": "r1", "expires_in": "7200"}"#;
/// let tokens: Tokens = parse_json(json, "token")?;
/// tokens.require()?;
/// let now = Timestamp::from_secs(1_700_000_000);
/// assert_eq!(tokens.expires_at(now), Some(Timestamp::from_secs(1_700_007_200)));
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[non_exhaustive]
#[derive(Default, Deserialize)]
pub struct Tokens<'a> {
    /// The access token; empty if there is none.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub access_token: Cow<'a, str>,
    /// The refresh token; empty if there is none.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub refresh_token: Cow<'a, str>,
    /// The lifetime of the access token in seconds.
    #[serde(default, deserialize_with = "json_lenient::number")]
    pub expires_in: Option<u64>,
}

impl Tokens<'_> {
    /// Whether both tokens are present.
    pub fn is_complete(&self) -> bool {
        !self.access_token.is_empty() && !self.refresh_token.is_empty()
    }

    /// Checks that both tokens are present.
    ///
    /// # Errors
    /// [`Error::Incomplete`] with the names of those that are not.
    pub fn require(&self) -> Result<(), Error> {
        require(&self.parts())
    }

    /// The names of both, and whether they are present; for [`require`].
    pub(crate) fn parts(&self) -> [(&'static str, bool); 2] {
        [
            ("access_token", !self.access_token.is_empty()),
            ("refresh_token", !self.refresh_token.is_empty()),
        ]
    }

    /// When the access token of a response that came at `now` expires, if the service says so.
    pub fn expires_at(&self, now: Timestamp) -> Option<Timestamp> {
        let lifetime = self.expires_in.map(Duration::from_secs);
        lifetime.map(|lifetime| now + lifetime)
    }
}

impl std::fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// The host of an address that a scanning app will open: https, no user info, and nothing in it
/// that other programs read in another way (white space, backslashes). Whether the host is the
/// service's is for the caller to check.
///
/// # Errors
/// [`Error::Malformed`] for a text that is no address, [`Error::Untrusted`] for any other that
/// fails.
///
/// ```
/// use qrlogin::toolkit::reply::plain_https_host;
///
/// assert_eq!(plain_https_host("https://door.example/scan?t=1")?, "door.example");
/// assert!(plain_https_host("https://door.example@evil.example/").is_err());
/// # Ok::<(), qrlogin::Error>(())
/// ```
pub fn plain_https_host(text: &str) -> Result<String, Error> {
    let url = Url::parse(text).map_err(|_| Error::malformed("the code's text is no address"))?;
    let host = url.host_str().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    let bare = url.username().is_empty() && url.password().is_none();
    if url.scheme() == "https" && bare && !text.contains(odd) {
        Ok(host.to_owned())
    } else {
        Err(Error::untrusted(host))
    }
}

/// The text of a server in between up to where it quotes a body or an address, either of which may
/// hold secrets. What follows a quotation is left out too: a damaged quotation has no clear end.
pub(crate) fn before_quotation(text: &str) -> &str {
    let quoted = text.find(['{', '"']).unwrap_or(text.len());
    let own = text.get(..quoted).unwrap_or_default();
    let own = match own.split_once("://") {
        Some((before, _)) => before.rsplit_once(' ').map_or("", |(words, _)| words),
        None => own,
    };
    own.trim_end_matches([' ', ':'])
}

/// A service's message beside or in place of credentials, without what it quotes; empty if it only
/// reports success.
pub(crate) fn complaint(text: &str) -> &str {
    match text.trim() {
        "0" | "成功" | "登录成功" => "",
        text if ["ok", "success"]
            .iter()
            .any(|yes| text.eq_ignore_ascii_case(yes)) =>
        {
            ""
        }
        text => before_quotation(text),
    }
}

/// The error of a confirmed response that lacks its credentials: if the service gives a message in
/// their place, that is a refusal, and no change of the protocol.
pub(crate) fn explain_incomplete(
    error: Error,
    code: impl Display,
    text: &str,
    advice: Advice,
) -> Error {
    match (error, complaint(text)) {
        (error @ Error::Incomplete { .. }, "") => error,
        (Error::Incomplete { .. }, message) => Error::rejected(code, message, advice),
        (error, _) => error,
    }
}
