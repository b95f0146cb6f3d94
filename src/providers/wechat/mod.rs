//! WeChat: the login of its web client ([`Web`]), also in the forms of the desktop client and of
//! the File Transfer web app.
//!
//! A uuid is requested and shown as a code that is valid for 300 s; a long poll of about 25 s
//! reports the scan and the confirmation; the confirmed poll leads to an address that is fetched
//! once for the credentials. The responses up to there are small scripts, the last one is XML.

mod credential;
mod exchange;
mod hosts;
// The reader of the scripts; public for the benchmarks, the fuzzers and the tests alone.
#[doc(hidden)]
pub mod script;
mod settings;
mod tasks;
mod web;

pub use credential::WebCredential;
pub(crate) use hosts::{is_page_host, shares_cookies};
pub use settings::{DesktopHeaders, Web};
pub use tasks::{WebCheck, WebLogout};
