//! Names and TCP connections.

use std::io;
use std::net::{IpAddr, SocketAddr};

use qrlogin_transport::dial::{STAGGER, in_turn, telling};
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
    let mut waiting = in_turn(addresses).into_iter();
    // What still runs is given up with the set.
    let mut running = JoinSet::new();
    let mut failed = None;
    loop {
        if let Some(address) = waiting.next() {
            running.spawn(TcpStream::connect(address));
        } else if running.is_empty() {
            return Err(failed.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()));
        }
        let ended = match waiting.len() {
            0 => running.join_next().await,
            _ => timeout(STAGGER, running.join_next()).await.unwrap_or(None),
        };
        match ended {
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(error))) => failed = Some(telling(failed, error)),
            Some(Err(error)) => failed = Some(telling(failed, io::Error::other(error))),
            None => {}
        }
    }
}
