//! The store of a gateway on one machine: one file of SQLite.
//!
//! The file and its side files (`-wal`, `-shm`, `.lock`) can be read by their owner alone. A second
//! process on the same file is refused, since neither would hear of the other's changes; the lock
//! is the file `<name>.lock`, which the system unlocks when the process ends. Logins that an
//! earlier process owned can be claimed at once, because that process has ended.
//!
//! In the clear are the names of flows and of keys, states, times, numbers, and hashes of secrets,
//! keys and requests. All else is [`Sealed`].

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use qrlogin::Timestamp;
use rusqlite::Connection;
use tokio::sync::broadcast;

use super::*;
use thread::Thread;

mod logins;
mod others;
mod schema;
mod thread;
mod workers;

/// A store in one file, or in memory.
///
/// Its calls run on a thread of its own, in the order of their arrival. A call that was started is
/// carried out also if its future is dropped.
pub struct Sqlite {
    path: Option<PathBuf>,
    thread: Thread,
    // Dropped after the thread, which has closed the file then.
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] if the file cannot be opened or another process has it open;
    /// [`StoreError::Refused`] if it is no file of this program, or one of a newer version. It is
    /// not changed then.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = lock(path)?;
        private(path).map_err(|error| unreachable(path, &error))?;
        let connection = Connection::open(path).map_err(thread::Fault::from)?;
        Self::start(connection, Some(path.to_owned()), Some(lock))
    }

    /// Opens the file, or makes it, for its keys alone: beside a process that has it open and whose
    /// logins this one would not hear of.
    ///
    /// # Errors
    /// As [`Sqlite::open`], except that another process may have it open.
    pub fn open_for_keys(path: &Path) -> Result<Self, StoreError> {
        private(path).map_err(|error| unreachable(path, &error))?;
        let connection = Connection::open(path).map_err(thread::Fault::from)?;
        Self::start(connection, Some(path.to_owned()), None)
    }

    /// A store that ends with the value.
    ///
    /// # Errors
    /// Those of SQLite: there is no memory or no thread.
    pub fn in_memory() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory().map_err(thread::Fault::from)?;
        Self::start(connection, None, None)
    }

    /// Has this clock instead of the system's, from the next call on.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.thread.set_clock(Arc::new(clock));
        self
    }

    fn start(
        mut connection: Connection,
        path: Option<PathBuf>,
        lock: Option<File>,
    ) -> Result<Self, StoreError> {
        schema::prepare(&mut connection)?;
        // Only one process has the lock, so the workers of an earlier one have ended.
        if lock.is_some() {
            schema::forget_workers(&mut connection)?;
        }
        let clock = Arc::new(|| Timestamp::from(SystemTime::now()));
        Ok(Self {
            path,
            thread: Thread::start(connection, clock)?,
            _lock: lock,
        })
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish()
    }
}

fn unreachable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unreachable(format!("{}: {error}", path.display()))
}

/// Locks the file beside the database until the returned one is closed.
fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = private(&name).map_err(|error| unreachable(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Unreachable(format!(
            "another process has {} open",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(unreachable(&name, &error)),
    }
}

/// Opens or makes a file that only its owner can read, with any umask. SQLite gives its side
/// files the mode of the database.
fn private(path: &Path) -> Result<File, std::io::Error> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

#[async_trait]
impl Store for Sqlite {
    async fn now(&self) -> Result<Timestamp, StoreError> {
        self.thread.run(|work| Ok(columns::at(work.now))).await
    }

    async fn create(&self, login: NewLogin) -> Result<Created, StoreError> {
        self.thread
            .run(move |work| logins::create(work, &login))
            .await
    }

    async fn login(&self, owner: &str, id: &LoginId) -> Result<Option<Record>, StoreError> {
        let (owner, id) = (owner.to_owned(), id.clone());
        let found = self.thread.run(move |work| logins::find(work, &id));
        Ok(found.await?.filter(|record| record.owner == owner))
    }

    async fn versions(&self, ids: &[LoginId]) -> Result<Vec<(LoginId, u64)>, StoreError> {
        let ids = ids.to_vec();
        self.thread
            .run(move |work| logins::versions(work, ids))
            .await
    }

    async fn events(&self, id: &LoginId, after: u64) -> Result<Vec<StoredEvent>, StoreError> {
        let id = id.clone();
        self.thread
            .run(move |work| logins::events(work, &id, after))
            .await
    }

    async fn answer(&self, id: &LoginId, answer: Sealed) -> Result<bool, StoreError> {
        let id = id.clone();
        self.thread
            .run(move |work| logins::answer(work, &id, &answer))
            .await
    }

    async fn cancel(&self, id: &LoginId, version: u64, event: Sealed) -> Result<bool, StoreError> {
        let id = id.clone();
        self.thread
            .run(move |work| logins::cancel(work, &id, version, &event))
            .await
    }

    async fn redeem(
        &self,
        id: &LoginId,
        secret: &Hash,
        repeat: Duration,
    ) -> Result<Redeemed, StoreError> {
        let (id, secret) = (id.clone(), *secret);
        self.thread
            .run(move |work| logins::redeem(work, &id, &secret, repeat))
            .await
    }

    async fn confirm(&self, id: &LoginId, secret: &Hash) -> Result<bool, StoreError> {
        let (id, secret) = (id.clone(), *secret);
        self.thread
            .run(move |work| logins::confirm(work, &id, &secret))
            .await
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        self.thread.changes()
    }

    async fn register(&self, lease: Duration) -> Result<WorkerId, StoreError> {
        self.thread
            .run(move |work| workers::register(work, lease))
            .await
    }

    async fn renew(&self, worker: WorkerId, lease: Duration) -> Result<bool, StoreError> {
        self.thread
            .run(move |work| workers::renew(work, worker, lease))
            .await
    }

    async fn claim(&self, worker: WorkerId, limit: usize) -> Result<Vec<Claimed>, StoreError> {
        self.thread
            .run(move |work| workers::claim(work, worker, limit))
            .await
    }

    async fn owned(&self, worker: WorkerId) -> Result<Vec<LoginId>, StoreError> {
        self.thread
            .run(move |work| workers::owned(work, worker))
            .await
    }

    async fn answers(&self, worker: WorkerId) -> Result<Vec<(LoginId, Sealed)>, StoreError> {
        self.thread
            .run(move |work| workers::answers(work, worker))
            .await
    }

    async fn save(&self, _: WorkerId, writes: Vec<Write>) -> Result<Vec<Written>, StoreError> {
        let save = move |work: &mut thread::Work<'_>| {
            let each = writes.iter().map(|write| workers::save(work, write));
            each.collect()
        };
        self.thread.run(save).await
    }

    async fn release(&self, worker: WorkerId) -> Result<(), StoreError> {
        self.thread
            .run(move |work| workers::release(work, worker))
            .await
    }

    async fn sweep(&self, repeat: Duration) -> Result<u64, StoreError> {
        self.thread
            .run(move |work| others::sweep(work, repeat))
            .await
    }

    async fn deliveries(
        &self,
        limit: usize,
        retry_after: Duration,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.thread
            .run(move |work| others::deliveries(work, limit, retry_after))
            .await
    }

    async fn delivered(&self, id: &LoginId) -> Result<(), StoreError> {
        let id = id.clone();
        self.thread
            .run(move |work| others::delivered(work, &id))
            .await
    }

    async fn add_key(&self, name: &str, key: &Hash) -> Result<bool, StoreError> {
        let (name, key) = (name.to_owned(), *key);
        self.thread
            .run(move |work| others::add_key(work, &name, &key))
            .await
    }

    async fn keys(&self) -> Result<Vec<Key>, StoreError> {
        self.thread.run(|work| others::keys(work)).await
    }

    async fn revoke_key(&self, name: &str) -> Result<bool, StoreError> {
        let name = name.to_owned();
        self.thread
            .run(move |work| others::revoke_key(work, &name))
            .await
    }

    async fn key_name(&self, key: &Hash) -> Result<Option<String>, StoreError> {
        let key = *key;
        self.thread
            .run(move |work| others::key_name(work, &key))
            .await
    }
}
