//! Runs the logins of [`qrlogin`] on tokio.
//!
//! A [`Session`] runs a flow with a [`Transport`], which makes the HTTP calls. The bundled
//! `HyperTransport` uses hyper-util and rustls; any closure from a call to a future of a response
//! is a transport, too.
#![cfg_attr(feature = "hyper", doc = "```no_run")]
#![cfg_attr(not(feature = "hyper"), doc = "```ignore")]
//! use qrlogin::{Event, Login, bilibili};
//! use qrlogin_tokio::{Config, HyperTransport, Session};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let login = Login::new(bilibili::Web::new(), qrlogin_tokio::seed()?);
//! let transport = HyperTransport::new(Config::new())?;
//! let mut session = Session::new(login, transport);
//! let credential = session.run(|event| match event {
//!     Event::Code(code) => println!("scan this: {}", code.payload.expose()),
//!     Event::Scanned(_) => println!("now confirm on the phone"),
//!     _ => {}
//! });
//! let credential = credential.await?;
//! # let _ = credential;
//! # Ok(())
//! # }
//! ```
//!
//! [`Session::next`] does the same step by step. It is cancel-safe, so that it can be a branch of a
//! `select!`, beside Ctrl-C for example; dropping the session cancels the login.
//! [`Session::into_flow`] and [`Flow::snapshot`](qrlogin::Flow::snapshot) move a login to another
//! process.
//!
//! A [`Fleet`] runs any number of logins in one task, with limits on their calls.
//!
//! # What a session does
//!
//! It polls the flow with the time of the wall clock, makes its calls within their time-outs, and
//! pauses when the flow waits. It keeps no cookies, follows no redirects, retries nothing and logs
//! nothing: the flow does what is necessary of that. A pause is at most a second long before the
//! clock is read again, so that a login resumes at once after the machine was suspended.
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
//! ```
//! use std::error::Error;
//!
//! use qrlogin::{Call, Login, Response, bilibili, http};
//! use qrlogin_tokio::Session;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error>> {
//! let transport = |call: Call| async move {
//!     // Send `call.request` with an HTTP client; `?` converts its errors.
//!     let _ = call;
//!     let response = http::Response::builder().status(403).body(Vec::new())?;
//!     Ok::<Response, Box<dyn Error + Send + Sync>>(response)
//! };
//! let login = Login::new(bilibili::Web::new(), qrlogin_tokio::seed()?);
//! let refused = Session::new(login, transport).run(|_| {}).await.unwrap_err();
//! assert_eq!(refused.login_error(), Some(qrlogin::Error::blocked(403)));
//! # Ok(())
//! # }
//! ```
//!
//! [`Transport`] says how its errors are classified and which type of error to choose,
//! and what to do about a client whose futures are not `Send`. [`reroute`] sends its requests to a
//! simulator.
//!
//! # A test on virtual time
//!
//! A test of a program with a session uses tokio's paused time and a clock that follows it. Here a
//! whole login of nine seconds runs against the simulator in the same process, without delay.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use std::time::Duration;
//!
//! use qrlogin::{Call, Failure, Login, Seed, Timestamp, bilibili};
//! use qrlogin_simulator::{Scenario, Simulator};
//! use qrlogin_tokio::Session;
//! use tokio::time::{Instant, sleep};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scenario = "person = scan@5s confirm@9s".parse::<Scenario>()?;
//! let service = Arc::new(Mutex::new(Simulator::new(scenario)));
//! let begun = Instant::now();
//! let now = move || Timestamp::from_secs(1_800_000_000) + begun.elapsed();
//!
//! let transport = move |call: Call| {
//!     let service = service.clone();
//!     async move {
//!         let (sent, give_up) = (now().as_millis(), (now() + call.timeout).as_millis());
//!         let (answered, reply) = service.lock().unwrap().exchange(sent, call.request, give_up);
//!         sleep(Duration::from_millis(answered - sent)).await;
//!         reply.map_err(|failure| match failure {
//!             // For example the end of a long poll.
//!             qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
//!             _ => Failure::Io,
//!         })
//!     }
//! };
//! let login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
//! let mut session = Session::new(login, transport).with_clock(now);
//!
//! let mut events = Vec::new();
//! let credential = session.run(|event| events.push(event.kind())).await?;
//! assert_eq!(events, ["code", "scanned", "confirmed"]);
//! assert!(credential.cookie("SESSDATA").is_some());
//! assert!(begun.elapsed() >= Duration::from_secs(9));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `hyper` (default): `HyperTransport` and its settings. Without it the crate uses only tokio's
//!   timer.
//! - `reqwest`: `ReqwestTransport`, for programs that already use reqwest.

#[cfg(feature = "hyper")]
pub use client::HyperTransport;
pub use fleet::{Fleet, FleetItem, LoginId};
#[doc(inline)]
pub use qrlogin_transport::reroute;
#[cfg(feature = "hyper")]
#[doc(inline)]
pub use qrlogin_transport::{CallError, Config};
#[doc(inline)]
pub use qrlogin_transport::{DriveError, MAX_BODY, Progress, TransportError, seed};
#[cfg(feature = "reqwest")]
pub use reqwest_client::{ReqwestError, ReqwestTransport};
pub use session::Session;
pub use transport::Transport;

#[cfg(feature = "hyper")]
mod client;
#[cfg(feature = "hyper")]
mod connect;
#[cfg(feature = "hyper")]
mod dial;
mod exchange;
mod fleet;
#[cfg(feature = "reqwest")]
mod reqwest_client;
mod session;
#[cfg(feature = "hyper")]
mod stream;
mod transport;

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "hyper"))]
#[doc = include_str!("../README.md")]
struct Readme;
