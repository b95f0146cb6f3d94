//! Steam: the login that its sign-in pages and its desktop client start by a QR code ([`Qr`]).
//!
//! The mobile app scans a code that the service replaces every half minute while the login lasts.
//! The poll's response has a refresh token and, as a rule, an access token; the cookies of the
//! web sites come from two further calls.

pub mod advice;
mod cookies;
mod credential;
mod envelope;
mod hosts;
mod platform;
mod poll;
mod qr;
mod refresh;
mod token;

pub use credential::QrCredential;
pub use platform::Platform;
pub use qr::Qr;
pub use refresh::QrRefresh;

use std::time::Duration;

const SCAN_WITH: &str = "the Steam mobile app";
/// How long a login may last. The service states no time, and may end it sooner (spec 3.1).
const LIFETIME: Duration = Duration::from_secs(300);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The cookie that is a session at a web site (spec 6).
const SESSION: &str = "steamLoginSecure";
