//! Sessions: simulators beside each other in one server, each at a port of its own.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::accept::{Door, Shared, accept};
use crate::scenario::{Scenario, SettingError};
use crate::simulator::Simulator;

/// The name of the session that is there from the start.
pub(super) const DEFAULT: &str = "default";
/// The most sessions at a time; each has a socket and a log of its own.
pub(super) const MOST: usize = 256;
/// The longest name of a session.
const LONGEST_NAME: usize = 64;

/// A simulator with a name.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) name: Arc<str>,
    pub(super) simulator: Arc<Mutex<Simulator>>,
}

impl Session {
    /// Whether this is the same session, and not another one of the same name.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.simulator, &other.simulator)
    }
}

/// All sessions of a server.
#[derive(Debug)]
pub(super) struct Sessions {
    default: Session,
    /// Where the default session is found.
    address: SocketAddr,
    /// What each new session plays.
    initial: Scenario,
    named: Mutex<Named>,
}

#[derive(Debug, Default)]
struct Named {
    open: BTreeMap<String, Open>,
    /// How many names were made so far.
    made: u64,
}

#[derive(Debug)]
struct Open {
    session: Session,
    address: SocketAddr,
    /// Dropping it ends the listener.
    _stop: oneshot::Sender<()>,
}

/// Why a session cannot be opened.
pub(super) enum NotOpened {
    /// The name is empty, too long, or has other characters than letters, digits, `.`, `_`, `-`.
    Name,
    /// There is a session of this name.
    Taken,
    TooMany,
    Setting(SettingError),
    /// There is no free port.
    Port(io::Error),
}

impl Sessions {
    pub(super) fn new(
        simulator: Arc<Mutex<Simulator>>,
        initial: Scenario,
        address: SocketAddr,
    ) -> Self {
        let name = DEFAULT.into();
        Self {
            default: Session { name, simulator },
            address,
            initial,
            named: Mutex::default(),
        }
    }

    /// The session that is there from the start.
    pub(super) fn default(&self) -> Session {
        self.default.clone()
    }

    /// The session of this name with its address.
    pub(super) fn get(&self, name: &str) -> Option<(Session, SocketAddr)> {
        if name == DEFAULT {
            return Some((self.default(), self.address));
        }
        let named = self.lock();
        let open = named.open.get(name)?;
        Some((open.session.clone(), open.address))
    }

    /// Whether this session was not ended.
    pub(super) fn has(&self, session: &Session) -> bool {
        self.get(&session.name)
            .is_some_and(|(known, _)| known.is(session))
    }

    /// All sessions with their addresses, the default one first.
    pub(super) fn all(&self) -> Vec<(Session, SocketAddr)> {
        let named = self.lock();
        let opened = named.open.values();
        let opened = opened.map(|open| (open.session.clone(), open.address));
        [(self.default(), self.address)]
            .into_iter()
            .chain(opened)
            .collect()
    }

    /// The address of the default session.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Opens a session at a free port of the same interface. It plays the scenario that the server
    /// began with, with these settings changed. Call it on the server's runtime.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub(super) fn open(
        shared: &Arc<Shared>,
        name: Option<&str>,
        settings: &[(String, String)],
    ) -> Result<(Session, SocketAddr), NotOpened> {
        let this = &shared.sessions;
        let mut settings = settings.iter();
        let scenario = settings.try_fold(this.initial.clone(), |scenario, (name, value)| {
            scenario.with(name, value)
        });
        let scenario = scenario.map_err(NotOpened::Setting)?;
        let mut named = this.lock();
        let name = match name {
            Some(name) if !is_name(name) => return Err(NotOpened::Name),
            Some(name) if name == DEFAULT || named.open.contains_key(name) => {
                return Err(NotOpened::Taken);
            }
            Some(name) => name.to_owned(),
            None => named.make_name(),
        };
        if named.open.len() >= MOST {
            return Err(NotOpened::TooMany);
        }
        let (listener, address) = this.listen().map_err(NotOpened::Port)?;
        let mut simulator = Simulator::new(scenario);
        simulator.any_name = shared.access.has_token();
        let simulator = Arc::new(Mutex::new(simulator));
        let session = Session {
            name: name.as_str().into(),
            simulator,
        };
        let (stop, stopped) = oneshot::channel();
        let door = Door {
            session: session.clone(),
            address,
            shared: Arc::clone(shared),
        };
        tokio::spawn(async move {
            tokio::select! {
                () = accept(listener, door) => {}
                _ = stopped => {}
            }
        });
        let open = Open {
            session: session.clone(),
            address,
            _stop: stop,
        };
        named.open.insert(name, open);
        Ok((session, address))
    }

    /// Ends a session: its port is closed, its clients are cut off.
    pub(super) fn end(&self, session: &Session) {
        let ended = self.lock().open.remove(&*session.name);
        drop(ended);
        // Requests that are held in tunnels of another port.
        super::connection::lock(&session.simulator).reset(false);
    }

    fn listen(&self) -> io::Result<(TcpListener, SocketAddr)> {
        let listener = TcpListener::bind((self.address.ip(), 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    }

    fn lock(&self) -> MutexGuard<'_, Named> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Named {
    /// A name that no session has.
    fn make_name(&mut self) -> String {
        loop {
            self.made += 1;
            let name = format!("session-{}", self.made);
            if !self.open.contains_key(&name) {
                return name;
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(fits)
}
