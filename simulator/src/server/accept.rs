//! The listeners of a server, one for each session.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::task::JoinSet;

use super::access::Access;
use super::sessions::{Session, Sessions};
use super::{connection, proxy};
use crate::tls::Tls;

/// What all listeners of a server share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) sessions: Sessions,
    /// Without it the server is no proxy.
    pub(super) tls: Option<Tls>,
    pub(super) access: Access,
}

/// A listener as its connections see it.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// The session of requests that name no other one.
    pub(super) session: Session,
    pub(super) address: SocketAddr,
    pub(super) shared: Arc<Shared>,
}

/// Accepts connections. Dropping the future closes them, tunnels excepted.
pub(super) async fn accept(listener: TcpListener, door: Door) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let mut connections = JoinSet::new();
    loop {
        // Errors of `accept` concern one connection, or are transient.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(connection::SLICE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        // Cut and slow bodies must be visible as they happen.
        let _ = stream.set_nodelay(true);
        connections.spawn(proxy::serve(stream, door.clone()));
    }
}
