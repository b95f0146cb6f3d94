//! The page at `/`: a login by the API under `/v1`, for the user of a browser.
//!
//! The files are part of the program. They hold nothing of any user, so they are served without a
//! key; what they load from `/v1` is not.

use std::future::ready;

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::seal::hash;

/// What the page may load: its own files, and pictures that its script has made.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// A file of the page.
#[derive(Clone, Copy)]
struct File {
    path: &'static str,
    media_type: &'static str,
    body: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// A file of the folder of this module, under `/page/`.
macro_rules! file {
    ($name:literal, $media_type:expr) => {
        File {
            path: concat!("/page/", $name),
            media_type: $media_type,
            body: include_str!($name),
        }
    };
}

const FILES: [File; 10] = [
    File {
        path: "/",
        media_type: HTML,
        body: include_str!("index.html"),
    },
    file!("client.js", SCRIPT),
    file!("form.js", SCRIPT),
    file!("icon.svg", PICTURE),
    file!("main.js", SCRIPT),
    file!("result.js", SCRIPT),
    file!("stored.js", SCRIPT),
    file!("style.css", STYLE),
    file!("texts.js", SCRIPT),
    file!("view.js", SCRIPT),
];

/// The routes of the page: `/`, and its files under `/page/`.
pub(crate) fn routes() -> Router {
    FILES.into_iter().fold(Router::new(), |router, file| {
        let tag = tag(file.body);
        let path = file.path;
        let serve = move |headers: HeaderMap| ready(answer(file, &tag, &headers));
        router.route(path, get(serve))
    })
}

/// The tag of a file, which changes with its content.
fn tag(body: &str) -> String {
    let [first @ .., _, _] = hash(body.as_bytes());
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(first))
}

fn answer(file: File, tag: &str, headers: &HeaderMap) -> Response {
    let fixed: [(HeaderName, &'static str); 6] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // Kept, but compared at each use: a newer gateway has other files under the same names.
        (CACHE_CONTROL, "no-cache"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    let mut answer = match is_known(tag, headers) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(CONTENT_TYPE, file.media_type)], file.body).into_response(),
    };
    let all = answer.headers_mut();
    for (name, value) in fixed {
        all.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(tag) {
        all.insert(ETAG, tag);
    }
    answer
}

/// Whether the client has this content already (RFC 9110, 13.1.2).
fn is_known(tag: &str, headers: &HeaderMap) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let mut tags = texts.flat_map(|text| text.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}
