//! Bilibili: the logins of its website ([`Web`]) and of its TV app ([`Tv`]).
//!
//! Both show a code that is valid for 180 s and poll every 2 s whether it was scanned with the
//! Bilibili app. The web login's state is the *inner* code of the response and its credentials are
//! cookies set by the response; the TV login's state is the *outer* code, its requests are signed,
//! and its credentials are in the body.

mod envelope;
mod fingerprints;
mod sign;
mod tasks;
mod tv;
mod tv_credential;
mod waiting;
mod web;
mod web_cookies;

#[cfg(feature = "bilibili-refresh")]
pub use tasks::WebRefresh;
pub use tasks::{TvCheck, TvRefresh, WebCheck, WebConfirm, WebLogout};
pub(crate) use tv::APPKEY as TV_APPKEY;
pub use tv::{KeyPair, Tv};
pub use tv_credential::TvCredential;
pub use web::{Web, WebCredential};

use std::time::Duration;

use http::uri::Authority;

use crate::Error;
use crate::toolkit::reply;

static HOST: Authority = Authority::from_static("passport.bilibili.com");
static API: Authority = Authority::from_static("api.bilibili.com");
const SCAN_WITH: &str = "the Bilibili app (China mainland edition)";
/// How long a code is valid, counted from its response (spec 5.3).
const LIFETIME: Duration = Duration::from_secs(180);
/// The poll interval: common practice, not a rule of the service (spec 5.3).
const INTERVAL: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The cookies without which a login is none (spec 2.5).
const REQUIRED: [&str; 3] = ["SESSDATA", "bili_jct", "DedeUserID"];

/// Refuses a QR code's text that leads to any host but Bilibili's (spec 2.1).
fn check_code_url(text: &str) -> Result<(), Error> {
    let host = reply::plain_https_host(text)?;
    if host == "bilibili.com" || host.ends_with(".bilibili.com") {
        Ok(())
    } else {
        Err(Error::untrusted(&host))
    }
}
