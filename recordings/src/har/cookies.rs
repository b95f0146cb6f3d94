//! The cookies of a response whose exporter writes `cookies` and no `Set-Cookie` header.

use http::HeaderValue;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::date;
use super::raw::{self, Raw};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCookie<'a> {
    #[serde(borrow)]
    name: Raw<'a>,
    #[serde(borrow)]
    value: Raw<'a>,
    #[serde(borrow)]
    path: Raw<'a>,
    #[serde(borrow)]
    domain: Raw<'a>,
    #[serde(borrow)]
    expires: Raw<'a>,
    #[serde(borrow)]
    http_only: Raw<'a>,
    #[serde(borrow)]
    secure: Raw<'a>,
}

/// Each cookie as its `Set-Cookie` line. Invalid ones are skipped.
pub(super) fn lines(raw: Raw<'_>) -> impl Iterator<Item = HeaderValue> {
    let list: Vec<&RawValue> = raw.and_then(raw::read).unwrap_or_default();
    let cookies = list.into_iter().filter_map(raw::read);
    cookies.filter_map(|cookie| line(&cookie))
}

fn line(cookie: &RawCookie<'_>) -> Option<HeaderValue> {
    let name = raw::optional(cookie.name);
    let value = raw::optional(cookie.value);
    // Each of these characters would end the name or the value.
    if name.is_empty() || name.contains([';', '=']) || value.contains(';') {
        return None;
    }
    let mut line = format!("{name}={value}");
    let expires = raw::optional(cookie.expires);
    let expires = match date::read(&expires) {
        Some(at) => date::for_header(at),
        None => expires,
    };
    for (name, value) in [
        ("Path", raw::optional(cookie.path)),
        ("Domain", raw::optional(cookie.domain)),
        ("Expires", expires),
    ] {
        if !value.is_empty() && !value.contains(';') {
            line += &format!("; {name}={value}");
        }
    }
    for (name, flag) in [("HttpOnly", cookie.http_only), ("Secure", cookie.secure)] {
        if flag.and_then(raw::read) == Some(true) {
            line = line + "; " + name;
        }
    }
    HeaderValue::from_str(&line).ok()
}
