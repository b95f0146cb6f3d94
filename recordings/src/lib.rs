//! Recordings of the logins of [`qrlogin`]: HAR files without secrets, and replays without a
//! network.
//!
//! - [`Recorder`] is a flow around a flow: run it with any driver, then write what passed through.
//! - [`Har`] is the file. [`Har::to_json`] writes it without secrets.
//! - [`Replay`] runs a login over a recording, be it one of these, of a browser or of mitmproxy.
//! - [`PublicNames`] lists what a recording of a service may keep.
//!
//! ```
//! use qrlogin::flows::{self, Options};
//! use qrlogin::{Failure, Flow, Seed, Settings, Step, Timestamp};
//! use qrlogin_recordings::Recorder;
//!
//! let info = flows::find("bilibili-web").unwrap();
//! let seed = Seed::new([7; 16]);
//! let mut flow = Recorder::start(info, &Settings::new(), seed, &Options::default())?;
//! let now = Timestamp::from_secs(1_700_000_000);
//! if let Step::Send(_call) = flow.poll(now)? {
//!     flow.handle(now, Err(Failure::Connect)); // a driver does this
//! }
//! let text = flow.to_har().to_json();
//! assert!(text.contains("passport.bilibili.com"));
//! # Ok::<(), qrlogin::Error>(())
//! ```
//!
//! # What a recording holds
//!
//! [`Har::to_json`] writes no secret. It does not search for secrets: it keeps the values of public
//! names (those of the flow, see [`PublicNames`], and those that mean the same with every service)
//! and replaces every other value in bodies (JSON, scripts, XML, forms), headers, cookies and URLs
//! by a *placeholder* of the same length and alphabet; the same secret by the same placeholder
//! everywhere. An image becomes a single point, a web page its first tag and the elements that the
//! flow reads, and the host name of a self-hosted server `server.example`.
//!
//! Then the login is *run again*: the same flow runs over the redacted responses, with a fixed seed
//! in place of the real one, and the requests, events and outcome of that run are written. So the
//! file holds nothing that was computed from a secret (a signature, an authorization), and it is
//! known to replay exactly. If the flow is unknown ([`Recorder::new`]), or if it takes another
//! course over the redacted responses, the requests are redacted like the responses, and the file
//! supports lenient replay only.
//!
//! What stays readable: the service and its calls, codes and statuses, times, the service's
//! messages. A message loses numbers of five and more digits, mixtures of letters and digits, and
//! addresses. A name of plain letters inside a message would stay, so read the file before you send
//! it.
//!
//! # Which flow it is
//!
//! A [`Recorder`] knows its flow. A file names its flow, which is enough for the flows of
//! `qrlogin`. For a provider of your own, [`Recorder::keeping`] and [`Har::keeping`] take its
//! public names; for a recording of a browser or of mitmproxy, [`Har::of_flow`] names the flow. Of
//! an unknown flow neither the common names nor the paths of URLs are kept.
//!
//! Like `qrlogin` itself, this package opens no socket or file and reads no clock.

pub use har::Har;
pub use public_names::PublicNames;
pub use recorder::Recorder;
pub use replay::Replay;

pub mod har;
mod policy;
mod public_names;
mod recorder;
mod redact;
pub mod replay;
mod services;

/// The README's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
