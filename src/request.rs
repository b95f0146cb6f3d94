//! Building requests: percent-encoding and headers, with errors instead of panics.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use url::form_urlencoded::Serializer;

use crate::{Error, Request};

/// A browser, for services that refuse anything else.
pub(crate) const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/// A GET of this URL.
pub(crate) fn get(url: &str) -> Result<Request, Error> {
    build(Method::GET, url, Vec::new())
}

/// A POST of these parameters as a form.
pub(crate) fn post_form(url: &str, form: String) -> Result<Request, Error> {
    let request = build(Method::POST, url, form.into_bytes())?;
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    Ok(with(request, CONTENT_TYPE, form))
}

/// A POST of this JSON text.
pub(crate) fn post_json(url: &str, json: String) -> Result<Request, Error> {
    let request = build(Method::POST, url, json.into_bytes())?;
    let json = HeaderValue::from_static("application/json");
    Ok(with(request, CONTENT_TYPE, json))
}

/// The request with this header set.
pub(crate) fn with(
    mut request: Request,
    name: http::HeaderName,
    value: impl Into<HeaderValue>,
) -> Request {
    request.headers_mut().insert(name, value.into());
    request
}

/// Parameters as `name=value&…`, percent-encoded.
pub(crate) fn query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
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
    headers.insert(USER_AGENT, HeaderValue::from_static(BROWSER));
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    Ok(request)
}
