//! Building requests: percent-encoding and headers, with errors instead of panics.

use std::sync::LazyLock;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{Method, Uri};
use url::form_urlencoded::byte_serialize;

use crate::{Error, Request};

/// A browser, for services that refuse anything else.
const BROWSER: HeaderValue = HeaderValue::from_static(
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36",
);

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// A GET of this URL, with the `user-agent` of a browser and `accept: */*`; [`with_header`]
/// replaces either.
///
/// # Errors
/// [`Error::Malformed`] for a URL that cannot be requested.
pub fn get(url: &str) -> Result<Request, Error> {
    build(Method::GET, url, Vec::new())
}

/// A POST of these parameters, encoded by [`query`], as a form; otherwise as [`get`].
///
/// # Errors
/// [`Error::Malformed`] for a URL that cannot be requested.
pub fn post_form(url: &str, form: String) -> Result<Request, Error> {
    let request = build(Method::POST, url, form.into_bytes())?;
    Ok(with_header(request, CONTENT_TYPE, FORM))
}

/// A POST of this JSON text; otherwise as [`get`].
///
/// # Errors
/// [`Error::Malformed`] for a URL that cannot be requested.
pub fn post_json(url: &str, json: String) -> Result<Request, Error> {
    let request = build(Method::POST, url, json.into_bytes())?;
    let json = HeaderValue::from_static("application/json");
    Ok(with_header(request, CONTENT_TYPE, json))
}

/// The request with this header set, in place of one of the same name.
///
/// ```
/// use qrlogin::http::header::{HeaderValue, USER_AGENT};
/// use qrlogin::toolkit::request::{get, with_header};
///
/// let agent = HeaderValue::from_static("DoorApp/1.0");
/// let request = with_header(get("https://door.example/begin")?, USER_AGENT, agent);
/// assert_eq!(request.headers()["user-agent"], "DoorApp/1.0");
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[must_use]
pub fn with_header(
    mut request: Request,
    name: HeaderName,
    value: impl Into<HeaderValue>,
) -> Request {
    request.headers_mut().insert(name, value.into());
    request
}

/// Parameters as `name=value&…`, percent-encoded as a form: for a body, and after the `?` of a URL.
pub fn query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    // Most forms fit, so that they do not grow step by step.
    let mut text = String::with_capacity(192);
    for (name, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        push_encoded(&mut text, name);
        text.push('=');
        push_encoded(&mut text, value);
    }
    text
}

/// `start` with these parameters behind it, encoded as by [`query`]; their names need no encoding.
/// It is as long as its capacity, so that it becomes an address without a copy.
pub(crate) fn with_query(start: &str, parameters: &[(&str, &str)]) -> String {
    let lengths = parameters
        .iter()
        .map(|(name, value)| name.len() + encoded_length(value) + "=&".len());
    let length = lengths.sum::<usize>().saturating_sub("&".len());
    let mut text = String::with_capacity(start.len() + length);
    text.push_str(start);
    for (name, value) in parameters {
        push_parameter(&mut text, start.len(), name, value);
    }
    text
}

/// Appends a parameter whose name needs no encoding, behind a separator unless the text ends at
/// `start`.
pub(crate) fn push_parameter(text: &mut String, start: usize, name: &str, value: &str) {
    if text.len() > start {
        text.push('&');
    }
    text.push_str(name);
    text.push('=');
    push_encoded(text, value);
}

fn push_encoded(text: &mut String, part: &str) {
    // Most need no encoding.
    if part.bytes().map(kind).fold(0, |all, kind| all | kind) == PLAIN {
        text.push_str(part);
    } else {
        text.extend(byte_serialize(part.as_bytes()));
    }
}

fn encoded_length(part: &str) -> usize {
    let more = |b| usize::from(kind(b) & ENCODED);
    part.len() + part.bytes().map(more).sum::<usize>()
}

/// A form has the byte as it is.
const PLAIN: u8 = 0;
/// A form has `+` in its place.
const SPACE: u8 = 1;
/// A form has this many characters more in its place: `%` and two digits.
const ENCODED: u8 = 2;

/// What a form has in place of a byte. A table, since every byte of a parameter is looked up.
fn kind(b: u8) -> u8 {
    static KINDS: [u8; 256] = kinds();
    KINDS.get(usize::from(b)).copied().unwrap_or(ENCODED)
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn kinds() -> [u8; 256] {
    let mut kinds = [ENCODED; 256];
    let mut b = 0;
    while b < kinds.len() {
        kinds[b] = match b as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => PLAIN,
            b' ' => SPACE,
            _ => ENCODED,
        };
        b += 1;
    }
    kinds
}

/// A path with its query.
///
/// # Errors
/// [`Error::Malformed`] for a path that cannot be requested.
pub(crate) fn target(text: String) -> Result<PathAndQuery, Error> {
    text.try_into().map_err(|_| unusable())
}

/// The headers of [`post_form`], for [`post_form_at`].
pub(crate) static FORM_HEADERS: LazyLock<HeaderMap> =
    LazyLock::new(|| headers([(CONTENT_TYPE, FORM)]));

/// The headers of [`get`], and these. A flow makes those of its polls once: a copy of them all
/// costs less than to insert one by one.
pub(crate) fn headers<const N: usize>(more: [(HeaderName, HeaderValue); N]) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(USER_AGENT, BROWSER);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    for (name, value) in more {
        headers.insert(name, value);
    }
    headers
}

/// A GET of a path with its query at a host of the service, with these headers.
///
/// # Errors
/// [`Error::Malformed`] for a path that cannot be requested.
pub(crate) fn get_at(
    host: &Authority,
    target: impl TryInto<PathAndQuery>,
    headers: HeaderMap,
) -> Result<Request, Error> {
    let target = target.try_into().map_err(|_| unusable())?;
    let uri = uri_at(host, target)?;
    Ok(assemble(Method::GET, uri, headers, Vec::new()))
}

/// A POST of a form to a path at a host of the service, with these headers.
///
/// # Errors
/// None; the types cannot tell.
pub(crate) fn post_form_at(
    host: &Authority,
    path: &PathAndQuery,
    form: String,
    headers: HeaderMap,
) -> Result<Request, Error> {
    let uri = uri_at(host, path.clone())?;
    let body = form.into_bytes();
    Ok(assemble(Method::POST, uri, headers, body))
}

fn uri_at(host: &Authority, target: PathAndQuery) -> Result<Uri, Error> {
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTPS);
    parts.authority = Some(host.clone());
    parts.path_and_query = Some(target);
    Uri::from_parts(parts).map_err(|_| unusable())
}

fn unusable() -> Error {
    Error::malformed("an address that cannot be requested")
}

fn build(method: Method, url: &str, body: Vec<u8>) -> Result<Request, Error> {
    let uri: Uri = url.parse().map_err(|_| unusable())?;
    Ok(assemble(method, uri, headers([]), body))
}

fn assemble(method: Method, uri: Uri, headers: HeaderMap, body: Vec<u8>) -> Request {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_as_the_standard_says() {
        let values = [
            "",
            "plain-._*",
            "a b",
            "a+b=c&d",
            "é你",
            "{\"a\":1}",
            "/?#%",
        ];
        for value in values {
            let mut standard = url::form_urlencoded::Serializer::new(String::new());
            standard.append_pair("n 1", value).append_pair("m", "2");
            let standard = standard.finish();
            assert_eq!(query([("n 1", value), ("m", "2")]), standard);
            let text = with_query("/p?", &[("n", value), ("m", "2")]);
            assert_eq!(text, format!("/p?{}", standard.replace("n+1", "n")));
            assert_eq!(text.capacity(), text.len());
        }
        assert_eq!(query([]), "");
        assert_eq!(query([("", ""), ("", "")]), "=&=");
        assert_eq!(with_query("/p", &[]), "/p");
    }
}
