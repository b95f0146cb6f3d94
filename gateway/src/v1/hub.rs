//! Who waits for a change of a login. One task of a gateway receives the changes of the store and
//! wakes those that wait for this login: a receiver of their own for each would make every change a
//! wake-up of all.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::store::{Change, LoginId, Store};

/// The logins that are followed.
pub(super) struct Hub {
    store: Arc<dyn Store>,
    followed: Arc<Mutex<Followed>>,
}

#[derive(Default)]
struct Followed {
    logins: HashMap<LoginId, watch::Sender<()>>,
    /// Whether the task runs.
    is_received: bool,
}

/// A login that is followed until this is dropped.
pub(super) struct Follow {
    id: LoginId,
    changed: watch::Receiver<()>,
    followed: Arc<Mutex<Followed>>,
}

impl Hub {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            followed: Arc::default(),
        }
    }

    /// Follows a login: what changes from now on is noticed.
    pub(super) fn follow(&self, id: &LoginId) -> Follow {
        let mut followed = lock(&self.followed);
        let changed = match followed.logins.get(id) {
            Some(sender) => sender.subscribe(),
            None => {
                let (sender, receiver) = watch::channel(());
                followed.logins.insert(id.clone(), sender);
                receiver
            }
        };
        if !followed.is_received {
            followed.is_received = true;
            let changes = self.store.changes();
            tokio::spawn(receive(changes, Arc::downgrade(&self.followed)));
        }
        drop(followed);
        Follow {
            id: id.clone(),
            changed,
            followed: Arc::clone(&self.followed),
        }
    }
}

impl Follow {
    /// Waits for the next change. It can come for a change that was noticed before, or for one of
    /// another login that the store has lost count of.
    pub(super) async fn changed(&mut self) {
        if self.changed.changed().await.is_err() {
            // Without a sender there is none to wait for; the caller has a time limit.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        let mut followed = lock(&self.followed);
        let is_last = |sender: &watch::Sender<()>| sender.receiver_count() <= 1;
        if followed.logins.get(&self.id).is_some_and(is_last) {
            followed.logins.remove(&self.id);
        }
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hub({} logins)", lock(&self.followed).logins.len())
    }
}

/// Wakes those that wait, until the store or the hub is gone.
async fn receive(mut changes: broadcast::Receiver<Change>, followed: Weak<Mutex<Followed>>) {
    loop {
        let received = changes.recv().await;
        let Some(followed) = followed.upgrade() else {
            return;
        };
        let mut followed = lock(&followed);
        match received {
            Ok(change) => {
                if let Some(sender) = followed.logins.get(&change.id) {
                    sender.send_replace(());
                }
            }
            // Any login may be among what was lost.
            Err(RecvError::Lagged(_)) => {
                for sender in followed.logins.values() {
                    sender.send_replace(());
                }
            }
            Err(RecvError::Closed) => {
                followed.is_received = false;
                return;
            }
        }
    }
}

fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
