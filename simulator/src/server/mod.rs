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
//! [`Simulator::begin`](crate::Simulator::begin). The server also takes control calls: `POST
//! /_sim/scan` and others, which `GET /_sim/` lists.
//!
//! With [`Tls`] the same port is also a proxy: it accepts `CONNECT host:443` and
//! `GET http://host/…` for the services' hosts and for named gateways, serves them with
//! certificates of its own authority, and refuses every other host. It forwards nothing.
//!
//! It runs on its own thread and runtime, so that blocking programs can use it, and stops when it
//! is dropped.

mod body;
mod connection;
mod control;
mod proxy;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::scenario::Scenario;
use crate::simulator::Simulator;
use crate::tls::Tls;
use proxy::Shared;

/// A simulator that listens. Dropping it closes its connections and frees the port.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    simulator: Arc<Mutex<Simulator>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens at an address (port 0: any free one) and plays a scenario. Use a loopback address:
    /// every program that reaches the port can make control calls.
    ///
    /// # Errors
    /// If the address cannot be bound or no thread can be started.
    pub fn start(scenario: Scenario, listen: SocketAddr) -> io::Result<Self> {
        Self::share(Arc::new(Mutex::new(Simulator::new(scenario))), listen)
    }

    /// The same, and the port is a proxy for HTTPS as well: see [`Tls`].
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with_tls(scenario: Scenario, listen: SocketAddr, tls: Tls) -> io::Result<Self> {
        let simulator = Arc::new(Mutex::new(Simulator::new(scenario)));
        Self::run(simulator, listen, Some(tls))
    }

    /// The same with a shared simulator, such as that of a second server.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn share(simulator: Arc<Mutex<Simulator>>, listen: SocketAddr) -> io::Result<Self> {
        Self::run(simulator, listen, None)
    }

    fn run(
        simulator: Arc<Mutex<Simulator>>,
        listen: SocketAddr,
        tls: Option<Tls>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::new(Shared {
            simulator: Arc::clone(&simulator),
            tls,
            address,
        });
        let thread = std::thread::Builder::new()
            .name("qrlogin-simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, shared) => {}
                        _ = stopped => {}
                    }
                });
                // Dropping the runtime drops its connections, held polls included.
            })?;
        Ok(Self {
            address,
            simulator,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The origin for clients, and the address of the proxy: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The simulator behind it, to act as the person, to change the scenario, or to see what was
    /// issued.
    pub fn simulator(&self) -> Arc<Mutex<Simulator>> {
        Arc::clone(&self.simulator)
    }
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

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    loop {
        // Errors of `accept` concern one connection, or are transient.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(connection::SLICE).await;
            continue;
        };
        // Cut and slow bodies must be visible as they happen.
        let _ = stream.set_nodelay(true);
        tokio::spawn(proxy::serve(stream, Arc::clone(&shared)));
    }
}
