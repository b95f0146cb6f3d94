//! The common part of the drivers of [`qrlogin`]: settings, errors and the limits of a transport,
//! without an HTTP client and without a runtime.
//!
//! Most programs use it through `qrlogin-ureq` or `qrlogin-tokio`, which re-export `Config`,
//! [`DriveError`] and [`Progress`] from here. A program with both drivers shares one `Config`.
//!
//! The building blocks of a driver or transport of your own:
//!
//! - [`body`]: the limit on bodies, and their decoding;
//! - `proxy`: the proxy of a call, and the handshake with it;
//! - `dial`: the order in which the addresses of a host are tried;
//! - [`quota`]: the limit on what is read for one response;
//! - [`reroute`]: sends calls to a simulator;
//! - [`pace`]: the clock, and the length of a pause.
//!
//! # Features
//!
//! No feature is on by default; the crate then depends on the core and on the system's random
//! number generator.
//!
//! - `config`: `Config`, `CallError`, `proxy` and `dial`, with rustls and the system's
//!   certificates.
//! - `decode`: `body::read_capped` and `body::decoded`, with flate2.
//! - `rustls`, `ureq`: [`known_failure`] classifies the errors of these crates, of the versions
//!   that this crate uses. With `ureq`, a closure that returns `ureq::Error` is a transport; one
//!   that returns `Box<dyn Error + Send + Sync>` does not depend on the version of ureq.

#[cfg(feature = "config")]
pub use call_error::{CallError, ProxyOrigin};
#[cfg(feature = "config")]
pub use config::{Config, Resolved};
pub use error::{DriveError, TransportError, known_failure};
pub use progress::Progress;
#[cfg(feature = "config")]
pub use reason::TlsProblem;
#[cfg(feature = "config")]
pub use roots::read_file;

#[cfg(feature = "config")]
pub mod admission;
pub mod body;
#[cfg(feature = "config")]
mod call_error;
#[cfg(feature = "config")]
mod config;
#[cfg(feature = "config")]
pub mod dial;
mod erased;
mod error;
pub mod pace;
mod progress;
#[cfg(feature = "config")]
pub mod proxy;
pub mod quota;
#[cfg(feature = "config")]
mod reason;
pub mod reroute;
#[cfg(feature = "config")]
mod roots;

/// The default time-out of a connection: shorter than that of any call.
pub const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(8);

/// The longest decoded body that is accepted, in bytes: 1 MiB. No service sends more than a
/// fraction of it.
pub const MAX_BODY: usize = 1024 * 1024;

/// A fresh seed from the operating system's random number generator.
///
/// # Errors
/// The generator is not available.
pub fn seed() -> std::io::Result<qrlogin::Seed> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(qrlogin::Seed::new(bytes))
}

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "config"))]
#[doc = include_str!("../README.md")]
struct Readme;
