//! Runs the logins of [`qrlogin`] over blocking HTTP.
//!
//! A [`Session`] joins a flow with a [`Transport`]: the flow says what to send, the transport sends it.
//! The bundled [`UreqTransport`] uses ureq and rustls; any closure from a call to a response will do as well.
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
//! [`Session::next`] is the same step by step, for a program with a loop of its own. A session is ended from
//! another thread with its [`Canceller`], and carried to another process with [`Session::into_flow`] and
//! [`Flow::snapshot`](qrlogin::Flow::snapshot).
//!
//! # What a session does
//!
//! It asks the flow what to do with the time of the wall clock, makes the calls, and pauses where the flow
//! says so. It keeps no cookies, follows no redirects, repeats nothing and logs nothing: all that is the
//! flow's. Pauses are cut into slices of a second at most, so that a suspended machine goes on at once.
//!
//! ureq itself writes to the `log` crate, redacted up to the level `debug`. At `trace` it writes whole
//! addresses, which hold secrets: a program that installs a logger should leave the target `ureq` above that.
//!
//! # Errors
//!
//! A failed call is told to the flow, which repeats it or gives up. When it gives up, the result is
//! [`DriveError::Transport`] with the transport's own error as its source; otherwise
//! [`DriveError::Login`]. [`DriveError::advice`] says what to do in either case. The error of the bundled transport,
//! `CallError`, says in one line which host or which proxy failed, and why.
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
//! assert_eq!(refused.login_error(), Some(qrlogin::Error::Blocked { status: 403 }));
//! # Ok(())
//! # }
//! ```

pub use agent::UreqTransport;
pub use cancel::Canceller;
#[doc(inline)]
pub use qrlogin_transport::{
    CallError, Config, DriveError, MAX_BODY, Progress, TransportError, seed,
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
