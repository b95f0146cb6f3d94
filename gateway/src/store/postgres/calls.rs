//! One statement, one call: connections, time limits, errors.

use std::error::Error as _;
use std::time::Duration;

use deadpool_postgres::{Object, Pool, PoolError};
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, ToSql};

use crate::seal::Sealed;
use crate::store::{Hash, LoginId, StoreError, columns};

/// The longest time of a call. One that takes longer has lost its connection.
pub(super) const LIMIT: Duration = Duration::from_secs(10);
/// How often a statement is tried that met another one crosswise.
const TRIES: u32 = 5;

/// The parameters of a statement.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Runs statements on the connections of the pool.
pub(super) struct Calls {
    pool: Pool,
}

impl Calls {
    pub(super) fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// A connection for several statements.
    pub(super) async fn connection(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => fault(error),
            PoolError::Timeout(_) => StoreError::Unreachable("no connection in time".to_owned()),
            error => StoreError::Unreachable(error.to_string()),
        })
    }

    /// Runs a statement, which is a transaction by itself.
    pub(super) async fn rows(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        for _ in 1..TRIES {
            match self.once(sql, values).await {
                // Two statements that lock the same rows in another order; one was undone.
                Err(error) if is_crosswise(&error) => {}
                other => return other.map_err(fault_or_limit),
            }
        }
        self.once(sql, values).await.map_err(fault_or_limit)
    }

    async fn once(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let connection = self.connection().await.map_err(Fault::Store)?;
        let limited = tokio::time::timeout(LIMIT, async {
            let statement = connection.prepare_cached(sql).await?;
            connection.query(&statement, values).await
        });
        match limited.await {
            Ok(result) => result.map_err(Fault::Database),
            Err(_) => {
                // Its answer may still come: no other call must wait for it.
                drop(Object::take(connection));
                Err(Fault::Store(StoreError::Unreachable(
                    "no answer in time".to_owned(),
                )))
            }
        }
    }

    /// Runs a statement that gives one row at most.
    pub(super) async fn row(
        &self,
        sql: &str,
        values: Values<'_>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }
}

enum Fault {
    Database(tokio_postgres::Error),
    Store(StoreError),
}

fn is_crosswise(fault: &Fault) -> bool {
    let Fault::Database(error) = fault else {
        return false;
    };
    let code = error.code();
    code == Some(&SqlState::T_R_DEADLOCK_DETECTED)
        || code == Some(&SqlState::T_R_SERIALIZATION_FAILURE)
}

fn fault_or_limit(error: Fault) -> StoreError {
    match error {
        Fault::Database(error) => fault(error),
        Fault::Store(error) => error,
    }
}

/// What an error of the client means. The texts hold no value: the details of a database's message,
/// which may, are left out.
pub(super) fn fault(error: tokio_postgres::Error) -> StoreError {
    if let Some(database) = error.as_db_error() {
        let text = format!("{} ({})", database.message(), database.code().code());
        return match is_temporary(database.code()) {
            true => StoreError::Unreachable(text),
            false => StoreError::Refused(text),
        };
    }
    let mut text = error.to_string();
    let mut is_io = error.is_closed();
    let mut source = error.source();
    while let Some(cause) = source {
        // A certificate that is refused is an error of this kind; it stays refused.
        let io = cause.downcast_ref::<std::io::Error>();
        is_io |= io.is_some_and(|error| error.kind() != std::io::ErrorKind::InvalidData);
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    // "connecting" and "time-out" have no type of their own.
    let connects = ["connect", "timeout", "communicating", "closed"];
    match is_io || connects.iter().any(|word| text.contains(word)) {
        true => StoreError::Unreachable(text),
        false => StoreError::Refused(text),
    }
}

/// Whether the same call may succeed later.
fn is_temporary(code: &SqlState) -> bool {
    let class = code.code().get(..2).unwrap_or_default();
    // Connections, resources, an operator, rollbacks, locks; and a standby that is not yet primary.
    matches!(class, "08" | "53" | "57" | "40" | "55")
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
}

/// A value of a row.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T, StoreError> {
    row.try_get(column).map_err(|_| columns::unreadable(column))
}

/// A number of a row.
pub(super) fn number(row: &Row, column: &str) -> Result<u64, StoreError> {
    Ok(columns::number(get(row, column)?))
}

/// The id of a row.
pub(super) fn id(row: &Row) -> Result<LoginId, StoreError> {
    columns::id(get(row, "id")?)
}

/// A sealed text of a row.
pub(super) fn sealed(row: &Row, column: &str) -> Result<Sealed, StoreError> {
    Ok(Sealed::from_bytes(get(row, column)?))
}

/// A hash of a row.
pub(super) fn hash(row: &Row, column: &str) -> Result<Hash, StoreError> {
    let bytes: &[u8] = get(row, column)?;
    bytes.try_into().map_err(|_| columns::unreadable(column))
}
