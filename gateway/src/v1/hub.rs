//! Who waits for a change of a login. One task of a gateway receives the changes of the store and
//! wakes those that wait for this login: a receiver of their own for each would make every change a
//! wake-up of all. For reports that were lost, such as those of a connection that is dead without
//! being closed, the same task reads the versions of all followed logins every few seconds.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::store::{Change, LoginId, Store};

/// How often the versions are read although no change was reported.
pub(super) const READ_AGAIN: Duration = Duration::from_secs(5);
/// How many versions are read in one call, so that no other call waits long.
const VERSIONS_AT_ONCE: usize = 500;

/// The logins that are followed.
pub(super) struct Hub {
    store: Arc<dyn Store>,
    followed: Arc<Mutex<Followed>>,
}

#[derive(Default)]
struct Followed {
    logins: HashMap<LoginId, Login>,
    /// Whether the task runs.
    is_received: bool,
}

/// A login that someone follows.
struct Login {
    /// The highest version that a follower has read or was woken for; 0 before the first.
    version: u64,
    changed: watch::Sender<()>,
}

impl Followed {
    /// Wakes those that wait for this login, if the version is news.
    fn note(&mut self, id: &LoginId, version: u64) {
        if let Some(login) = self.logins.get_mut(id)
            && login.version < version
        {
            login.version = version;
            login.changed.send_replace(());
        }
    }

    fn wake_all(&self) {
        for login in self.logins.values() {
            login.changed.send_replace(());
        }
    }
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
            Some(login) => login.changed.subscribe(),
            None => {
                let (changed, receiver) = watch::channel(());
                let login = Login {
                    version: 0,
                    changed,
                };
                followed.logins.insert(id.clone(), login);
                receiver
            }
        };
        if !followed.is_received {
            followed.is_received = true;
            let store = Arc::downgrade(&self.store);
            let changes = self.store.changes();
            tokio::spawn(receive(store, changes, Arc::downgrade(&self.followed)));
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

    /// The follower has read this version. If it is a later one than others have read, whose report
    /// was lost, they are woken, and so is this one.
    pub(super) fn has_read(&self, version: u64) {
        let mut followed = lock(&self.followed);
        match followed.logins.get_mut(&self.id) {
            Some(login) if login.version == 0 => login.version = version,
            _ => followed.note(&self.id, version),
        }
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        let mut followed = lock(&self.followed);
        let is_last = |login: &Login| login.changed.receiver_count() <= 1;
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
async fn receive(
    store: Weak<dyn Store>,
    mut changes: broadcast::Receiver<Change>,
    followed: Weak<Mutex<Followed>>,
) {
    let mut again = interval_at(Instant::now() + READ_AGAIN, READ_AGAIN);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let received = tokio::select! {
            received = changes.recv() => Some(received),
            _ = again.tick() => None,
        };
        let Some(followed) = followed.upgrade() else {
            return;
        };
        match received {
            // An answer leaves the version as it is: no reader sees it.
            Some(Ok(change)) => lock(&followed).note(&change.id, change.version),
            // Any login may be among what was lost.
            Some(Err(RecvError::Lagged(_))) => lock(&followed).wake_all(),
            Some(Err(RecvError::Closed)) => {
                lock(&followed).is_received = false;
                return;
            }
            None => {
                let Some(store) = store.upgrade() else {
                    return;
                };
                read_versions(&*store, &followed).await;
            }
        }
    }
}

/// Wakes those whose login has another version than they know, or is gone. What cannot be read now
/// is read next time.
async fn read_versions(store: &dyn Store, followed: &Mutex<Followed>) {
    let ids: Vec<LoginId> = lock(followed).logins.keys().cloned().collect();
    for ids in ids.chunks(VERSIONS_AT_ONCE) {
        let Ok(versions) = store.versions(ids).await else {
            return;
        };
        let versions: HashMap<_, _> = versions.into_iter().collect();
        let mut followed = lock(followed);
        for id in ids {
            // A login that is gone has a version that it never had.
            followed.note(id, versions.get(id).copied().unwrap_or(u64::MAX));
        }
    }
}

fn lock(followed: &Mutex<Followed>) -> MutexGuard<'_, Followed> {
    followed.lock().unwrap_or_else(PoisonError::into_inner)
}
