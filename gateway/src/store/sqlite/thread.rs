//! The thread that owns the connection.
//!
//! Calls are queued. Those that are waiting together run in one transaction, each in a savepoint
//! of its own, and share the sync of one commit. A reply is sent after the commit.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use qrlogin::Timestamp;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{broadcast, oneshot};

use crate::store::{CHANGES, Change, LoginId, StoreError};

/// The most calls in one transaction, so that the first of them does not wait long.
const GROUP: usize = 256;

/// Tells the time.
pub(super) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Why a call failed.
pub(super) struct Fault(StoreError);

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        // The texts of SQLite name tables and columns, never values.
        let text = error.to_string();
        Self(match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::OutOfMemory
                | ErrorCode::SystemIoFailure,
            ) => StoreError::Unreachable(text),
            _ => StoreError::Refused(text),
        })
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

/// What a call works on.
pub(super) struct Work<'a> {
    /// The connection, in a transaction.
    pub(super) db: &'a Connection,
    /// The time of the transaction, in milliseconds.
    pub(super) now: i64,
    changes: Vec<Change>,
}

impl Work<'_> {
    /// Reports a change once it is durable.
    pub(super) fn changed(&mut self, id: LoginId, version: u64) {
        self.changes.push(Change { id, version });
    }
}

/// A call whose result waits for the commit: `Err` if the call was undone.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Call = Box<dyn FnOnce(&mut Work<'_>) -> (bool, Reply) + Send>;

enum Message {
    Call(Call),
    Clock(Clock),
}

/// The handle of the thread; the thread ends with it.
pub(super) struct Thread {
    queue: Option<Sender<Message>>,
    changes: broadcast::Sender<Change>,
    thread: Option<JoinHandle<()>>,
}

impl Thread {
    pub(super) fn start(connection: Connection, clock: Clock) -> Result<Self, StoreError> {
        let (queue, calls) = channel();
        let (changes, _) = broadcast::channel(CHANGES);
        let sender = changes.clone();
        let thread = std::thread::Builder::new()
            .name("qrlogin-sqlite".to_owned())
            .spawn(move || serve(connection, clock, &calls, &sender))
            .map_err(|error| StoreError::Unreachable(error.to_string()))?;
        Ok(Self {
            queue: Some(queue),
            changes,
            thread: Some(thread),
        })
    }

    pub(super) fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The calls after this one have this clock.
    pub(super) fn set_clock(&self, clock: Clock) {
        if let Some(queue) = &self.queue {
            // Fails only if the thread has ended; then each call says so.
            let _ = queue.send(Message::Clock(clock));
        }
    }

    /// Runs a call. Once it is queued it is carried out, also if this future is dropped.
    pub(super) async fn run<T, F>(&self, call: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Work<'_>) -> Result<T, Fault> + Send + 'static,
    {
        let ended = || StoreError::Unreachable("the call was not carried out".to_owned());
        let (sender, receiver) = oneshot::channel();
        let call: Call = Box::new(move |work| {
            let result = call(work).map_err(StoreError::from);
            let succeeded = result.is_ok();
            let reply: Reply = Box::new(move |commit| {
                let _ = sender.send(commit.and(result));
            });
            (succeeded, reply)
        });
        let queue = self.queue.as_ref().ok_or_else(ended)?;
        queue.send(Message::Call(call)).map_err(|_| ended())?;
        receiver.await.map_err(|_| ended())?
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // The file is closed and unlocked afterwards.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thread")
    }
}

fn serve(
    mut connection: Connection,
    mut clock: Clock,
    calls: &Receiver<Message>,
    changes: &broadcast::Sender<Change>,
) {
    while let Ok(first) = calls.recv() {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Call(call) => group.push(call),
                // Calls that were queued before it still have the earlier clock.
                Message::Clock(new) => {
                    transact(&mut connection, &clock, std::mem::take(&mut group), changes);
                    clock = new;
                }
            }
            next = match group.len() < GROUP {
                true => calls.try_recv().ok(),
                false => None,
            };
        }
        transact(&mut connection, &clock, group, changes);
    }
}

fn transact(
    connection: &mut Connection,
    clock: &Clock,
    group: Vec<Call>,
    changes: &broadcast::Sender<Change>,
) {
    if group.is_empty() {
        return;
    }
    let now = i64::try_from(clock().as_millis()).unwrap_or(i64::MAX);
    let mut replies = Vec::with_capacity(group.len());
    let mut made = Vec::new();
    let outcome = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Fault::from)
        .and_then(|transaction| {
            for call in group {
                let (reply, of_call) = savepoint(&transaction, now, call)?;
                replies.push(reply);
                made.extend(of_call);
            }
            transaction.commit().map_err(Fault::from)
        })
        .map_err(StoreError::from);
    if outcome.is_ok() {
        for change in made {
            // No receiver is no fault.
            let _ = changes.send(change);
        }
    }
    // Calls that were not started are dropped, and their callers get `Unreachable`.
    for reply in replies {
        reply(outcome.clone());
    }
}

/// Runs a call so that a failed one leaves nothing behind.
fn savepoint(
    transaction: &Transaction<'_>,
    now: i64,
    call: Call,
) -> Result<(Reply, Vec<Change>), Fault> {
    transaction.prepare_cached("SAVEPOINT call")?.execute([])?;
    let mut work = Work {
        db: transaction,
        now,
        changes: Vec::new(),
    };
    let (succeeded, reply) = call(&mut work);
    let mut changes = work.changes;
    if !succeeded {
        transaction
            .prepare_cached("ROLLBACK TO call")?
            .execute([])?;
        changes.clear();
    }
    transaction.prepare_cached("RELEASE call")?.execute([])?;
    Ok((reply, changes))
}
