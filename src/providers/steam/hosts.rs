//! The hosts of Steam.

use http::uri::Authority;
use url::Url;

use crate::Error;
use crate::toolkit::reply;

pub(super) static API: Authority = Authority::from_static("api.steampowered.com");
pub(super) static LOGIN: Authority = Authority::from_static("login.steampowered.com");
/// The host of a code's address (spec 2.2).
const CODE: &str = "s.team";
/// The sites that a web login may set cookies for, each with the hosts below it (spec 6.2).
const SITES: [&str; 4] = [
    "steamcommunity.com",
    "steampowered.com",
    "steam.tv",
    "steamchina.com",
];

/// Refuses a code's text that leads to any host but Steam's (spec 2.2).
pub(super) fn check_code(text: &str) -> Result<(), Error> {
    match reply::plain_https_host(text)?.as_str() {
        CODE => Ok(()),
        other => Err(Error::untrusted(other)),
    }
}

/// The site that a host belongs to.
pub(super) fn site_of(host: &str) -> Option<&'static str> {
    let is_of = |site: &&str| {
        let front = host.strip_suffix(site);
        front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    };
    SITES.into_iter().find(is_of)
}

/// The address of a transfer, if a token may be sent there: https on the default port, no user
/// info, a host of one of the sites.
///
/// # Errors
/// The host, or what was wrong with the address.
pub(super) fn trusted(address: &str) -> Result<Url, String> {
    let url = Url::parse(address).map_err(|_| "no address".to_owned())?;
    let host = url.host_str().unwrap_or_default();
    let is_bare = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    match url.scheme() == "https" && is_bare && site_of(host).is_some() {
        true => Ok(url),
        false => Err(host.to_owned()),
    }
}
