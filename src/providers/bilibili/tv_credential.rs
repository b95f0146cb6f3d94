//! What the TV login yields, read from the body of the success response (spec 3.5).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::REQUIRED;
use crate::provider::Context;
use crate::registry::Parts;
use crate::toolkit::reply::{self, Tokens};
use crate::toolkit::{cookie, json_lenient};
use crate::{Cookie, Error, Secret, Timestamp, Warning};

/// What the TV login yields.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TvCredential {
    /// The account's number.
    pub mid: u64,
    /// The app's access token.
    pub access_token: Secret,
    /// The app's refresh token: not the web login's, and only for the same key pair.
    pub refresh_token: Secret,
    /// When the access token ends, if the service said.
    pub expires_at: Option<Timestamp>,
    /// The cookies for `bilibili.com`, `secure` or not as the service says; `SESSDATA`, `bili_jct`
    /// and `DedeUserID` are always among them.
    pub cookies: Vec<Cookie>,
    /// The `appkey` that the tokens belong to.
    pub appkey: String,
}

impl TvCredential {
    /// A cookie's value by its name, such as `SESSDATA`.
    pub fn cookie(&self, name: &str) -> Option<&Secret> {
        cookie::value(&self.cookies, name)
    }

    /// The credentials of a success response (spec 3.5), if they are complete.
    pub(super) fn read(data: &str, appkey: &str, cx: &Context<'_>) -> Result<Self, Error> {
        let data: Option<Confirmed<'_>> = reply::parse_json(data, "poll")?;
        let data = data.unwrap_or_default();
        let account = data.token_info.or(data.account);
        let cookies: Vec<_> = data
            .cookie_info
            .cookies
            .iter()
            .filter_map(BodyCookie::keep)
            .collect();
        // The response has the same number in three places.
        let user_id = || cookie::value(&cookies, "DedeUserID")?.expose().parse().ok();
        let mid = account.mid.or_else(user_id);
        let tokens = account.tokens;

        let mut required = vec![("mid", mid.is_some())];
        required.extend(tokens.parts());
        required.extend(REQUIRED.map(|name| (name, cookie::value(&cookies, name).is_some())));
        reply::require(&required)?;
        Ok(Self {
            mid: mid.unwrap_or_default(),
            access_token: tokens.access_token.as_ref().into(),
            refresh_token: tokens.refresh_token.as_ref().into(),
            expires_at: tokens.expires_at(cx.now()),
            cookies,
            appkey: appkey.to_owned(),
        })
    }
}

impl Parts for TvCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies.clone()
    }

    fn warnings(&self) -> Vec<Warning> {
        Warning::of_end(self.expires_at)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    fn account(&self) -> Option<crate::Account> {
        crate::Account::of_number(self.mid)
    }
}

impl fmt::Debug for TvCredential {
    /// Without the account's number, which is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TvCredential")
            .field("expires_at", &self.expires_at)
            .field("cookies", &self.cookies)
            .field("appkey", &self.appkey)
            .finish_non_exhaustive()
    }
}

#[derive(Default, Deserialize)]
struct Confirmed<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::object")]
    token_info: Account<'a>,
    #[serde(borrow, flatten)]
    account: Account<'a>,
    #[serde(borrow, default, deserialize_with = "json_lenient::object")]
    cookie_info: CookieInfo<'a>,
}

/// The tokens and their account's number, which the response has twice: in `token_info` and beside
/// it.
#[derive(Default, Deserialize)]
struct Account<'a> {
    #[serde(default, deserialize_with = "json_lenient::number")]
    mid: Option<u64>,
    #[serde(borrow, flatten)]
    tokens: Tokens<'a>,
}

impl Account<'_> {
    /// The tokens of `self`, or those of `other` if the ones of `self` are incomplete. Number and
    /// lifetime come from either.
    fn or(self, other: Self) -> Self {
        let mut mids = [self.mid, other.mid].into_iter().flatten();
        let mid = mids.find(|mid| *mid != 0);
        let (mut tokens, rest) = if self.tokens.is_complete() {
            (self.tokens, other.tokens)
        } else {
            (other.tokens, self.tokens)
        };
        tokens.expires_in = tokens.expires_in.or(rest.expires_in);
        Self { mid, tokens }
    }
}

#[derive(Default, Deserialize)]
struct CookieInfo<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::list")]
    cookies: Vec<BodyCookie<'a>>,
}

#[derive(Deserialize)]
struct BodyCookie<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    value: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    http_only: Option<u64>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    secure: Option<u64>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    expires: Option<u64>,
}

impl BodyCookie<'_> {
    /// The cookie for `bilibili.com`; the other domains in the response belong to sister sites.
    fn keep(&self) -> Option<Cookie> {
        let mut cookie = Cookie::new(&self.name, &self.value, "bilibili.com")?;
        cookie.http_only = self.http_only.is_some_and(|flag| flag != 0);
        cookie.secure = self.secure.is_some_and(|flag| flag != 0);
        // 0 is the usual mark of a session cookie.
        let expires = self.expires.filter(|secs| *secs != 0);
        cookie.expires = expires.map(Timestamp::from_secs);
        Some(cookie)
    }
}
