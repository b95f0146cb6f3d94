//! Connections of the bundled transport: direct, or through a proxy.
//!
//! ureq's own connectors restart their time-out at each read from a proxy, and try the addresses of
//! a host one after the other. Here one deadline covers all steps of a connection, and addresses
//! are tried as in RFC 8305.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use qrlogin::Failure;
use qrlogin_transport::admission::Admission;
use qrlogin_transport::proxy::{Handshake, Proxies, Proxy, ProxyKind, Turn};
use rustls::ClientConfig;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use crate::CallError;
use crate::buffers::HeadLength;
use crate::dial::Dialler;
use crate::stream::{Stream, Tcp};
use crate::wire::Wire;

/// Makes connections, TLS included.
#[derive(Clone)]
pub(crate) struct Connecting {
    pub(crate) proxies: Proxies,
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) timeout: Duration,
    pub(crate) head_length: HeadLength,
    pub(crate) admission: Admission,
}

/// The deadline of a connection: its own time-out, or that of the call if it is shorter.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) at: Option<Instant>,
    /// The failure after the deadline, and the time that was given.
    failure: Failure,
    given: Duration,
}

impl Deadline {
    pub(crate) fn new(connect: Duration, call: NextTimeout) -> Self {
        let call = (!call.after.is_not_happening()).then(|| *call.after);
        let (failure, given) = match call {
            Some(call) if call < connect => (Failure::Timeout, call),
            _ => (Failure::Connect, connect),
        };
        Self {
            at: Instant::now().checked_add(given),
            failure,
            given,
        }
    }

    pub(crate) fn left(&self) -> Option<Duration> {
        let at = self.at?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn has_passed(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    /// The error of a connection that has missed the deadline.
    pub(crate) fn passed(&self) -> CallError {
        CallError::timed_out(self.failure, self.given)
    }

    /// The error of a failed step: a time-out if the deadline has passed.
    fn explain(&self, broken: std::io::Error, fallback: Failure) -> CallError {
        match self.has_passed() {
            true => self.passed(),
            false => CallError::of(fallback, broken),
        }
    }
}

impl Connecting {
    fn open(&self, details: &ConnectionDetails<'_>) -> Result<Stream, CallError> {
        let deadline = Deadline::new(self.timeout, details.timeout);
        let dialler = Dialler::new(deadline);
        // An agent that is shut down refuses it.
        (details.register_shutdown)(dialler.handle())
            .map_err(|error| CallError::of(Failure::Io, error))?;
        let target = Target::of(details.uri)?;
        let proxy = self.proxies.for_uri(details.uri);
        let proxy = proxy.map_err(|error| CallError::of_setting(&error))?;
        let opened = match proxy {
            Some(proxy) => self
                .admission
                .check_at_proxy(target.host, target.port)
                .and_then(|()| self.through(proxy, &target, &dialler, details)),
            None => {
                let admission = &self.admission;
                self.dial(target.host, target.port, admission, &dialler, details)
            }
        };
        let stream = opened.and_then(|stream| match target.is_tls {
            true => self.secure(stream, target.host, deadline),
            false => Ok(stream),
        });
        stream.map_err(|error| error.through(proxy.map(Proxy::origin)))
    }

    fn dial(
        &self,
        host: &str,
        port: u16,
        admission: &Admission,
        dialler: &Dialler,
        details: &ConnectionDetails<'_>,
    ) -> Result<Stream, CallError> {
        let addresses = dialler.resolve(host, port)?;
        let admitted = admission.check(host.trim_matches(['[', ']']), addresses)?;
        let stream = dialler.connect(admitted)?;
        Tcp::new(stream, dialler.deadline.at, &*details.register_shutdown)
            .map(Stream::Tcp)
            .map_err(|error| CallError::of(Failure::Io, error))
    }

    fn through(
        &self,
        proxy: &Proxy,
        target: &Target<'_>,
        dialler: &Dialler,
        details: &ConnectionDetails<'_>,
    ) -> Result<Stream, CallError> {
        let resolved = match proxy.kind {
            ProxyKind::Socks4 => dialler.resolve_v4(target.host, target.port)?,
            _ => None,
        };
        let deadline = dialler.deadline;
        let opened = self.dial(
            &proxy.host,
            proxy.port,
            &Admission::default(),
            dialler,
            details,
        );
        let opened = opened.and_then(|stream| match proxy.kind {
            ProxyKind::Https => self.secure(stream, &proxy.host, deadline),
            _ => Ok(stream),
        });
        let mut stream = opened.map_err(CallError::at_proxy)?;
        tunnel(&mut stream, proxy, target, resolved, deadline)?;
        Ok(stream)
    }

    fn secure(&self, stream: Stream, host: &str, deadline: Deadline) -> Result<Stream, CallError> {
        stream
            .secure(self.tls.clone(), host)
            .map_err(|error| deadline.explain(error, Failure::Tls))
    }
}

/// Establishes a tunnel to the service through the proxy.
fn tunnel(
    stream: &mut Stream,
    proxy: &Proxy,
    target: &Target<'_>,
    resolved: Option<Ipv4Addr>,
    deadline: Deadline,
) -> Result<(), CallError> {
    use std::io::{Read as _, Write as _};

    let late = || match deadline.failure {
        Failure::Connect => {
            let secs = deadline.given.as_secs_f32();
            CallError::refused_by_proxy(format!("it did not answer within {secs} s"))
        }
        _ => deadline.passed(),
    };
    let mut handshake = Handshake::new(proxy, target.host, target.port, resolved);
    let mut buffer = [0; 4096];
    loop {
        let turn = handshake.turn().map_err(CallError::refused_by_proxy)?;
        let done = match turn {
            Turn::Done => return Ok(()),
            Turn::Send(bytes) => stream.write_all(&bytes).and_then(|()| stream.flush()),
            Turn::Receive(most) => {
                let most = most.min(buffer.len());
                let room = buffer.get_mut(..most).unwrap_or_default();
                match stream.read(room) {
                    Ok(0) => return Err(CallError::refused_by_proxy(handshake.closed())),
                    Ok(read) => {
                        handshake.received(buffer.get(..read).unwrap_or_default());
                        Ok(())
                    }
                    Err(error) => Err(error),
                }
            }
        };
        match done {
            Ok(()) => {}
            Err(_) if deadline.has_passed() => return Err(late()),
            Err(_) => return Err(CallError::refused_by_proxy(handshake.closed())),
        }
    }
}

/// The service that is called.
struct Target<'a> {
    host: &'a str,
    port: u16,
    is_tls: bool,
}

impl<'a> Target<'a> {
    fn of(uri: &'a Uri) -> Result<Self, CallError> {
        let is_tls = uri.scheme_str() == Some("https");
        let host = uri.host().filter(|host| !host.is_empty());
        Ok(Self {
            host: host.ok_or_else(|| CallError::new(Failure::Other, "there is no host in it"))?,
            port: uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
            is_tls,
        })
    }
}

impl Connector for Connecting {
    type Out = Wire;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Wire>, ureq::Error> {
        let stream = self.open(details);
        let stream = stream.map_err(|error| ureq::Error::Other(error.into()))?;
        Ok(Some(Wire::new(stream, self.head_length.clone())))
    }
}

impl fmt::Debug for Connecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connecting").finish_non_exhaustive()
    }
}

/// Resolves nothing: the connector does.
#[derive(Debug)]
pub(crate) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        // ureq requires one address.
        addresses.push(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0));
        Ok(addresses)
    }
}
