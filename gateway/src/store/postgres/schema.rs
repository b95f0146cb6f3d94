//! The tables, and their versions.

use deadpool_postgres::Object;
use tokio_postgres::Client;

use super::fault;
use crate::store::StoreError;

/// One script for each version of the tables; a script that was released never changes.
///
/// In the clear: names of flows and of keys, states, times, numbers, and hashes. Sealed:
/// `snapshot`, `result`, `answer`, `webhook`, `event`.
const SCRIPTS: [&str; 1] = [include_str!("1.sql")];

/// Held while the tables are made, so that replicas which start together do it once ("qrlogin\0").
const LOCK: i64 = 0x7172_6c6f_6769_6e00;

/// Makes the tables, or brings them to this program's version.
///
/// # Errors
/// [`StoreError::Refused`] if they have a newer version; nothing is changed then.
pub(super) async fn prepare(mut client: Object) -> Result<(), StoreError> {
    // Without the lock: a user who may not create anything can use tables that are there.
    if version(&client).await? == known() {
        return Ok(());
    }
    let upgraded = upgrade(&mut client).await;
    // The connection ends, and with it the lock.
    drop(Object::take(client));
    upgraded
}

async fn upgrade(client: &mut Client) -> Result<(), StoreError> {
    // Before the transaction, which sees in the catalogue what was there at its start.
    let lock = "SELECT pg_advisory_lock($1)";
    client.execute(lock, &[&LOCK]).await.map_err(fault)?;
    let transaction = client.transaction().await.map_err(fault)?;
    let version = version(transaction.client()).await?;
    if version > known() {
        return Err(StoreError::Refused(format!(
            "the tables have version {version}, this program knows {}",
            known()
        )));
    }
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    for script in SCRIPTS.iter().skip(done) {
        transaction.batch_execute(script).await.map_err(fault)?;
    }
    let update = "UPDATE qrlogin.schema_version SET version = $1";
    transaction
        .execute(update, &[&known()])
        .await
        .map_err(fault)?;
    transaction.commit().await.map_err(fault)
}

fn known() -> i64 {
    i64::try_from(SCRIPTS.len()).unwrap_or(i64::MAX)
}

/// The version of the tables; 0 if there are none.
async fn version(client: &Client) -> Result<i64, StoreError> {
    let table = "SELECT to_regclass('qrlogin.schema_version') IS NOT NULL";
    let row = client.query_one(table, &[]).await.map_err(fault)?;
    if !row.try_get::<_, bool>(0).map_err(fault)? {
        return Ok(0);
    }
    let version = "SELECT version FROM qrlogin.schema_version";
    let row = client.query_one(version, &[]).await.map_err(fault)?;
    row.try_get(0).map_err(fault)
}
