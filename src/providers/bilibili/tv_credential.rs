//! What the TV login yields, read from the body of the success answer (spec 3.5).

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::REQUIRED;
use crate::credential::Parts;
use crate::provider::Cx;
use crate::{Cookie, Error, Secret, Timestamp, Warning, cookie, lenient, reply};

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

    /// The credentials of a success answer (spec 3.5), if they are complete.
    pub(super) fn read(data: &str, appkey: &str, cx: &Cx<'_>) -> Result<Self, Error> {
        let data: Option<Confirmed<'_>> = reply::parse(data, "poll")?;
        let data = data.unwrap_or_default();
        let token = data.token_info.or(data.token);
        let cookies: Vec<_> = data
            .cookie_info
            .cookies
            .iter()
            .filter_map(BodyCookie::keep)
            .collect();
        // The same number, in the answer three times over.
        let user_id = || cookie::value(&cookies, "DedeUserID")?.expose().parse().ok();
        let mid = token.mid.or_else(user_id);

        let mut required = vec![
            ("mid", mid.is_some()),
            ("access_token", !token.access_token.is_empty()),
            ("refresh_token", !token.refresh_token.is_empty()),
        ];
        required.extend(REQUIRED.map(|name| (name, cookie::value(&cookies, name).is_some())));
        reply::missing(&required)?;
        Ok(Self {
            mid: mid.unwrap_or_default(),
            access_token: token.access_token.as_ref().into(),
            refresh_token: token.refresh_token.as_ref().into(),
            expires_at: token
                .expires_in
                .map(|secs| cx.now() + Duration::from_secs(secs)),
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
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    token_info: Token<'a>,
    #[serde(borrow, flatten)]
    token: Token<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    cookie_info: CookieInfo<'a>,
}

/// The tokens stand twice: in `token_info` and beside it.
#[derive(Default, Deserialize)]
struct Token<'a> {
    #[serde(default, deserialize_with = "lenient::number")]
    mid: Option<u64>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    access_token: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    refresh_token: Cow<'a, str>,
    #[serde(default, deserialize_with = "lenient::number")]
    expires_in: Option<u64>,
}

impl Token<'_> {
    /// These tokens, or those if these are not complete; what else one of them lacks, the other may
    /// have.
    fn or(self, other: Self) -> Self {
        let mut mids = [self.mid, other.mid].into_iter().flatten();
        let mid = mids.find(|mid| *mid != 0);
        let is_complete = !self.access_token.is_empty() && !self.refresh_token.is_empty();
        let (tokens, rest) = if is_complete {
            (self, other)
        } else {
            (other, self)
        };
        Self {
            mid,
            expires_in: tokens.expires_in.or(rest.expires_in),
            ..tokens
        }
    }
}

#[derive(Default, Deserialize)]
struct CookieInfo<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::list")]
    cookies: Vec<BodyCookie<'a>>,
}

#[derive(Deserialize)]
struct BodyCookie<'a> {
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    value: Cow<'a, str>,
    #[serde(default, deserialize_with = "lenient::number")]
    http_only: Option<u64>,
    #[serde(default, deserialize_with = "lenient::number")]
    secure: Option<u64>,
    #[serde(default, deserialize_with = "lenient::number")]
    expires: Option<u64>,
}

impl BodyCookie<'_> {
    /// The cookie for `bilibili.com`; the other domains of the answer are of sister sites.
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
