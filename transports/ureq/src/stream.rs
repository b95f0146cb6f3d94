//! A connection as a stream with a deadline.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use qrlogin_transport::quota::Quota;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::unversioned::transport::ShutdownHandle;

/// A connection, with TLS or without; nested for TLS inside the TLS of a proxy.
pub(crate) enum Stream {
    Tcp(Tcp),
    Tls(Box<StreamOwned<ClientConnection, Stream>>),
}

/// A TCP connection. No read and no write continues past the deadline, even byte by byte.
pub(crate) struct Tcp {
    stream: Arc<TcpStream>,
    deadline: Option<Instant>,
    /// The time-outs that are set on the socket.
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    quota: Quota,
}

impl Tcp {
    /// Registers the connection to be closed from another thread.
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
            read_timeout: None,
            write_timeout: None,
            quota: Quota::default(),
        })
    }

    /// The time left, as a socket's time-out, which must not be zero. In whole seconds as long as
    /// possible, so that it seldom changes: setting it is a system call.
    fn timeout(&self) -> io::Result<Option<Duration>> {
        let Some(deadline) = self.deadline else {
            return Ok(None);
        };
        let left = deadline.saturating_duration_since(Instant::now());
        match left.as_secs() {
            0 if left.is_zero() => Err(io::ErrorKind::TimedOut.into()),
            0 => Ok(Some(left)),
            seconds => Ok(Some(Duration::from_secs(seconds))),
        }
    }

    /// Whether it can be used for another request: nothing was received, not even the end.
    #[cfg(unix)]
    fn is_idle(&self) -> bool {
        use rustix::net::{RecvFlags, recv};

        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        let peeked = recv(&*self.stream, &mut [0][..], flags);
        peeked.is_err_and(|error| error == rustix::io::Errno::WOULDBLOCK)
    }

    #[cfg(not(unix))]
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
        loop {
            let timeout = self.timeout()?;
            if self.read_timeout != timeout {
                self.stream.set_read_timeout(timeout)?;
                self.read_timeout = timeout;
            }
            match (&*self.stream).read(buffer) {
                Err(error) if is_timeout(&error) => {}
                read => {
                    let read = read?;
                    self.quota.count(read)?;
                    return Ok(read);
                }
            }
        }
    }
}

impl Write for Tcp {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        loop {
            let timeout = self.timeout()?;
            if self.write_timeout != timeout {
                self.stream.set_write_timeout(timeout)?;
                self.write_timeout = timeout;
            }
            match (&*self.stream).write(buffer) {
                Err(error) if is_timeout(&error) => {}
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the socket's time-out has passed; the deadline may be later. On Unix `TimedOut` is the
/// end of a connection instead.
fn is_timeout(error: &io::Error) -> bool {
    match error.kind() {
        io::ErrorKind::WouldBlock => true,
        io::ErrorKind::TimedOut => cfg!(windows),
        _ => false,
    }
}

impl Stream {
    /// Adds TLS with this host.
    ///
    /// # Errors
    /// The handshake failed, or has missed the deadline.
    pub(crate) fn secure(mut self, tls: Arc<ClientConfig>, host: &str) -> io::Result<Self> {
        let host = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(io::Error::other)?;
        let mut connection = ClientConnection::new(tls, name).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut self)?;
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, self))))
    }

    /// Sets the deadline of the following reads and writes.
    pub(crate) fn until(&mut self, deadline: Option<Instant>) {
        self.tcp().deadline = deadline;
    }

    /// Renews the quota for the next response, when a request is sent.
    pub(crate) fn begin_response(&mut self) {
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
