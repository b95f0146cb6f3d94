//! Names and TCP connections.

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

/// The first connection that an attempt at one of these addresses comes to.
async fn race<C, A>(addresses: Vec<SocketAddr>, attempt: impl Fn(SocketAddr) -> A) -> io::Result<C>
where
    C: Send + 'static,
    A: Future<Output = io::Result<C>> + Send + 'static,
{
    let mut waiting = interleaved(addresses).into_iter();
    // What still runs is given up with the set.
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

    const DEAD: u16 = 1;

    fn addresses(ports: &[u16]) -> Vec<SocketAddr> {
        let address = |port: &u16| SocketAddr::from(([127, 0, 0, 1], *port));
        ports.iter().map(address).collect()
    }

    /// Never ends at the dead ports.
    async fn attempt(address: SocketAddr) -> io::Result<SocketAddr> {
        match address.port() {
            DEAD => std::future::pending().await,
            2 => Err(io::ErrorKind::ConnectionRefused.into()),
            _ => Ok(address),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_does_not_answer_holds_up_no_other() {
        let started = Instant::now();
        let connected = race(addresses(&[DEAD, DEAD, 7]), attempt).await;
        assert_eq!(connected.unwrap().port(), 7);
        assert_eq!(started.elapsed(), 2 * STAGGER);
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_refuses_is_followed_at_once() {
        let started = Instant::now();
        let connected = race(addresses(&[2, 2, 7]), attempt).await;
        assert_eq!(connected.unwrap().port(), 7);
        assert_eq!(started.elapsed(), std::time::Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn when_all_refuse_that_is_the_reason() {
        let error = race(addresses(&[2, 2]), attempt).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
}
