//! Runs the logins of [`qrlogin`] on tokio.
//!
//! A [`Session`] joins a flow with a [`Transport`]: the flow says what to send, the transport sends
//! it. The bundled `HyperTransport` uses hyper-util and rustls; any closure from a call to a future
//! of a response will do as well.
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
//! [`Session::next`] is the same step by step. It is cancel-safe, so that it can stand in a
//! `select!` beside a Ctrl-C or a message of the user; dropping the session cancels the login.
//! [`Session::into_flow`] and [`Flow::snapshot`](qrlogin::Flow::snapshot) carry a login to another
//! process.
//!
//! # What a session does
//!
//! It asks the flow what to do with the time of the wall clock, makes the calls, keeps their
//! time-outs, and pauses where the flow says so. It keeps no cookies, follows no redirects, repeats
//! nothing and logs nothing: all that is the flow's. Pauses are cut into slices of a second at
//! most, so that a suspended machine goes on at once.
//!
//! # Errors
//!
//! A failed call is told to the flow, which repeats it or gives up. When it gives up, the result is
//! [`DriveError::Transport`] with the transport's own error as its source; otherwise
//! [`DriveError::Login`]. [`DriveError::advice`] says what to do in either case. The error of the
//! bundled transport, `CallError`, says in one line which host or which proxy failed, and why.
//!
//! # An own transport
//! ```
//! use std::error::Error;
//!
//! use qrlogin::{Call, Login, Response, bilibili, http};
//! use qrlogin_tokio::Session;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error>> {
//! let transport = |call: Call| async move {
//!     // Hand `call.request` to an HTTP client; `?` takes its errors.
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
//! How its errors are understood, and which type of error tells most, is written at [`Transport`],
//! and so is the way for a client whose futures are not `Send`. [`reroute`] sends its requests to a
//! simulator.
//!
//! # A test on virtual time
//!
//! A program that embeds a session is tested with tokio's paused time and a clock that follows it:
//! here a whole login of nine seconds against the simulator in the same process, which takes no
//! time.
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
//!             // Such as the end of a long poll.
//!             qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
//!             _ => Failure::Io,
//!         })
//!     }
//! };
//! let login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
//! let mut session = Session::new(login, transport).with_clock(now);
//!
//! let mut told = Vec::new();
//! let credential = session.run(|event| told.push(event.kind())).await?;
//! assert_eq!(told, ["code", "scanned", "confirmed"]);
//! assert!(credential.cookie("SESSDATA").is_some());
//! assert!(begun.elapsed() >= Duration::from_secs(9));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `hyper` (default): `HyperTransport` and its settings. Without it only tokio's timer is needed.
//! - `reqwest`: `ReqwestTransport`, for programs that use reqwest already.

#[cfg(feature = "hyper")]
pub use client::HyperTransport;
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
#[cfg(feature = "reqwest")]
mod reqwest_client;
mod session;
#[cfg(feature = "hyper")]
mod stream;
mod transport;
