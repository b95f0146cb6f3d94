//! Builders of responses.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CONTENT_TYPE, HeaderName, HeaderValue, ORIGIN, SET_COOKIE,
};
use http::{Response as HttpResponse, StatusCode};

use crate::exchange::Response;
use crate::incoming::Incoming;

/// The notes of the log on a request. They are not part of the response; the server sends them in a
/// header.
#[derive(Clone)]
pub(crate) struct Notes(pub(crate) String);

/// The block page of Bilibili's firewall.
pub(crate) const BILIBILI_BLOCK_PAGE: &str = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n\
    <html lang=\"zh-cn\">\n<head>\n<meta charset=\"utf-8\">\n<title>出错啦! - bilibili.com</title>\n</head>\n\
    <body><div class=\"error-container\">412 - 由于触发哔哩哔哩安全风控策略，该次访问请求被拒绝。</div></body>\n</html>\n";

/// The block page of Aliyun's firewall.
pub(crate) const ALIYUN_BLOCK_PAGE: &str = "<!doctypehtml><html lang=\"zh-cn\"><meta charset=\"utf-8\"><title>405</title>\
    <body><div class=\"main\"><div class=\"message\">很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</div></div></body></html>";

/// A page as of a captive portal.
pub(crate) const PLAIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Please sign in</h1></body></html>\n";

/// A response with a status and a body.
pub(crate) fn reply(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
    let mut response = HttpResponse::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !content_type.is_empty() {
        header(&mut response, CONTENT_TYPE, content_type);
    }
    response
}

/// A page.
pub(crate) fn html(status: u16, body: &str) -> Response {
    reply(status, "text/html; charset=utf-8", body)
}

/// Adds a header; an invalid value is skipped.
pub(crate) fn header(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

/// `Location` and a status.
pub(crate) fn redirect(status: u16, location: &str) -> Response {
    let mut response = reply(status, "text/html; charset=utf-8", "");
    header(&mut response, http::header::LOCATION, location);
    response
}

/// The response to a CORS preflight request; `None` for other requests.
pub(crate) fn preflight(incoming: &Incoming) -> Option<Response> {
    if incoming.method != http::Method::OPTIONS || incoming.header(ORIGIN).is_empty() {
        return None;
    }
    let mut response = reply(204, "", "");
    header(
        &mut response,
        ACCESS_CONTROL_ALLOW_METHODS,
        "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    );
    header(
        &mut response,
        ACCESS_CONTROL_ALLOW_HEADERS,
        "Origin, Content-Type, Accept, Authorization",
    );
    Some(response)
}

/// Allows pages of any origin to read the response (CORS).
pub(crate) fn allow_any_origin(response: &mut Response, incoming: &Incoming) {
    if !incoming.header(ORIGIN).is_empty() {
        header(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
}

/// Adapts cookies to a client that named the service by path prefix: without `Domain` and `Secure`.
pub(crate) fn for_this_host(response: &mut Response) {
    let headers = response.headers_mut();
    let lines: Vec<_> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for line in lines {
        let Ok(text) = line.to_str() else { continue };
        let stays = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default().trim();
            !name.eq_ignore_ascii_case("domain") && !name.eq_ignore_ascii_case("secure")
        };
        let mut parts = text.split(';');
        let pair: Vec<_> = parts.next().into_iter().collect();
        let kept: Vec<_> = pair.into_iter().chain(parts.filter(stays)).collect();
        header(response, SET_COOKIE, &kept.join(";"));
    }
}
