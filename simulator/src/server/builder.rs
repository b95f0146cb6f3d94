//! A server and its settings.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::Server;
use super::accept::{Door, Shared, accept};
use super::access::Access;
use super::sessions::Sessions;
use crate::scenario::Scenario;
use crate::simulator::Simulator;
use crate::tls::Tls;

/// The settings of a [`Server`], from [`Server::builder`].
///
/// ```no_run
/// use qrlogin_simulator::Server;
///
/// let token = std::env::var("SIMULATOR_TOKEN")?;
/// let server = Server::builder(([0, 0, 0, 0], 8115).into()).token(&token).start()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ServerBuilder {
    listen: SocketAddr,
    simulator: Arc<Mutex<Simulator>>,
    tls: Option<Tls>,
    access: Access,
}

impl ServerBuilder {
    pub(super) fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            simulator: Arc::new(Mutex::new(Simulator::new(Scenario::default()))),
            tls: None,
            access: Access::default(),
        }
    }

    /// Plays this scenario.
    pub fn scenario(self, scenario: Scenario) -> Self {
        self.simulator(Arc::new(Mutex::new(Simulator::new(scenario))))
    }

    /// Serves this simulator, such as that of a second server.
    pub fn simulator(mut self, simulator: Arc<Mutex<Simulator>>) -> Self {
        self.simulator = simulator;
        self
    }

    /// Makes the port a proxy for HTTPS as well.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Demands this token of every control call: `Authorization: Bearer TOKEN`. With it the server
    /// may listen beyond the loopback.
    pub fn token(mut self, token: &str) -> Self {
        self.access = Access::with_token(token);
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    /// If the address cannot be bound or no thread can be started. [`io::ErrorKind::InvalidInput`]
    /// if the address is not of the loopback and there is no token, or an empty one: every program
    /// that reaches the port could make control calls.
    pub fn start(self) -> io::Result<Server> {
        if !self.listen.ip().is_loopback() && !self.access.has_token() {
            let problem = "a simulator beyond the loopback needs a token for its control calls";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let listener = TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let initial = {
            let simulator = self.simulator.lock();
            let mut simulator = simulator.unwrap_or_else(PoisonError::into_inner);
            // With a token, control calls are not protected by their host.
            simulator.any_name |= self.access.has_token();
            simulator.initial().clone()
        };
        let shared = Arc::new(Shared {
            sessions: Sessions::new(self.simulator, initial, address),
            tls: self.tls,
            access: self.access,
        });
        let door = Door {
            session: shared.sessions.default(),
            address,
            shared: Arc::clone(&shared),
        };
        let thread = std::thread::Builder::new()
            .name("qrlogin-simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, door) => {}
                        _ = stopped => {}
                    }
                });
                // Dropping the runtime drops its connections, held polls included.
            })?;
        Ok(Server {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}
