//! Building requests: percent-encoding and headers, with errors instead of panics.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use url::form_urlencoded::Serializer;

use crate::{Error, Request};

/// A browser, for services that refuse anything else.
const BROWSER: HeaderValue = HeaderValue::from_static(
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36",
);

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
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    Ok(with_header(request, CONTENT_TYPE, form))
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
    Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

fn build(method: Method, url: &str, body: Vec<u8>) -> Result<Request, Error> {
    let uri: Uri = url
        .parse()
        .map_err(|_| Error::malformed("an address that cannot be requested"))?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    headers.reserve(6);
    headers.insert(USER_AGENT, BROWSER);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    Ok(request)
}
