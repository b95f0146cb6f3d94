//! Log in by QR code, as a pure state machine.
//!
//! A program shows a code, a person scans and confirms it on a phone, the program gets the credentials.

pub use base_url::BaseUrl;
pub use cookie::Cookie;
pub use credential::Credential;
pub use error::{Advice, Error, Failure, SnapshotError};
pub use flow::{BoxFlow, Call, Event, Flow, QrCode, Request, Response, Scanner, Step};
pub use http;
pub use image::{Image, ImageKind};
pub use login::Login;
pub use provider::{Cx, Next, Provider};
pub use providers::{bilibili, pan115, taptap, wechat};
pub use secret::Secret;
pub use seed::Seed;
pub use settings::{SettingInfo, Settings};
pub use snapshot::Snapshot;
pub use time::Timestamp;

mod base_url;
mod cookie;
mod credential;
mod error;
pub mod export;
mod flow;
pub mod flows;
mod image;
mod login;
mod provider;
mod providers;
mod reply;
mod request;
mod secret;
mod seed;
mod settings;
mod snapshot;
mod time;
