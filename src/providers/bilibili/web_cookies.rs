//! Where the cookies of a confirmed web login are: set by the poll's response, in the query of its
//! `url`, or set by the redirects of the ticket (spec 2.5, 2.6).

use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{REQUIRED, envelope};
use crate::provider::Context;
use crate::toolkit::cookie::{self, Change};
use crate::toolkit::reply;
use crate::{Advice, Cookie, Error, Response, Secret, Timestamp};

/// The hosts that a ticket may redirect to (spec 2.5). The first two set cookies, the last is the
/// final page.
const HOSTS: [&str; 3] = [
    "passport.bilibili.com",
    "passport.biligame.com",
    "www.bilibili.com",
];
const MAX_REDIRECTS: u8 = 10;
pub(super) const DOMAIN: &str = "bilibili.com";
/// A further cookie without meaning for a login (spec 2.6).
const IGNORED: &str = "i-wanna-go-back";

/// A confirmed login whose cookies the redirects of the ticket set.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Redirect {
    /// The address of the next request.
    url: Secret,
    /// How many redirects were followed.
    count: u8,
    jar: Vec<Cookie>,
    pub(super) refresh_token: Secret,
}

impl Redirect {
    /// The first request of the ticket, if the address is one we trust.
    pub(super) fn first(url: &str, jar: Vec<Cookie>, refresh_token: Secret) -> Result<Self, Error> {
        let url = Url::parse(url).map_err(|_| no_address())?;
        Ok(Self {
            url: trusted(url)?,
            count: 0,
            jar,
            refresh_token,
        })
    }
}

/// The cookies of a confirmed poll.
pub(super) enum Confirmed {
    /// With all that a login needs.
    Complete(Vec<Cookie>),
    Partial(Vec<Cookie>),
}

fn is_complete(jar: &[Cookie]) -> bool {
    REQUIRED
        .iter()
        .all(|name| cookie::value(jar, name).is_some())
}

/// The cookies that a confirmed poll sets, completed from the query of its `url`.
pub(super) fn confirmed(reply: &Response, url: &str, cx: &Context<'_>) -> Confirmed {
    let mut jar = Vec::new();
    keep(&mut jar, reply, "passport.bilibili.com", cx.now());
    if !is_complete(&jar) {
        for cookie in from_query(url) {
            if cookie::value(&jar, &cookie.name).is_none() {
                jar.push(cookie);
            }
        }
    }
    match is_complete(&jar) {
        true => Confirmed::Complete(jar),
        false => Confirmed::Partial(jar),
    }
}

/// The address of a request, checked again: a snapshot may come from anywhere.
pub(super) fn checked(redirect: &Redirect) -> Result<String, Error> {
    let url = Url::parse(redirect.url.expose()).map_err(|_| no_address())?;
    trusted(url).map(|url| url.expose().to_owned())
}

/// Follows a redirect; `None` if the response is none, or the last one that is followed.
pub(super) fn follow(
    redirect: &Redirect,
    reply: &Response,
    cx: &Context<'_>,
) -> Result<Option<Redirect>, Error> {
    let jar = collect(redirect, reply, cx);
    let location = reply.headers().get(LOCATION).map(|value| value.as_bytes());
    let Some(location) = location.filter(|_| reply.status().is_redirection()) else {
        if reply.status().is_client_error() && !is_complete(&jar) {
            return Err(reply::status_error(reply));
        }
        return Ok(None);
    };
    if is_complete(&jar) || redirect.count.saturating_add(1) >= MAX_REDIRECTS {
        return Ok(None);
    }
    let location = std::str::from_utf8(location).map_err(|_| no_address())?;
    if envelope::is_risk_page(location) {
        let status = reply.status().as_u16();
        return Err(Error::rejected(status, "", Advice::VERIFY_ACCOUNT));
    }
    let url = Url::parse(redirect.url.expose())
        .and_then(|here| here.join(location))
        .map_err(|_| no_address())?;
    Ok(Some(Redirect {
        url: trusted(url)?,
        count: redirect.count.saturating_add(1),
        jar,
        refresh_token: redirect.refresh_token.clone(),
    }))
}

/// All cookies so far, those of this response included.
pub(super) fn collect(redirect: &Redirect, reply: &Response, cx: &Context<'_>) -> Vec<Cookie> {
    let mut jar = redirect.jar.clone();
    let url = Url::parse(redirect.url.expose()).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    keep(&mut jar, reply, host, cx.now());
    jar
}

/// The cookies that a response of the passport host sets for `bilibili.com`.
#[cfg(feature = "bilibili-refresh")]
pub(super) fn set_by_passport(reply: &Response, now: Timestamp) -> Vec<Cookie> {
    let mut jar = Vec::new();
    keep(&mut jar, reply, HOSTS[0], now);
    jar
}

/// Keeps what a response sets for `bilibili.com`; the last non-empty value of a name wins. A
/// browser would refuse such a cookie from `biligame.com`, but tickets redirect there (spec 2.5).
fn keep(jar: &mut Vec<Cookie>, reply: &Response, host: &str, now: Timestamp) {
    for change in Change::all(reply, host, now) {
        match change {
            // Deleting the passport host's own cookie does not delete that of the domain.
            Change::Delete(cookie) if cookie.domain == DOMAIN => Change::Delete(cookie).apply(jar),
            Change::Set(mut cookie) => {
                let is_kept = cookie.domain == DOMAIN || (cookie.host_only && host == HOSTS[0]);
                if is_kept && cookie.name != IGNORED {
                    // The caller's requests go to other hosts than the passport host.
                    cookie.domain = DOMAIN.to_owned();
                    cookie.host_only = false;
                    Change::Set(cookie).apply(jar);
                }
            }
            Change::Delete(_) => {}
        }
    }
}

/// The cookies in the query of the success url of 2022 to 2026. Their bytes stay as they are, but
/// for the raw comma, which a cookie writes as `%2C` (spec 2.6).
fn from_query(url: &str) -> Vec<Cookie> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
    let expires = pairs()
        .find(|(name, _)| *name == "Expires")
        .and_then(|(_, secs)| secs.parse().ok())
        .filter(|secs| *secs != 0)
        .map(Timestamp::from_secs);
    pairs()
        .filter(|(name, _)| {
            matches!(
                *name,
                "SESSDATA" | "bili_jct" | "DedeUserID" | "DedeUserID__ckMd5" | "sid"
            )
        })
        .filter_map(|(name, value)| {
            let mut cookie = Cookie::new(name, &value.replace(',', "%2C"), DOMAIN)?;
            cookie.expires = expires;
            // As the service sets it by header (spec 2.6).
            cookie.secure = name == "SESSDATA";
            cookie.http_only = name == "SESSDATA";
            Some(cookie)
        })
        .collect()
}

/// The address, if it may be followed: https (http is upgraded) on the default port, no user info,
/// a host of the list.
fn trusted(mut url: Url) -> Result<Secret, Error> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let plain = url.scheme() == "http" && url.port().is_none() && url.set_scheme("https").is_ok();
    let https = plain || url.scheme() == "https";
    let bare = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    if https && bare && HOSTS.contains(&host.as_str()) {
        url.set_fragment(None);
        Ok(String::from(url).into())
    } else {
        Err(Error::untrusted(&host))
    }
}

fn no_address() -> Error {
    Error::untrusted("no address")
}
