//! Name resolution and TCP connections. Each attempt runs in a thread of its own, so that neither a
//! time-out nor a cancellation waits for it.

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
    messages: Receiver<Message<C>>,
    interrupter: Arc<Interrupter<C>>,
}

/// A message to the thread that waits for a connection.
enum Message<C> {
    Resolved(io::Result<Vec<SocketAddr>>),
    Attempted(io::Result<C>),
    Cancelled,
}

/// Ends the wait for a connection.
struct Interrupter<C>(Sender<Message<C>>);

/// Connects to an address within this time.
type Attempt<C> = fn(SocketAddr, Option<Duration>) -> io::Result<C>;

impl<C: Send> ShutdownHandle for Interrupter<C> {
    fn shutdown(&self) {
        // Fails if no thread waits any more.
        let _ = self.0.send(Message::Cancelled);
    }
}

impl Dialler {
    /// The first connection to one of these addresses.
    pub(crate) fn connect(&self, addresses: Vec<SocketAddr>) -> Result<TcpStream, CallError> {
        self.race(addresses, |address, left| match left {
            // The system does not accept a time-out of zero.
            Some(left) if left.is_zero() => Err(io::ErrorKind::TimedOut.into()),
            Some(left) => TcpStream::connect_timeout(&address, left),
            None => TcpStream::connect(address),
        })
    }
}

impl<C: Send + 'static> Dialler<C> {
    pub(crate) fn new(deadline: Deadline) -> Self {
        let (sender, messages) = channel();
        Self {
            deadline,
            messages,
            interrupter: Arc::new(Interrupter(sender)),
        }
    }

    /// A handle that ends the wait from another thread.
    pub(crate) fn handle(&self) -> Weak<dyn ShutdownHandle> {
        let interrupter: Arc<dyn ShutdownHandle> = self.interrupter.clone();
        Arc::downgrade(&interrupter)
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
            Message::Resolved(resolved.map(Iterator::collect))
        })?;
        loop {
            match self.receive(self.deadline.left())? {
                Some(Message::Resolved(Ok(addresses))) if !addresses.is_empty() => {
                    return Ok(addresses);
                }
                Some(Message::Resolved(Ok(_))) => {
                    return Err(CallError::new(Failure::Connect, "its name has no address"));
                }
                Some(Message::Resolved(Err(error))) => {
                    return Err(CallError::exactly(Failure::Connect, error));
                }
                Some(_) => {}
                None => return Err(self.deadline.passed()),
            }
        }
    }

    /// An IPv4 address of this host, for a proxy that takes no others.
    pub(crate) fn resolve_v4(&self, host: &str, port: u16) -> Result<Option<Ipv4Addr>, CallError> {
        let addresses = self.resolve(host, port)?;
        Ok(addresses.iter().find_map(|address| match address.ip() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }))
    }

    /// The first connection of parallel attempts at these addresses.
    fn race(&self, addresses: Vec<SocketAddr>, attempt: Attempt<C>) -> Result<C, CallError> {
        let mut waiting = interleaved(addresses).into_iter();
        let (mut running, mut failed) = (0_usize, None);
        loop {
            if let Some(address) = waiting.next() {
                let left = self.deadline.left();
                self.start(move || Message::Attempted(attempt(address, left)))?;
                running = running.saturating_add(1);
            } else if running == 0 {
                let none = || io::Error::from(io::ErrorKind::AddrNotAvailable);
                let error = failed.unwrap_or_else(none);
                return Err(CallError::exactly(Failure::Connect, error));
            }
            match self.receive(self.next_start(waiting.len()))? {
                Some(Message::Attempted(Ok(connection))) => return Ok(connection),
                Some(Message::Attempted(Err(error))) => {
                    running = running.saturating_sub(1);
                    failed = Some(more_informative(failed, error));
                }
                _ if self.deadline.has_passed() => return Err(self.deadline.passed()),
                _ => {}
            }
        }
    }

    /// The time until the next attempt starts, with this many addresses left.
    fn next_start(&self, waiting: usize) -> Option<Duration> {
        let left = self.deadline.left();
        match waiting {
            0 => left,
            _ => Some(left.map_or(STAGGER, |left| left.min(STAGGER))),
        }
    }

    fn start(&self, task: impl FnOnce() -> Message<C> + Send + 'static) -> Result<(), CallError> {
        let sender = self.interrupter.0.clone();
        let thread = Builder::new().name("connect".to_owned()).spawn(move || {
            // Fails if no thread waits any more.
            let _ = sender.send(task());
        });
        match thread {
            Ok(_) => Ok(()),
            Err(error) => Err(CallError::exactly(Failure::Other, error)),
        }
    }

    /// The next message; `None` if there is none within this time.
    fn receive(&self, timeout: Option<Duration>) -> Result<Option<Message<C>>, CallError> {
        let message = match timeout {
            Some(timeout) => self.messages.recv_timeout(timeout),
            None => self
                .messages
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(Message::Cancelled) => Err(CallError::new(Failure::Io, "the call was cancelled")),
            Ok(message) => Ok(Some(message)),
            Err(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::unversioned::transport::NextTimeout;

    const SILENT: u16 = 1;

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

    /// Never ends at a silent port.
    fn attempt(address: SocketAddr, _: Option<Duration>) -> io::Result<SocketAddr> {
        while address.port() == SILENT {
            std::thread::park();
        }
        match address.port() {
            2 => Err(io::ErrorKind::ConnectionRefused.into()),
            _ => Ok(address),
        }
    }

    #[test]
    fn a_silent_address_delays_no_other() {
        let connected = dialler().race(addresses(&[SILENT, SILENT, 7]), attempt);
        assert_eq!(connected.unwrap().port(), 7);
    }

    #[test]
    fn after_a_refusal_the_next_address_is_tried() {
        let connected = dialler().race(addresses(&[2, 2, 7]), attempt);
        assert_eq!(connected.unwrap().port(), 7);
    }

    #[test]
    fn if_all_addresses_refuse_the_reason_is_the_refusal() {
        let error = dialler().race(addresses(&[2, 2]), attempt).unwrap_err();
        assert_eq!(error.reason(), "connection refused");
    }

    #[test]
    fn a_cancellation_ends_the_wait() {
        let dialler = dialler();
        dialler.handle().upgrade().unwrap().shutdown();
        let error = dialler.race(addresses(&[SILENT]), attempt).unwrap_err();
        assert!(error.reason().contains("cancelled"), "{error}");
    }
}
