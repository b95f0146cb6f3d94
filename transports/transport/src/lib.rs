//! What the drivers of [`qrlogin`] share, without an HTTP client and without a runtime.
//!
//! A program needs this crate only to run one login over either driver: the settings, the errors
//! and the progress of `qrlogin-ureq` and of `qrlogin-tokio` are those of this crate, so that one
//! `Config` serves both.
//!
//! For a driver or a transport of one's own there are besides: [`body`], how bodies are capped and
//! decoded; `proxy`, which proxy a call goes through and what is said to it; `dial`, in which order
//! the addresses of a host are tried; [`quota`], how much is read for one answer; [`reroute`],
//! sending everything to a simulator; and [`pace`], how long to pause.
//!
//! # Features
//!
//! None is on by default, and without them the crate depends on the core and on the system's random
//! generator.
//!
//! - `config`: `Config`, `CallError`, `proxy` and `dial`, with rustls and the system's
//!   certificates.
//! - `decode`: `body::read_capped` and `body::decoded`, with flate2.
//! - `rustls`, `ureq`: the errors of these crates are understood by [`TransportError`], in the
//!   versions that this crate uses. A closure that returns `ureq::Error` is a transport with the
//!   feature `ureq`; with one that returns `Box<dyn Error + Send + Sync>` a new version of ureq
//!   changes nothing.

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

/// How long a connection may take by default: less than any call after a code's end has.
pub const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(8);

/// The longest body that is accepted, decoded, in bytes: 1 MiB. No service comes near it.
pub const MAX_BODY: usize = 1024 * 1024;

/// A fresh seed from the operating system's random generator.
///
/// # Errors
/// The system has no random numbers to give.
pub fn seed() -> std::io::Result<qrlogin::Seed> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(qrlogin::Seed::new(bytes))
}
