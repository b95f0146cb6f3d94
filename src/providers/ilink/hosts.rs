//! Which hosts are the service's (spec 2.1).

use url::Url;

use crate::toolkit::reply;
use crate::{BaseUrl, Error};

/// Where every login begins.
pub(super) const BASE: &str = "https://ilinkai.weixin.qq.com";
/// The domain of all hosts.
const DOMAIN: &str = "weixin.qq.com";

/// Checks a host that the service names: a bare name, equal to or below the service's domain (spec
/// 4.4).
///
/// # Errors
/// [`Error::Untrusted`], before any request.
pub(super) fn check(host: &str) -> Result<(), Error> {
    let is_name = |label: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !label.is_empty() && label.bytes().all(plain)
    };
    let is_below = host
        .strip_suffix(DOMAIN)
        .is_some_and(|front| front.is_empty() || front.ends_with('.'));
    if is_below && host.len() <= 253 && host.split('.').all(is_name) {
        Ok(())
    } else {
        Err(Error::untrusted(host))
    }
}

/// Checks an address that the service names, for a code or for later calls: https at the default
/// port of such a host.
///
/// # Errors
/// [`Error::Untrusted`], or [`Error::Malformed`] for a text that is no address.
pub(super) fn check_address(address: &str) -> Result<(), Error> {
    let host = reply::plain_https_host(address)?;
    check(&host)?;
    match Url::parse(address).is_ok_and(|url| url.port().is_none()) {
        true => Ok(()),
        false => Err(Error::untrusted(&format!("{host} with a port"))),
    }
}

/// Refuses a server that would get the token in the clear.
pub(super) fn check_base(base_url: &BaseUrl) -> Result<(), Error> {
    if base_url.is_private() {
        return Ok(());
    }
    let problem = "must be https unless the host is on this machine: tokens go there";
    Err(Error::setting("base_url", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 7.
    #[test]
    fn only_names_below_the_domain_are_the_services() {
        for host in ["weixin.qq.com", "sh.ilinkai.weixin.qq.com"] {
            assert_eq!(check(host), Ok(()), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "weixin.qq.com.evil.example",
            "evilweixin.qq.com",
            "a@weixin.qq.com",
            "sh.weixin.qq.com:8443",
            "https://sh.weixin.qq.com",
            "evil.example/.weixin.qq.com",
            "..weixin.qq.com",
            ".weixin.qq.com",
            "weixin.qq.com.",
            "a b.weixin.qq.com",
        ] {
            assert!(check(host).is_err(), "{host}");
        }
    }
}
