//! The simulator over HTTP: real sockets, the wall clock, and faults that cut, slow down and hang
//! connections.
//!
//! ```no_run
//! use qrlogin_simulator::{Scenario, Server};
//!
//! let server = Server::start(Scenario::default(), ([127, 0, 0, 1], 0).into())?;
//! println!("listening on {}", server.origin());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The `Host` header selects the service, or on the bare loopback address the path; see
//! [`Simulator::begin`](crate::Simulator::begin). The server also has a control API under
//! `/_sim/v1`, which `GET /_sim/v1/openapi.json` describes, and the older control calls under
//! `/_sim/`, which `GET /_sim/` lists.
//!
//! `POST /_sim/v1/sessions` opens a session: a simulator beside the first one, with codes,
//! credentials, requests, scenario and clock of its own. It is chosen by its own port or by the
//! user name at the proxy.
//!
//! With [`Tls`] the same port is also a proxy: it accepts `CONNECT host:443` and
//! `GET http://host/…` for the services' hosts and for named gateways, serves them with
//! certificates of its own authority, and refuses every other host. It forwards nothing.
//!
//! Beyond the loopback it listens only with a token, which every control call then needs; see
//! [`ServerBuilder::token`].
//!
//! It runs on its own thread and runtime, so that blocking programs can use it, and stops when it
//! is dropped.

mod accept;
mod access;
mod body;
mod builder;
mod connection;
mod control;
mod members;
mod proxy;
mod sessions;
mod v1;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::scenario::Scenario;
use crate::simulator::Simulator;
use crate::tls::Tls;
use accept::Shared;

pub use builder::ServerBuilder;

/// A simulator that listens. Dropping it closes its connections and frees the ports.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens at a loopback address (port 0: any free one) and plays a scenario.
    ///
    /// # Errors
    /// If the address cannot be bound, is not of the loopback, or no thread can be started.
    pub fn start(scenario: Scenario, listen: SocketAddr) -> io::Result<Self> {
        Self::builder(listen).scenario(scenario).start()
    }

    /// The same, and the port is a proxy for HTTPS as well: see [`Tls`].
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with_tls(scenario: Scenario, listen: SocketAddr, tls: Tls) -> io::Result<Self> {
        Self::builder(listen).scenario(scenario).tls(tls).start()
    }

    /// The same with a shared simulator, such as that of a second server.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn share(simulator: Arc<Mutex<Simulator>>, listen: SocketAddr) -> io::Result<Self> {
        Self::builder(listen).simulator(simulator).start()
    }

    /// A server with more settings, to listen at this address (port 0: any free one).
    pub fn builder(listen: SocketAddr) -> ServerBuilder {
        ServerBuilder::new(listen)
    }

    /// The address it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin for clients on this machine, and the address of the proxy:
    /// `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        origin(self.address)
    }

    /// The simulator behind it, to act as the person, to change the scenario, or to see what was
    /// issued. It is that of the session `default`.
    pub fn simulator(&self) -> Arc<Mutex<Simulator>> {
        self.shared.sessions.default().simulator
    }

    /// The simulators of all sessions with their names, `default` first.
    pub fn sessions(&self) -> Vec<(String, Arc<Mutex<Simulator>>)> {
        let sessions = self.shared.sessions.all().into_iter();
        sessions
            .map(|(session, _)| (session.name.to_string(), session.simulator))
            .collect()
    }
}

/// The origin of a server at this address. One that listens on every interface is reached on the
/// loopback.
fn origin(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The panic hook has reported a panic of the thread.
            let _ = thread.join();
        }
    }
}
