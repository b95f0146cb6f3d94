//! Changes of all replicas: a connection that does nothing but listen.

use std::future::poll_fn;
use std::sync::Weak;
use std::time::Duration;

use tokio::sync::{broadcast, oneshot};
use tokio_postgres::AsyncMessage;

use super::address::Address;
use super::fault;
use crate::store::{CHANGES, Change, LoginId, StoreError};

/// The first pause before a connection is tried again; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// Connects, and from then on sends what is reported, for as long as the sender is held elsewhere.
///
/// # Errors
/// Those of the first connection. Later ones are tried again.
pub(super) async fn start(
    address: Address,
    changes: &std::sync::Arc<broadcast::Sender<Change>>,
) -> Result<tokio::task::AbortHandle, StoreError> {
    let (ready, started) = oneshot::channel();
    let changes = std::sync::Arc::downgrade(changes);
    let task = tokio::spawn(async move {
        let mut ready = Some(ready);
        let mut pause = FIRST;
        loop {
            let listened = listen(&address, &changes, &mut ready, &mut pause).await;
            if let (Some(ready), Err(error)) = (ready.take(), listened) {
                let _ = ready.send(Err(error));
                return;
            }
            if changes.strong_count() == 0 {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST);
        }
    });
    let ended = |_| StoreError::Unreachable("the listening task has ended".to_owned());
    started.await.map_err(ended)??;
    Ok(task.abort_handle())
}

/// Listens on one connection until it ends.
async fn listen(
    address: &Address,
    changes: &Weak<broadcast::Sender<Change>>,
    ready: &mut Option<oneshot::Sender<Result<(), StoreError>>>,
    pause: &mut Duration,
) -> Result<(), StoreError> {
    let connecting = address.config.connect(address.tls.clone());
    let (client, mut connection) = connecting.await.map_err(fault)?;
    let mut listening = std::pin::pin!(client.batch_execute("LISTEN qrlogin"));
    let mut is_listening = false;
    loop {
        // The connection makes progress only while it is polled for messages.
        let message = tokio::select! {
            listened = &mut listening, if !is_listening => {
                listened.map_err(fault)?;
                is_listening = true;
                *pause = FIRST;
                match ready.take() {
                    Some(ready) => { let _ = ready.send(Ok(())); }
                    // What was reported in the meantime was missed.
                    None => lag(changes),
                }
                continue;
            }
            message = poll_fn(|context| connection.poll_message(context)) => message,
        };
        match message {
            Some(Ok(AsyncMessage::Notification(notification))) => {
                let Some(changes) = changes.upgrade() else {
                    return Ok(());
                };
                for change in notification.payload().lines().filter_map(parse) {
                    // No receiver is no fault.
                    let _ = changes.send(change);
                }
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(fault(error)),
            None => {
                return Err(StoreError::Unreachable(
                    "the connection has ended".to_owned(),
                ));
            }
        }
    }
}

/// A line of a notification: the id and the version.
fn parse(line: &str) -> Option<Change> {
    let (id, version) = line.split_once(' ')?;
    Some(Change {
        id: LoginId::parse(id)?,
        version: version.parse().ok()?,
    })
}

/// Makes each receiver fall behind: more than it can hold, of a login that does not exist.
fn lag(changes: &Weak<broadcast::Sender<Change>>) {
    if let Some(changes) = changes.upgrade() {
        for _ in 0..=CHANGES {
            let _ = changes.send(Change {
                id: LoginId::new([0; 16]),
                version: 0,
            });
        }
    }
}
