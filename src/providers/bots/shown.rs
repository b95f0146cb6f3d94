//! What a reply says about its code (spec 1.2).

use std::time::Duration;

use url::Url;

use crate::text::is_unprintable;
use crate::toolkit::reply;
use crate::{Error, Secret};

/// RFC 8628, 5.4: the one defence against a code that an attacker has requested.
pub(super) const NOTICE: &str = "Confirm only if you started this login yourself.";
/// The longest link of a service; those in use have some hundred characters.
const LONGEST_LINK: usize = 1024;
/// A person types it.
const LONGEST_USER_CODE: usize = 64;
/// The longest lifetime and interval of a code, in s, that are believed.
const LONGEST_LIFETIME: u64 = 86_400;
const LONGEST_INTERVAL: u64 = 60;

/// Checks a link that the user's app opens: https at the default port of a host that is one of
/// these or below it.
///
/// # Errors
/// [`Error::Untrusted`], or [`Error::Malformed`] for a text that is no address or too long.
pub(super) fn check_link(link: &str, hosts: &[&str]) -> Result<(), Error> {
    if link.len() > LONGEST_LINK {
        return Err(Error::malformed("the code's text is too long"));
    }
    let host = reply::plain_https_host(link)?;
    let is_below = |domain: &&str| {
        let front = host.strip_suffix(*domain);
        front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    };
    let has_port = || Url::parse(link).is_ok_and(|url| url.port().is_some());
    match hosts.iter().any(is_below) {
        true if has_port() => Err(Error::untrusted(&format!("{host} with a port"))),
        true => Ok(()),
        false => Err(Error::untrusted(&host)),
    }
}

/// The code to compare, if there is one.
///
/// # Errors
/// [`Error::Malformed`] for one that cannot be shown.
pub(super) fn user_code(text: &str) -> Result<Option<Secret>, Error> {
    match text.trim() {
        "" => Ok(None),
        text if text.len() > LONGEST_USER_CODE || text.contains(is_unprintable) => {
            Err(Error::malformed("no usable user_code"))
        }
        text => Ok(Some(text.into())),
    }
}

/// How long a code is valid; `default` if the service states nothing usable.
pub(super) fn lifetime(stated: Option<u64>, default: u64) -> Duration {
    let stated = stated.filter(|secs| *secs > 0);
    Duration::from_secs(stated.unwrap_or(default).min(LONGEST_LIFETIME))
}

/// The pause between two polls, in s; `default` if the service states none.
pub(super) fn interval(stated: Option<u64>, default: u64) -> u8 {
    let stated = stated.unwrap_or(default).min(LONGEST_INTERVAL);
    u8::try_from(stated).unwrap_or(u8::MAX)
}
