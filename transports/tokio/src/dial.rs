//! Name resolution and TCP connections.

use std::io;
use std::net::{IpAddr, SocketAddr};

use qrlogin_transport::dial::{STAGGER, interleaved, more_informative};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The addresses of this host.
pub(crate) async fn resolve(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host.trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(address) => Ok(vec![SocketAddr::new(address, port)]),
        Err(_) => Ok(lookup_host((host, port)).await?.collect()),
    }
}

/// The first connection to one of these addresses.
pub(crate) async fn connect(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    race(addresses, TcpStream::connect).await
}

/// The first connection of parallel attempts at these addresses.
async fn race<C, A>(addresses: Vec<SocketAddr>, attempt: impl Fn(SocketAddr) -> A) -> io::Result<C>
where
    C: Send + 'static,
    A: Future<Output = io::Result<C>> + Send + 'static,
{
    let mut waiting = interleaved(addresses).into_iter();
    // Dropping the set aborts the attempts that still run.
    let mut running = JoinSet::new();
    let mut failed = None;
    loop {
        if let Some(address) = waiting.next() {
            running.spawn(attempt(address));
        } else if running.is_empty() {
            return Err(failed.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()));
        }
        let ended = match waiting.len() {
            0 => running.join_next().await,
            _ => timeout(STAGGER, running.join_next()).await.unwrap_or(None),
        };
        match ended {
            Some(Ok(Ok(connection))) => return Ok(connection),
            Some(Ok(Err(error))) => failed = Some(more_informative(failed, error)),
            Some(Err(error)) => failed = Some(more_informative(failed, io::Error::other(error))),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const SILENT: u16 = 1;

    fn addresses(ports: &[u16]) -> Vec<SocketAddr> {
        let address = |port: &u16| SocketAddr::from(([127, 0, 0, 1], *port));
        ports.iter().map(address).collect()
    }

    /// Never ends at a silent port.
    async fn attempt(address: SocketAddr) -> io::Result<SocketAddr> {
        match address.port() {
            SILENT => std::future::pending().await,
            2 => Err(io::ErrorKind::ConnectionRefused.into()),
            _ => Ok(address),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_address_delays_no_other() {
        let started = Instant::now();
        let connected = race(addresses(&[SILENT, SILENT, 7]), attempt).await;
        assert_eq!(connected.unwrap().port(), 7);
        assert_eq!(started.elapsed(), 2 * STAGGER);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_refusal_the_next_address_is_tried_at_once() {
        let started = Instant::now();
        let connected = race(addresses(&[2, 2, 7]), attempt).await;
        assert_eq!(connected.unwrap().port(), 7);
        assert_eq!(started.elapsed(), std::time::Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn if_all_addresses_refuse_the_reason_is_the_refusal() {
        let error = race(addresses(&[2, 2]), attempt).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
}
