//! Cookies as browsers' tools read them: Playwright's storage state, and the extensions
//! Cookie-Editor and EditThisCookie.
//!
//! Times are seconds. Chromium cuts an end that is more than 400 days away to 400 days. The service
//! says nothing about `SameSite`, so it is what a browser takes then: `Lax`. `None` would lose all
//! cookies that are not secure.

use serde::Serialize;

use super::{ExportError, Format, LAST_END, json_file};
use crate::{Cookie, Credential, Secret};

/// Where Bilibili's site keeps the web refresh token in a browser.
pub(in super::super) const BILIBILI_ORIGIN: &str = "https://www.bilibili.com";
pub(in super::super) const BILIBILI_TOKEN: &str = "ac_time_value";

#[derive(Serialize)]
struct State<'a> {
    cookies: Vec<StateCookie<'a>>,
    origins: Vec<Origin<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StateCookie<'a> {
    name: &'a str,
    value: &'a Secret,
    domain: String,
    path: &'a str,
    /// -1 for a session cookie: one with 0 is dropped without an error.
    expires: i64,
    http_only: bool,
    secure: bool,
    same_site: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Origin<'a> {
    origin: &'static str,
    local_storage: [Item<'a>; 1],
}

#[derive(Serialize)]
struct Item<'a> {
    name: &'static str,
    value: &'a Secret,
}

pub(super) fn playwright(credential: &Credential) -> Result<Secret, ExportError> {
    let cookies = credential.cookies();
    let token = match credential {
        Credential::BilibiliWeb(web) => web.refresh_token.as_ref(),
        _ => None,
    };
    let origins = token.map(|value| Origin {
        origin: BILIBILI_ORIGIN,
        local_storage: [Item {
            name: BILIBILI_TOKEN,
            value,
        }],
    });
    let state = State {
        cookies: cookies.iter().map(StateCookie::of).collect(),
        origins: origins.into_iter().collect(),
    };
    json_file(Format::Playwright, &state)
}

impl<'a> StateCookie<'a> {
    fn of(cookie: &'a Cookie) -> Self {
        Self {
            name: &cookie.name,
            value: &cookie.value,
            domain: domain(cookie),
            path: &cookie.path,
            expires: end(cookie).map_or(-1, u64::cast_signed),
            http_only: cookie.http_only,
            secure: cookie.secure,
            same_site: "Lax",
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChromeCookie<'a> {
    domain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<u64>,
    host_only: bool,
    http_only: bool,
    name: &'a str,
    path: &'a str,
    same_site: &'static str,
    secure: bool,
    session: bool,
    store_id: &'static str,
    value: &'a Secret,
}

pub(super) fn cookie_editor(credential: &Credential) -> Result<Secret, ExportError> {
    let cookies = credential.cookies();
    let all: Vec<_> = cookies.iter().map(ChromeCookie::of).collect();
    json_file(Format::CookieEditor, &all)
}

impl<'a> ChromeCookie<'a> {
    fn of(cookie: &'a Cookie) -> Self {
        Self {
            domain: domain(cookie),
            expiration_date: end(cookie),
            host_only: cookie.host_only,
            http_only: cookie.http_only,
            name: &cookie.name,
            path: &cookie.path,
            same_site: "unspecified",
            secure: cookie.secure,
            session: cookie.expires.is_none(),
            store_id: "0",
            value: &cookie.value,
        }
    }
}

/// With a dot before it if it is for the hosts below, too: without one they do not get the cookie.
fn domain(cookie: &Cookie) -> String {
    let dot = if cookie.host_only { "" } else { "." };
    format!("{dot}{}", cookie.domain)
}

fn end(cookie: &Cookie) -> Option<u64> {
    cookie.expires.map(|at| at.as_secs().min(LAST_END))
}
