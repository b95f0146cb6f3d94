//! A simulator of the services that qrlogin logs in to.
//!
//! [`Simulator`] implements Bilibili (web and TV), WeChat web, 115 (itself, its open platform and
//! the gateway), TapTap and phiApi in front of it, such that any client can log in. It is
//! *sans-IO*: it owns no socket, no clock and no thread; requests and the time go in, deliveries
//! come out. A whole login, expiry included, takes microseconds on virtual time and is reproducible
//! byte for byte:
//!
//! ```
//! use qrlogin_simulator::{Scenario, Simulator};
//!
//! let mut simulator = Simulator::new(Scenario::default());
//! let request = http::Request::get("https://passport.bilibili.com/x/passport-login/web/qrcode/generate")
//!     .header("user-agent", "Mozilla/5.0")
//!     .body(Vec::new())?;
//! let (when, reply) = simulator.exchange(1_700_000_000_000, request, 1_700_000_010_000);
//! assert_eq!(when, 1_700_000_000_000);
//! assert_eq!(reply?.status(), 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`VirtualClient`] is a simulator with the clock of one client. [`server::Server`] serves the
//! same simulator over HTTP on a loopback port, for clients in another process. With [`Tls`] the
//! port is also an HTTPS proxy for the services' own hosts, for clients whose addresses cannot be
//! changed.
//!
//! # How it is built
//!
//! ```text
//! request --route--> service.respond(call, request, cx) --Outcome--> fault --Delivery--> client
//!                       |
//!                    logins <--- person: script by time or poll count, or control calls
//! ```
//!
//! - [`Scenario`]: the variant of each service, the acts of the person, the faults. Public fields,
//!   each with a textual form `name=value`.
//! - A *login* (`person.rs`) is one code and what the person (the simulated user with the phone)
//!   has done with it by a given time. The person follows a [`Script`], or [`Simulator::scan`],
//!   [`confirm`](Simulator::confirm), … as they are called.
//! - A *service* (`services/`) is a function of its logins, the time and a request. It responds, or
//!   holds the request (long polls); held requests are re-evaluated at the next event. One list in
//!   `services/mod.rs` names the services; each owns its hosts, calls and settings. A service can
//!   forward requests to another (`forward.rs`), as phiApi does with `phi-api.backend=taptap`.
//! - A *call* is an endpoint of a service, such as `poll`. The log and the faults name it.
//! - A *fault* (`faults.rs`) replaces or damages a service's response.
//! - All values come from the scenario's seed (`random.rs`). [`Simulator::issued`] returns the
//!   credentials that a client must have, and [`Simulator::log`] its requests (`journal.rs`).
//!
//! It shares no code with any client: the services are written from their protocol specifications,
//! so that a client's mistake is not repeated here.

mod codes;
mod directory;
mod exchange;
mod faults;
mod forward;
mod image;
mod incoming;
mod journal;
mod json;
mod ledger;
mod memory;
mod person;
mod random;
mod registry;
mod reply;
mod scenario;
pub mod server;
mod service;
mod service_id;
mod services;
mod simulator;
mod tls;
mod virtual_client;

pub use codes::{Code, CodeState};
pub use exchange::{Delivery, Exchange, Failure, Progress, Request, Response};
pub use journal::{Issued, LogEntry};
pub use person::ControlError;
pub use scenario::*;
pub use server::{Server, ServerBuilder};
pub use service_id::ServiceId;
pub use services::bilibili::CORRESPOND_MODULUS;
pub use simulator::Simulator;
pub use tls::{GATEWAY_HOSTS, Tls};
pub use virtual_client::VirtualClient;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
