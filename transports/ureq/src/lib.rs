//! Runs the logins of [`qrlogin`] over blocking HTTP.
//!
//! A [`Session`] joins a flow with a [`Transport`]: the flow says what to send, the transport sends
//! it. The bundled [`UreqTransport`] uses ureq and rustls; any closure from a call to a response
//! will do as well.
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
//! [`Session::next`] is the same step by step, for a program with a loop of its own. A session is
//! ended from another thread with its [`Canceller`], and carried to another process with
//! [`Session::into_flow`] and [`Flow::snapshot`](qrlogin::Flow::snapshot).
//!
//! # What a session does
//!
//! It asks the flow what to do with the time of the wall clock, makes the calls, and pauses where
//! the flow says so. It keeps no cookies, follows no redirects, repeats nothing and logs nothing:
//! all that is the flow's. Pauses are cut into slices of a second at most, so that a suspended
//! machine goes on at once.
//!
//! ureq itself writes to the `log` crate, redacted up to the level `debug`. At `trace` it writes
//! whole addresses, which hold secrets: a program that installs a logger should leave the target
//! `ureq` above that.
//!
//! # Errors
//!
//! A failed call is told to the flow, which repeats it or gives up. When it gives up, the result is
//! [`DriveError::Transport`] with the transport's own error as its source; otherwise
//! [`DriveError::Login`]. [`DriveError::advice`] says what to do in either case. The error of the
//! bundled transport, `CallError`, says in one line which host or which proxy failed, and why.
//!
//! # An own transport
//!
//! ```
//! use std::error::Error;
//!
//! use qrlogin::{Call, Login, Response, bilibili, http};
//! use qrlogin_ureq::Session;
//!
//! # fn main() -> Result<(), Box<dyn Error>> {
//! let transport = |call: Call| -> Result<Response, Box<dyn Error + Send + Sync>> {
//!     // Hand `call.request` to an HTTP client, with `call.timeout`; `?` takes its errors.
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
//! How its errors are understood, and which type of error tells most, is written at [`Transport`].
//! [`reroute`] sends its requests to a simulator.
//!
//! # A test on virtual time
//!
//! A program that embeds a session is tested with a transport, a clock and a sleeper of the test:
//! here a whole login of nine seconds against the simulator in the same process, which takes no
//! time.
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
//!         // Such as the end of a long poll.
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
//! let mut told = Vec::new();
//! let credential = session.run(|event| told.push(event.kind()))?;
//! assert_eq!(told, ["code", "scanned", "confirmed"]);
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
mod cancel;
mod connect;
mod dial;
mod error;
mod head;
mod session;
mod stream;
mod transport;
mod wire;
