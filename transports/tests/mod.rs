//! The common tests of both drivers, with canned servers on the loopback and a flow that runs a
//! script. Each crate's `tests/suite/driver.rs` runs a script with that crate.

mod failures;
mod handshakes;
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
