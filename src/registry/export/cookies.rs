//! Cookies as a header and as `cookies.txt`.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::{LAST_END, Options, SESSION_END};
use crate::{Cookie, Secret};

/// The value of a `Cookie` request header. Cookies with a longer path come first (RFC 6265, 5.4),
/// else it is the order they were set in. Of a name that several domains have, only the cookies of
/// the first domain are in it: no server gets those of another.
pub fn cookie_header(cookies: &[Cookie]) -> Secret {
    let first_of = |name: &str| cookies.iter().find(|first| first.name == name);
    let is_first =
        |cookie: &&Cookie| first_of(&cookie.name).is_none_or(|first| first.domain == cookie.domain);
    let mut sorted: Vec<_> = cookies.iter().filter(is_first).collect();
    sorted.sort_by_key(|cookie| Reverse(cookie.path.len()));
    let pairs: Vec<_> = sorted
        .iter()
        .map(|cookie| format!("{}={}", cookie.name, cookie.value.expose()))
        .collect();
    pairs.join("; ").into()
}

/// A Netscape `cookies.txt` in the form that the most programs read: seven fields a line, separated
/// by tabs.
pub fn netscape(cookies: &[Cookie]) -> Secret {
    netscape_with(cookies, Options::new())
}

/// The same with these options.
pub fn netscape_with(cookies: &[Cookie], options: Options) -> Secret {
    let flag = |on: bool| if on { "TRUE" } else { "FALSE" };
    let end = |cookie: &Cookie| match cookie.expires {
        Some(at) => at.as_secs().min(LAST_END),
        None if options.session_zero => 0,
        None => SESSION_END.as_secs(),
    };
    // Without this line Python reads nothing.
    let mut text = String::from("# Netscape HTTP Cookie File\n");
    for cookie in cookies {
        let is_prefixed = options.httponly_prefix && cookie.http_only;
        let is_bare = options.bare_domain || cookie.host_only;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}{}{}\t{}\t{}\t{}\t{}\t{}\t{}",
            if is_prefixed { "#HttpOnly_" } else { "" },
            if is_bare { "" } else { "." },
            cookie.domain,
            // Python wants it to fit the dot.
            flag(!cookie.host_only),
            cookie.path,
            flag(cookie.secure),
            end(cookie),
            cookie.name,
            cookie.value.expose(),
        );
    }
    text.into()
}
