//! Log in by QR code: a program shows a code, a user scans and confirms it on a phone, the program
//! gets the credentials. Every login here is a pure ("sans-IO") state machine: it emits HTTP
//! requests and consumes HTTP responses, and never opens a socket, reads a clock, draws randomness
//! or touches a disk.
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
//! # The contract
//!
//! - [`Flow`] is a login to the program that runs it: [`Step`], [`Event`], [`QrCode`], [`Call`],
//!   [`Response`], and the ten rules that hold for every flow; `tests/contract.rs` checks them.
//! - **Time is an argument**: [`Timestamp`], milliseconds since the Unix epoch. A whole login,
//!   expiry included, runs in a test in microseconds.
//! - **Randomness is an argument**: [`Seed`]. The same seed and inputs give the same requests, byte
//!   for byte.
//! - **A login is data**: [`Flow::snapshot`] at any step before the end, [`Login::resume`] or
//!   [`flows::resume`] in another process; see [`Snapshot`].
//! - **Secrets** have no `Display` and a redacted `Debug` ([`Secret`]); [`Secret::expose`] returns
//!   the text. The core logs nothing.
//! - **Errors are bad input, panics are bugs**: no body, status, header, time or snapshot panics.
//!   Credentials are complete or it is an [`Error`], and [`Error::advice`] says what to do next.
//!
//! # The engine
//!
//! [`Login`] runs a [`Provider`] and does what is the same for all services: polling, retries,
//! deadlines, renewals, snapshots. [`Saving`] saves a login after every reply, against a crash;
//! [`Mapped`] converts its credentials.
//!
//! # The services
//!
//! - [`bilibili`], [`wechat`], [`pan115`], [`taptap`], [`steam`], [`ilink`], [`oauth`] and [`bots`]
//!   hold the flows of this crate.
//! - [`flows`] lists them by name for programs that let a user choose, with their [`Settings`];
//!   [`Credential`] is one type over all of them; [`export`] writes cookie headers, `cookies.txt`,
//!   JSON and the files of other programs, and [`import`] reads them.
//! - [`tasks`] are what comes after a login: to check credentials, to refresh them, to log out.
//! - [`Provider`] shows how to write one of your own, with the [`toolkit`] that those of this crate
//!   are written with. What differs between services is in providers alone: pure functions, one
//!   folder a service, its parsers beside it.
//!
//! # Recordings
//!
//! The package `qrlogin-recordings` records a login as a HAR file without its secrets, and replays
//! it.

pub use http;

// The contract: what a program and a provider deal with.
mod advice;
mod error;
mod flow;
mod input;
mod provider;
mod secret;
mod seed;
mod snapshot;
mod time;

pub use advice::Advice;
pub use error::{Error, Failure, SnapshotError};
pub use flow::{BoxFlow, Call, Event, Flow, QrCode, Request, Response, Scanner, Step};
pub use input::InputWanted;
pub use provider::{Context, Next, Policy, Provider};
pub use secret::Secret;
pub use seed::Seed;
pub use snapshot::Snapshot;
pub use time::Timestamp;

// The engine, and what wraps a login.
mod engine;
mod mapped;
mod saving;

pub use engine::Login;
pub use mapped::Mapped;
pub use saving::Saving;

// The services, and the registry over all of them.
mod providers;
mod registry;
pub mod tasks;

pub use providers::{bilibili, bots, ilink, oauth, pan115, steam, taptap, wechat};
pub use registry::{
    Account, Credential, Listed, SettingInfo, Settings, Warning, export, flows, import,
};

// What providers are written with.
pub mod toolkit;

#[doc(inline)]
pub use toolkit::{BaseUrl, Cookie, Image, ImageKind, text};

/// The README's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
