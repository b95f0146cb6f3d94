//! Log in by QR code: a program shows a code, a person scans and confirms it on a phone, the
//! program gets the credentials. Every login here is a pure ("sans-IO") state machine: it emits
//! HTTP requests and consumes HTTP responses, and never opens a socket, reads a clock, draws
//! randomness or touches a disk.
//!
//! # The loop
//!
//! This is the whole use of the library, and exactly what the drivers (`qrlogin-ureq`,
//! `qrlogin-tokio`) run:
//!
//! ```no_run
//! use qrlogin::{Call, Error, Event, Failure, Flow, Login, Response, Seed, Step, Timestamp};
//! use qrlogin::bilibili;
//!
//! # fn http(_: Call) -> Result<Response, Failure> { Err(Failure::Connect) }
//! # fn show(_: Event) {}
//! # fn sleep_until(_: Timestamp) {}
//! fn now() -> Timestamp {
//!     std::time::SystemTime::now().into()
//! }
//!
//! # fn login(random: [u8; 16]) -> Result<(), Error> {
//! let mut flow = Login::new(bilibili::Web::new(), Seed::new(random));
//! let credential = loop {
//!     match flow.poll(now())? {
//!         Step::Send(call) => {
//!             let reply = http(call); // no redirects, no status is an error, the body capped
//!             flow.handle(now(), reply);
//!         }
//!         Step::Wait(until) => sleep_until(until), // a hint: earlier is harmless
//!         Step::Event(event) => show(event),       // the code, "scanned", "confirmed", retries
//!         Step::Done(credential) => break credential,
//!         _ => {}
//!     }
//! };
//! println!("{:?}", credential.cookie("SESSDATA")); // Some([redacted]); .expose() is the value
//! # Ok(())
//! # }
//! ```
//!
//! # The parts
//!
//! ```text
//!            your program                    any HTTP client
//!                 │ poll, handle                    ▲
//!                 ▼                                 │ Call, Response
//!   Flow ── the contract: Step, Event, Call, QrCode, Error          flow.rs, error.rs
//!     │
//!   Login<P> ── the engine: cadence, retries and back-off,          engine/
//!     │         deadlines, renewals, events once, snapshots
//!     │
//!   Provider ── one service: a stage to a request,                  provider/
//!               a reply to the next stage                           providers/<service>/
//! ```
//!
//! - **What differs between services** is in a [`Provider`]: pure functions, one folder a service,
//!   its parsers beside it. What is the same for all is in [`Login`], once. [`Flow`] names the ten
//!   rules that hold for every flow; `tests/contract.rs` proves them.
//! - **Time is an argument**: [`Timestamp`], milliseconds since the Unix epoch. A whole login,
//!   expiry included, runs in a test in microseconds.
//! - **Randomness is an argument**: [`Seed`]. The same seed and inputs give the same requests, byte
//!   for byte.
//! - **A login is data**: [`Flow::snapshot`] at any step before the end, [`Login::resume`] or
//!   [`flows::resume`] in another process; see [`Snapshot`]. [`Saving`] saves it after every
//!   answer, against a crash.
//! - **Secrets** have no `Display` and a redacted `Debug` ([`Secret`]); whoever wants the text must
//!   say [`Secret::expose`]. The core logs nothing.
//! - **Errors are bad input, panics are bugs**: no body, status, header, time or snapshot panics.
//!   Credentials are complete or it is an [`Error`], and [`Error::advice`] says what to do next.
//! - [`flows`] lists all flows by name for programs that let a person choose; [`Credential`] is one
//!   type over all of them; [`Provider`] shows how to write one of your own; [`export`] writes
//!   cookie headers, `cookies.txt` and JSON.
//! - The package `qrlogin-recordings` records a login as a HAR file without its secrets, and
//!   replays it.

pub use advice::Advice;
pub use base_url::BaseUrl;
pub use cookie::Cookie;
pub use credential::Credential;
pub use engine::Login;
pub use error::{Error, Failure, SnapshotError};
pub use flow::{BoxFlow, Call, Event, Flow, QrCode, Request, Response, Scanner, Step};
pub use http;
pub use image::{Image, ImageKind};
pub use input::InputWanted;
pub use listed::Listed;
pub use mapped::Mapped;
pub use provider::{Cx, Next, Policy, Provider};
pub use providers::{bilibili, pan115, taptap, wechat};
pub use saving::Saving;
pub use secret::Secret;
pub use seed::Seed;
pub use settings::{SettingInfo, Settings};
pub use snapshot::Snapshot;
pub use time::Timestamp;
pub use warning::Warning;

mod advice;
mod base_url;
mod cookie;
mod credential;
mod engine;
mod error;
pub mod export;
mod flow;
pub mod flows;
mod image;
mod input;
mod lenient;
mod listed;
mod mapped;
mod provider;
mod providers;
mod reply;
mod request;
mod saving;
mod secret;
mod seed;
mod settings;
mod snapshot;
pub mod text;
mod time;
mod warning;

/// The README's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
