//! What the tests of both drivers share: canned servers on the loopback, a flow that plays a
//! script, and the tests of everything that must be the same in both. Each crate's
//! `tests/suite/driver.rs` says how that crate runs a script.

mod failures;
mod heads;
mod input;
mod limits;
mod proxies;
pub mod reasons;
mod recordings;
mod rerouting;
mod saving;
pub mod script;
pub mod server;
mod sessions;
pub mod tls;
mod tunnels;
mod wire;
