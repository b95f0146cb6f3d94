//! Names and TCP connections. Each attempt has a thread, so that neither a time-out nor a
//! cancellation waits for it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::Builder;
use std::time::Duration;

use qrlogin::Failure;
use qrlogin_transport::dial::{STAGGER, interleaved, more_informative};
use ureq::unversioned::transport::ShutdownHandle;

use crate::CallError;
use crate::connect::Deadline;

/// Resolves names and connects, up to a deadline. `C` is a connection.
pub(crate) struct Dialler<C = TcpStream> {
    pub(crate) deadline: Deadline,
    inbox: Receiver<Heard<C>>,
    bell: Arc<Bell<C>>,
}

/// What a thread has found out.
enum Heard<C> {
    Resolved(io::Result<Vec<SocketAddr>>),
    Attempted(io::Result<C>),
    Cancelled,
}

/// Ends the wait.
struct Bell<C>(Sender<Heard<C>>);

/// Connects to an address, in this time.
type Attempt<C> = fn(SocketAddr, Option<Duration>) -> io::Result<C>;

impl<C: Send> ShutdownHandle for Bell<C> {
    fn shutdown(&self) {
        // If nobody waits, nobody needs to be woken.
        let _ = self.0.send(Heard::Cancelled);
    }
}

impl Dialler {
    /// The first connection to one of these addresses.
    pub(crate) fn connect(&self, addresses: Vec<SocketAddr>) -> Result<TcpStream, CallError> {
        self.race(addresses, |address, left| match left {
            // That is no time-out for the system.
            Some(left) if left.is_zero() => Err(io::ErrorKind::TimedOut.into()),
            Some(left) => TcpStream::connect_timeout(&address, left),
            None => TcpStream::connect(address),
        })
    }
}

impl<C: Send + 'static> Dialler<C> {
    pub(crate) fn new(deadline: Deadline) -> Self {
        let (sender, inbox) = channel();
        Self {
            deadline,
            inbox,
            bell: Arc::new(Bell(sender)),
        }
    }

    /// What ends it from another thread.
    pub(crate) fn handle(&self) -> Weak<dyn ShutdownHandle> {
        let bell: Arc<dyn ShutdownHandle> = self.bell.clone();
        Arc::downgrade(&bell)
    }

    /// The addresses of this host, at least one.
    pub(crate) fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, CallError> {
        let host = host.trim_matches(['[', ']']);
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let name = host.to_owned();
        self.start(move || {
            let resolved = (name.as_str(), port).to_socket_addrs();
            Heard::Resolved(resolved.map(Iterator::collect))
        })?;
        loop {
            match self.hear(self.deadline.left())? {
                Some(Heard::Resolved(Ok(addresses))) if !addresses.is_empty() => {
                    return Ok(addresses);
                }
                Some(Heard::Resolved(Ok(_))) => {
                    return Err(CallError::new(Failure::Connect, "its name has no address"));
                }
                Some(Heard::Resolved(Err(error))) => {
                    return Err(CallError::exactly(Failure::Connect, error));
                }
                Some(_) => {}
                None => return Err(self.deadline.passed()),
            }
        }
    }

    /// The IPv4 address of this host, for a proxy that knows no others.
    pub(crate) fn resolve_v4(&self, host: &str, port: u16) -> Result<Option<Ipv4Addr>, CallError> {
        let addresses = self.resolve(host, port)?;
        Ok(addresses.iter().find_map(|address| match address.ip() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }))
    }

    /// The first connection that an attempt at one of these addresses comes to.
    fn race(&self, addresses: Vec<SocketAddr>, attempt: Attempt<C>) -> Result<C, CallError> {
        let mut waiting = interleaved(addresses).into_iter();
        let (mut running, mut failed) = (0_usize, None);
        loop {
            if let Some(address) = waiting.next() {
                let left = self.deadline.left();
                self.start(move || Heard::Attempted(attempt(address, left)))?;
                running = running.saturating_add(1);
            } else if running == 0 {
                let none = || io::Error::from(io::ErrorKind::AddrNotAvailable);
                let error = failed.unwrap_or_else(none);
                return Err(CallError::exactly(Failure::Connect, error));
            }
            match self.hear(self.patience(waiting.len()))? {
                Some(Heard::Attempted(Ok(connection))) => return Ok(connection),
                Some(Heard::Attempted(Err(error))) => {
                    running = running.saturating_sub(1);
                    failed = Some(more_informative(failed, error));
                }
                _ if self.deadline.has_passed() => return Err(self.deadline.passed()),
                _ => {}
            }
        }
    }

    /// How long the attempts that run are alone, with so many addresses left.
    fn patience(&self, waiting: usize) -> Option<Duration> {
        let left = self.deadline.left();
        match waiting {
            0 => left,
            _ => Some(left.map_or(STAGGER, |left| left.min(STAGGER))),
        }
    }

    fn start(&self, find_out: impl FnOnce() -> Heard<C> + Send + 'static) -> Result<(), CallError> {
        let sender = self.bell.0.clone();
        let thread = Builder::new().name("connect".to_owned()).spawn(move || {
            // If nobody waits, nobody wants to know.
            let _ = sender.send(find_out());
        });
        match thread {
            Ok(_) => Ok(()),
            Err(error) => Err(CallError::exactly(Failure::Other, error)),
        }
    }

    /// What comes next; `None` if nothing does in this time.
    fn hear(&self, patience: Option<Duration>) -> Result<Option<Heard<C>>, CallError> {
        let heard = match patience {
            Some(patience) => self.inbox.recv_timeout(patience),
            None => self
                .inbox
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
        };
        match heard {
            Ok(Heard::Cancelled) => Err(CallError::new(Failure::Io, "the call was cancelled")),
            Ok(heard) => Ok(Some(heard)),
            Err(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::unversioned::transport::NextTimeout;

    const DEAD: u16 = 1;

    fn dialler() -> Dialler<SocketAddr> {
        Dialler::new(Deadline::new(
            Duration::from_secs(60),
            NextTimeout::default(),
        ))
    }

    fn addresses(ports: &[u16]) -> Vec<SocketAddr> {
        let address = |port: &u16| SocketAddr::from(([127, 0, 0, 1], *port));
        ports.iter().map(address).collect()
    }

    /// Never ends at the dead ports.
    fn attempt(address: SocketAddr, _: Option<Duration>) -> io::Result<SocketAddr> {
        while address.port() == DEAD {
            std::thread::park();
        }
        match address.port() {
            2 => Err(io::ErrorKind::ConnectionRefused.into()),
            _ => Ok(address),
        }
    }

    #[test]
    fn an_address_that_does_not_answer_holds_up_no_other() {
        let connected = dialler().race(addresses(&[DEAD, DEAD, 7]), attempt);
        assert_eq!(connected.unwrap().port(), 7);
    }

    #[test]
    fn an_address_that_refuses_is_followed_by_the_next() {
        let connected = dialler().race(addresses(&[2, 2, 7]), attempt);
        assert_eq!(connected.unwrap().port(), 7);
    }

    #[test]
    fn when_all_refuse_that_is_the_reason() {
        let error = dialler().race(addresses(&[2, 2]), attempt).unwrap_err();
        assert_eq!(error.reason(), "connection refused");
    }

    #[test]
    fn a_cancellation_ends_the_wait() {
        let dialler = dialler();
        dialler.handle().upgrade().unwrap().shutdown();
        let error = dialler.race(addresses(&[DEAD]), attempt).unwrap_err();
        assert!(error.reason().contains("cancelled"), "{error}");
    }
}
