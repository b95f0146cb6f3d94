//! Building requests: percent-encoding and headers, with errors instead of panics.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::uri::{Authority, InvalidUri, Parts, PathAndQuery, Scheme};
use http::{Method, Uri};
use url::form_urlencoded::Serializer;

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
    name: http::HeaderName,
    value: impl Into<HeaderValue>,
) -> Request {
    request.headers_mut().insert(name, value.into());
    request
}

/// Parameters as `name=value&…`, percent-encoded as a form: for a body, and after the `?` of a URL.
pub fn query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    // Most forms fit, so that they do not grow step by step.
    Serializer::new(String::with_capacity(384))
        .extend_pairs(parameters)
        .finish()
}

/// [`get`] of a path with its query at a host that the compiler knows: the address is not parsed as
/// a whole.
pub(crate) fn get_at(host: &'static str, target: &str) -> Result<Request, Error> {
    let uri = uri_at(host, target.try_into())?;
    Ok(assemble(Method::GET, uri, Vec::new()))
}

/// [`post_form`] to a path at a host, both of which the compiler knows.
pub(crate) fn post_form_at(
    host: &'static str,
    path: &'static str,
    form: String,
) -> Result<Request, Error> {
    let uri = uri_at(host, Ok(PathAndQuery::from_static(path)))?;
    let request = assemble(Method::POST, uri, form.into_bytes());
    Ok(with_header(request, CONTENT_TYPE, FORM))
}

fn uri_at(host: &'static str, target: Result<PathAndQuery, InvalidUri>) -> Result<Uri, Error> {
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTPS);
    parts.authority = Some(Authority::from_static(host));
    parts.path_and_query = Some(target.map_err(|_| unusable())?);
    Uri::from_parts(parts).map_err(|_| unusable())
}

fn unusable() -> Error {
    Error::malformed("an address that cannot be requested")
}

fn build(method: Method, url: &str, body: Vec<u8>) -> Result<Request, Error> {
    let uri: Uri = url.parse().map_err(|_| unusable())?;
    Ok(assemble(method, uri, body))
}

fn assemble(method: Method, uri: Uri, body: Vec<u8>) -> Request {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    headers.reserve(6);
    headers.insert(USER_AGENT, BROWSER);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    request
}
