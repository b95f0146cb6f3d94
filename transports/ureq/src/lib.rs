//! Runs the logins of [`qrlogin`] over blocking HTTP.
//!
//! A [`Session`] runs a flow with a [`Transport`], which makes the HTTP calls. The bundled
//! [`UreqTransport`] uses ureq and rustls; any closure from a call to a response is a transport,
//! too.
//!
//! ```no_run
//! use qrlogin::{Event, Login, bilibili};
//! use qrlogin_ureq::{Config, Session, UreqTransport};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let login = Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?);
//! let transport = UreqTransport::new(Config::new())?;
//! let credential = Session::new(login, transport).run(|event| match event {
//!     Event::Code(code) => println!("scan this: {}", code.payload.expose()),
//!     Event::Scanned(_) => println!("now confirm on the phone"),
//!     _ => {}
//! })?;
//! # let _ = credential;
//! # Ok(())
//! # }
//! ```
//!
//! [`Session::next`] does the same step by step, for a program with a loop of its own. A
//! [`Canceller`] ends a session from another thread. [`Session::into_flow`] and
//! [`Flow::snapshot`](qrlogin::Flow::snapshot) move a login to another process.
//!
//! # What a session does
//!
//! It polls the flow with the time of the wall clock, makes its calls, and pauses when the flow
//! waits. It keeps no cookies, follows no redirects, retries nothing and logs nothing: the flow
//! does what is necessary of that. A pause is at most a second long before the clock is read again,
//! so that a login resumes at once after the machine was suspended.
//!
//! ureq writes to the `log` crate, redacted up to the level `debug`. At `trace` it writes whole
//! addresses, which hold secrets: a program that installs a logger must not enable that level for
//! the target `ureq`.
//!
//! # Errors
//!
//! The session hands a failed call to the flow, which retries it or ends the login. In the second
//! case the result is [`DriveError::Transport`] with the transport's own error as its source. Any
//! other end without credentials is [`DriveError::Login`]. [`DriveError::advice`] is the next step
//! for the user. `CallError`, the error of the bundled transport, names the host or the proxy that
//! failed, and the reason, in one line.
//!
//! # A transport of your own
//!
//! ```
//! use std::error::Error;
//!
//! use qrlogin::{Call, Login, Response, bilibili, http};
//! use qrlogin_ureq::Session;
//!
//! # fn main() -> Result<(), Box<dyn Error>> {
//! let transport = |call: Call| -> Result<Response, Box<dyn Error + Send + Sync>> {
//!     // Send `call.request` with an HTTP client, within `call.timeout`; `?` converts its errors.
//!     let _ = call;
//!     Ok(http::Response::builder().status(403).body(Vec::new())?)
//! };
//! let login = Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?);
//! let refused = Session::new(login, transport).run(|_| {}).unwrap_err();
//! assert_eq!(refused.login_error(), Some(qrlogin::Error::blocked(403)));
//! # Ok(())
//! # }
//! ```
//!
//! [`Transport`] says how its errors are classified and which type of error to choose.
//! [`reroute`] sends its requests to a simulator.
//!
//! # A test on virtual time
//!
//! A test of a program with a session supplies the transport, the clock and the sleep function.
//! Here a whole login of nine seconds runs against the simulator in the same process, without
//! delay.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
//!
//! use qrlogin::{Call, Failure, Login, Seed, Timestamp, bilibili};
//! use qrlogin_simulator::{Scenario, Simulator};
//! use qrlogin_ureq::Session;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut service = Simulator::new("person = scan@5s confirm@9s".parse::<Scenario>()?);
//! let now = Arc::new(AtomicU64::new(1_800_000_000_000)); // in ms
//!
//! let time = now.clone();
//! let transport = move |call: Call| {
//!     let (sent, timeout) = (time.load(Relaxed), call.timeout.as_millis() as u64);
//!     let (answered, reply) = service.exchange(sent, call.request, sent + timeout);
//!     time.store(answered, Relaxed);
//!     reply.map_err(|failure| match failure {
//!         // For example the end of a long poll.
//!         qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
//!         _ => Failure::Io,
//!     })
//! };
//! let (clock, sleeper) = (now.clone(), now.clone());
//! let login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
//! let mut session = Session::new(login, transport)
//!     .with_clock(move || Timestamp::from_millis(clock.load(Relaxed)))
//!     .with_sleep(move |pause| {
//!         sleeper.fetch_add(pause.as_millis() as u64, Relaxed);
//!     });
//!
//! let mut events = Vec::new();
//! let credential = session.run(|event| events.push(event.kind()))?;
//! assert_eq!(events, ["code", "scanned", "confirmed"]);
//! assert!(credential.cookie("SESSDATA").is_some());
//! assert!(now.load(Relaxed) >= 1_800_000_009_000);
//! # Ok(())
//! # }
//! ```

pub use agent::UreqTransport;
pub use cancel::Canceller;
#[doc(inline)]
pub use qrlogin_transport::{
    CallError, Config, DriveError, MAX_BODY, Progress, TransportError, reroute, seed,
};
pub use session::Session;
pub use transport::Transport;

mod agent;
mod buffers;
mod cancel;
mod connect;
mod dial;
mod error;
mod head;
mod session;
mod stream;
mod transport;
mod wire;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
