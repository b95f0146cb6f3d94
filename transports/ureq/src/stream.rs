//! A connection as a stream with a deadline.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};
use std::time::Instant;

use qrlogin_transport::quota::Quota;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::unversioned::transport::ShutdownHandle;

/// A connection, with TLS or without; with both at once through a proxy that itself speaks TLS.
pub(crate) enum Stream {
    Tcp(Tcp),
    Tls(Box<StreamOwned<ClientConnection, Stream>>),
}

/// A TCP connection. Whatever the other side does, no read and no write goes on past the deadline.
pub(crate) struct Tcp {
    stream: Arc<TcpStream>,
    deadline: Option<Instant>,
    quota: Quota,
}

impl Tcp {
    /// Registers it with what ends it from another thread.
    pub(crate) fn new(
        stream: TcpStream,
        deadline: Option<Instant>,
        register: &dyn Fn(Weak<dyn ShutdownHandle>) -> Result<(), ureq::Error>,
    ) -> Result<Self, ureq::Error> {
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        let handle: Arc<dyn ShutdownHandle> = stream.clone();
        register(Arc::downgrade(&handle))?;
        Ok(Self {
            stream,
            deadline,
            quota: Quota::default(),
        })
    }

    /// The time that is left, as the system wants to have it.
    fn left(&self) -> io::Result<Option<std::time::Duration>> {
        let Some(deadline) = self.deadline else {
            return Ok(None);
        };
        match deadline.saturating_duration_since(Instant::now()) {
            left if left.is_zero() => Err(io::ErrorKind::TimedOut.into()),
            left => Ok(Some(left)),
        }
    }

    /// Whether it can be used for another request: nothing has come, not even the end.
    fn is_idle(&self) -> bool {
        if self.stream.set_nonblocking(true).is_err() {
            return false;
        }
        let nothing = match self.stream.peek(&mut [0]) {
            Ok(_) => false,
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        };
        nothing && self.stream.set_nonblocking(false).is_ok()
    }
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left()?;
        self.stream.set_read_timeout(left)?;
        let read = (&*self.stream).read(buffer).map_err(timed_out)?;
        self.quota.count(read)?;
        Ok(read)
    }
}

impl Write for Tcp {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        self.stream.set_write_timeout(left)?;
        (&*self.stream).write(buffer).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The end of a socket's time-out is `WouldBlock` on Unix, which rustls takes for something else.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    }
}

impl Stream {
    /// The same with TLS to this host on top of it.
    ///
    /// # Errors
    /// The handshake failed, or took too long.
    pub(crate) fn secure(mut self, tls: Arc<ClientConfig>, host: &str) -> io::Result<Self> {
        let host = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(io::Error::other)?;
        let mut connection = ClientConnection::new(tls, name).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut self)?;
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, self))))
    }

    /// What comes from now on has to come until then.
    pub(crate) fn until(&mut self, deadline: Option<Instant>) {
        self.tcp().deadline = deadline;
    }

    /// A request goes out: what comes now is another answer.
    pub(crate) fn begin_answer(&mut self) {
        self.tcp().quota.renew();
    }

    pub(crate) fn is_idle(&mut self) -> bool {
        self.tcp().is_idle()
    }

    pub(crate) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    fn tcp(&mut self) -> &mut Tcp {
        match self {
            Self::Tcp(tcp) => tcp,
            Self::Tls(tls) => tls.sock.tcp(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(tcp) => tcp.write(buffer),
            Self::Tls(tls) => tls.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}
