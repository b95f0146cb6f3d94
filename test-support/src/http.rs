//! Requests and responses in tests.

use qrlogin::http::StatusCode;
use qrlogin::{Call, Response};

/// A response without headers.
pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

/// A response with these headers.
pub fn reply_with(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
    let mut response = reply(status, body);
    for (name, value) in headers {
        let value = value.parse().expect("a header value");
        response.headers_mut().append(*name, value);
    }
    response
}

/// The parameters of a call, from its query and its form body.
pub fn parameters(call: &Call) -> Vec<(String, String)> {
    let query = call.request.uri().query().unwrap_or_default();
    let form = std::str::from_utf8(call.request.body()).unwrap_or_default();
    [query, form]
        .iter()
        .flat_map(|text| url::form_urlencoded::parse(text.as_bytes()).into_owned())
        .collect()
}

/// One parameter of a call.
pub fn parameter(call: &Call, name: &str) -> Option<String> {
    let all = parameters(call);
    all.into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// One header of a call.
pub fn header<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.request.headers().get(name)?.to_str().ok()
}
