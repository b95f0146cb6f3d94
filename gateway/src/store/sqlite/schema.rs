//! The tables, and which files are accepted.

use rusqlite::Connection;

use super::thread::Fault;
use crate::store::StoreError;

/// Marks the file as one of this program ("qrlg").
const APPLICATION: i32 = 0x7172_6c67;
/// The version of the tables that this program writes.
const VERSION: i32 = 1;

/// In the clear: names of flows and of keys, states, times, numbers, and hashes. Sealed:
/// `snapshot`, `result`, `answer`, `webhook`, `event`.
const TABLES: &str = "
    CREATE TABLE workers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        lease_ends INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE logins (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        flow TEXT NOT NULL,
        state TEXT NOT NULL,
        version INTEGER NOT NULL,
        last_event INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        worker INTEGER,
        secret BLOB NOT NULL,
        idempotency_key BLOB,
        idempotency_request BLOB,
        redeemed_at INTEGER,
        webhook_due INTEGER,
        webhook_attempts INTEGER NOT NULL DEFAULT 0,
        answer_taken INTEGER NOT NULL DEFAULT 0,
        answer BLOB,
        webhook BLOB,
        snapshot BLOB,
        result BLOB
    ) STRICT;
    CREATE UNIQUE INDEX logins_idempotency ON logins (owner, idempotency_key)
        WHERE idempotency_key IS NOT NULL;
    CREATE INDEX logins_free ON logins (seq) WHERE state = 'running' AND worker IS NULL;
    CREATE INDEX logins_worker ON logins (worker) WHERE worker IS NOT NULL;
    CREATE INDEX logins_expiry ON logins (expires_at);
    CREATE INDEX logins_redeemed ON logins (redeemed_at)
        WHERE redeemed_at IS NOT NULL AND result IS NOT NULL;
    CREATE INDEX logins_webhook ON logins (webhook_due) WHERE webhook_due IS NOT NULL;
    CREATE TABLE events (
        login INTEGER NOT NULL REFERENCES logins (seq) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        event BLOB NOT NULL,
        PRIMARY KEY (login, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE keys (
        name TEXT PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT, WITHOUT ROWID;
";

/// Refuses a file that is not ours, before anything is written; makes the tables of a new one.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), Fault> {
    let refused = |text: String| Fault::from(StoreError::Refused(text));
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = application == 0 && version == 0 && tables == 0;
    if !is_new && application != APPLICATION {
        return Err(refused("the file is another program's database".to_owned()));
    }
    if !is_new && version != VERSION {
        return Err(refused(format!(
            "the file has version {version} of the tables, this program knows {VERSION}"
        )));
    }
    // The write-ahead log needs one sync for a transaction; FULL makes each commit durable.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What was removed is overwritten, although it is sealed.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    let transaction = connection.transaction()?;
    if is_new {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Gives back the logins of all workers.
pub(super) fn forget_workers(connection: &mut Connection) -> Result<(), Fault> {
    let transaction = connection.transaction()?;
    transaction.execute(
        "UPDATE logins SET worker = NULL WHERE worker IS NOT NULL",
        [],
    )?;
    transaction.execute("DELETE FROM workers", [])?;
    transaction.commit()?;
    Ok(())
}
