//! The response with the tokens and cookies of the TV app (spec 3.5).

use super::cookies::{Cookies, account, mid};
use super::responses::{envelope, escapes};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::scenario::TvTokens;
use crate::service::Cx;

/// Cookies and tokens live 180 days.
pub(super) const DAYS: u32 = 180;

/// The tokens of a login.
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) refresh: String,
}

/// The cookies as a list, and the domains that they are for.
fn cookie_info(cookies: &Cookies) -> Json {
    let listed = cookies.pairs.iter().map(|(name, value)| {
        Json::object([
            ("name", (*name).into()),
            ("value", value.as_str().into()),
            ("http_only", i64::from(*name == "SESSDATA").into()),
            ("expires", cookies.expires.into()),
            ("secure", 0_i64.into()),
        ])
    });
    let domains = [
        ".bilibili.com",
        ".biligame.com",
        ".bigfun.cn",
        ".bigfunapp.cn",
        ".dreamcast.hk",
    ];
    Json::object([
        ("cookies", Json::array(listed)),
        ("domains", Json::array(domains.map(Json::from))),
    ])
}

/// The response with these tokens and cookies.
pub(super) fn response(
    cookies: &Cookies,
    tokens: &Tokens,
    incoming: &Incoming,
    cx: &Cx<'_>,
) -> Response {
    let settings = &cx.scenario.bilibili_tv;
    let listed = || {
        vec![
            ("mid", Json::from(mid(account(incoming, cx), cx))),
            ("access_token", tokens.access.as_str().into()),
            ("refresh_token", tokens.refresh.as_str().into()),
            ("expires_in", (i64::from(DAYS) * 86_400).into()),
        ]
    };
    let mut data = vec![("is_new", false.into())];
    if settings.tokens != TvTokens::TokenInfo {
        data.extend(listed());
    }
    if settings.tokens != TvTokens::TopLevel {
        data.push(("token_info", Json::Object(listed())));
    }
    data.push(("cookie_info", cookie_info(cookies)));
    let sso = [
        "passport.bilibili.com",
        "passport.biligame.com",
        "passport.bigfunapp.cn",
    ];
    data.push((
        "sso",
        Json::array(sso.map(|host| incoming.url(host, "/api/v2/sso").into())),
    ));
    envelope(
        0,
        "0",
        Some(Json::Object(data)),
        escapes(settings.escape_ampersand),
    )
}
