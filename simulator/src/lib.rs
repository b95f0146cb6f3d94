//! The services that qrlogin logs in to, simulated.
//!
//! [`Simulator`] plays Bilibili (web and TV), WeChat web, 115 (itself, its open platform and the
//! gateway), TapTap and the phiApi before it, faithfully enough that any client can log in against
//! it. It is *sans-IO*: it owns no socket, no clock and no thread; requests and the time go in,
//! deliveries come out. A whole login, expiry included, takes microseconds on virtual time and
//! repeats byte for byte:
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
//! [`VirtualClient`] is a simulator with the clock of one client, for those who have none of their
//! own. [`server::Server`] carries the same simulator over HTTP on a loopback port, for clients
//! that cannot be called in process. With [`Tls`] the port is also a proxy to the services' own
//! hosts over HTTPS, for clients that nobody can change.
//!
//! # How it is built
//!
//! ```text
//! request --route--> service.answer(call, request, cx) --Verdict--> fault --Delivery--> client
//!                       |                     ^
//!                    logins <--- person: script by time or poll count, or control calls
//! ```
//!
//! - [`Scenario`]: which variant each service speaks, what the person does and when, which faults
//!   occur. Plain fields, and a textual form `name=value` for each.
//! - A *login* (`login.rs`) is one code and the person before it. The services ask it what has
//!   happened by a given time; the person acts on a [`Script`], or when [`Simulator::scan`],
//!   [`confirm`](Simulator::confirm), … are called.
//! - A *service* (`services/`) is a function of its logins, the time and a request. It replies or
//!   holds the request (long polls); held requests are evaluated again at the next event.
//! - A *relay* (`relay.rs`) is a service that asks another one, as phiApi does with
//!   `phi-api.backend=taptap`.
//! - A *fault* (`disturb.rs`) keeps a request from its service or spoils the answer.
//! - All values come from the scenario's seed (`random.rs`). [`Simulator::issued`] tells what a
//!   client must have got, and [`Simulator::log`] what it asked.
//!
//! Nothing in it is shared with any client: the services are written from their own descriptions,
//! so that a mistake in a client is not repeated here.

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
pub use server::Server;
pub use service_id::ServiceId;
pub use simulator::Simulator;
pub use tls::{GATEWAY_HOSTS, Tls};
pub use virtual_client::VirtualClient;
