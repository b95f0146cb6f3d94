//! Reading replies: what every provider needs, with errors that never quote the body.

use std::fmt::Display;

use serde::Deserialize;
use url::Url;

use crate::{Advice, Error, Response};

/// The body as UTF-8 text, without a byte order mark.
pub(crate) fn text<'a>(reply: &'a Response, call: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(reply.body())
        .map(|text| text.trim_start_matches('\u{feff}'))
        .map_err(|_| Error::malformed(format!("{call}: not UTF-8")))
}

/// The body as JSON of this shape.
pub(crate) fn json<'a, T: Deserialize<'a>>(reply: &'a Response, call: &str) -> Result<T, Error> {
    parse(text(reply, call)?, call)
}

/// A text as JSON of this shape. The error names line and column, never the text.
pub(crate) fn parse<'a, T: Deserialize<'a>>(text: &'a str, call: &str) -> Result<T, Error> {
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
pub(crate) fn is_html(reply: &Response) -> bool {
    first_byte(reply) == Some(b'<')
}

/// Whether the body is, or begins like, an object of JSON.
pub(crate) fn is_object(reply: &Response) -> bool {
    first_byte(reply) == Some(b'{')
}

/// The first byte that is neither white space nor of a byte order mark.
fn first_byte(reply: &Response) -> Option<u8> {
    let body = reply.body();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().first().copied()
}

/// The statuses of a firewall, and of a server that is not what we take it for.
pub(crate) fn is_refusal(reply: &Response) -> bool {
    reply.status().is_client_error()
}

/// What a server in between says itself: its text up to where it quotes something, be it a body or
/// an address, which may hold secrets. What comes after a quotation cannot be told from the end of
/// a damaged one.
pub(crate) fn own_words(text: &str) -> &str {
    let quoted = text.find(['{', '"']).unwrap_or(text.len());
    let own = text.get(..quoted).unwrap_or_default();
    let own = match own.split_once("://") {
        Some((before, _)) => before.rsplit_once(' ').map_or("", |(words, _)| words),
        None => own,
    };
    own.trim_end_matches([' ', ':'])
}

/// What this reply's status means where the service's own answer did not come.
pub(crate) fn blocked(reply: &Response) -> Error {
    Error::of_status(reply.status().as_u16())
}

/// Takes the non-empty ones of these values; the names of the others are what is missing.
pub(crate) fn missing<'a>(required: &[(&'a str, bool)]) -> Result<(), Error> {
    let missing: Vec<_> = required
        .iter()
        .filter(|(_, present)| !present)
        .map(|(name, _): &(&'a str, bool)| (*name).to_owned())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Incomplete { missing })
    }
}

/// What a service says beside or in place of credentials, as far as it is more than "all went
/// well"; without what it quotes.
pub(crate) fn words(text: &str) -> &str {
    match text.trim() {
        "0" | "成功" | "登录成功" => "",
        text if ["ok", "success"]
            .iter()
            .any(|yes| text.eq_ignore_ascii_case(yes)) =>
        {
            ""
        }
        text => own_words(text),
    }
}

/// What it means that a confirmed answer lacks its credentials: if the service says something in
/// their place, that is a refusal in its own words, and no change of the protocol.
pub(crate) fn lacking(error: Error, code: impl Display, text: &str, advice: Advice) -> Error {
    match (error, words(text)) {
        (error @ Error::Incomplete { .. }, "") => error,
        (Error::Incomplete { .. }, words) => Error::rejected(code, words, advice),
        (error, _) => error,
    }
}

/// The host of an address that a person's scanner will open: https, no user info, and nothing in it
/// that other programs read in another way (white space, backslashes).
pub(crate) fn plain_https_host(text: &str) -> Result<String, Error> {
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
