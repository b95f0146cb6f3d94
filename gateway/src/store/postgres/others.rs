//! The clock, expiry, webhooks, and the keys of the API.

use std::time::Duration;

use qrlogin::Timestamp;

use super::calls::{Calls, get, id, number, sealed};
use super::claims::end_lapsed;
use super::fault;
use crate::store::columns::{at, ms, state, unreadable};
use crate::store::{Delivery, Hash, Key, LoginId, StoreError};

/// Held by the replica that sweeps ("qrlogin\x01").
const SWEEPING: i64 = 0x7172_6c6f_6769_6e01;

pub(super) async fn now(calls: &Calls) -> Result<Timestamp, StoreError> {
    let row = calls.row("SELECT qrlogin.now_ms() AS now", &[]).await?;
    let row = row.ok_or_else(|| unreadable("now"))?;
    Ok(at(get(&row, "now")?))
}

pub(super) async fn sweep(calls: &Calls, repeat: Duration) -> Result<u64, StoreError> {
    end_lapsed(calls).await?;
    let results = "UPDATE qrlogin.logins SET result = NULL
        WHERE redeemed_at + $1 <= qrlogin.now_ms() AND redeemed_at IS NOT NULL
            AND result IS NOT NULL";
    calls.rows(results, &[&ms(repeat)]).await?;
    let mut connection = calls.connection().await?;
    // Unbounded: the first sweep after a long time may have much to do.
    let removed = async {
        let transaction = connection.transaction().await?;
        let lock = "SELECT pg_try_advisory_xact_lock($1)";
        let lock = transaction.query_one(lock, &[&SWEEPING]).await?;
        if !lock.try_get::<_, bool>(0)? {
            // Another replica sweeps.
            return Ok(0);
        }
        // Its worker and its readers find out that a running login is gone.
        let logins = "WITH removed AS (
                DELETE FROM qrlogin.logins WHERE expires_at <= qrlogin.now_ms()
                RETURNING seq, id, version, state)
            SELECT seq, CASE WHEN state = 'running' THEN qrlogin.changed(id, version + 1) END
            FROM removed";
        let rows = transaction.query(logins, &[]).await?;
        let removed = rows.iter().map(|row| row.try_get("seq"));
        let removed: Vec<i64> = removed.collect::<Result<_, _>>()?;
        // A statement of its own, which sees each event that a write has added until then.
        let events = "DELETE FROM qrlogin.events WHERE login = ANY ($1)";
        transaction.execute(events, &[&removed]).await?;
        transaction.commit().await?;
        Ok(u64::try_from(removed.len()).unwrap_or(u64::MAX))
    };
    removed.await.map_err(fault)
}

pub(super) async fn deliveries(
    calls: &Calls,
    limit: usize,
    retry_after: Duration,
) -> Result<Vec<Delivery>, StoreError> {
    // The row is read again after waiting for another replica, which has set another time then.
    let sql = "WITH t AS MATERIALIZED (SELECT qrlogin.now_ms() AS now),
        due AS MATERIALIZED (
            SELECT seq FROM qrlogin.logins
            WHERE webhook_due <= (SELECT now FROM t) AND webhook_due IS NOT NULL
            ORDER BY webhook_due, seq LIMIT $1
            FOR UPDATE)
        UPDATE qrlogin.logins SET webhook_due = t.now + $2,
            webhook_attempts = webhook_attempts + 1
        FROM t, due WHERE logins.seq = due.seq
        RETURNING id, flow, webhook, state, webhook_attempts::bigint - 1 AS attempts";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = calls.rows(sql, &[&limit, &ms(retry_after)]).await?;
    let deliveries = rows.iter().map(|row| {
        Ok(Delivery {
            id: id(row)?,
            flow: get(row, "flow")?,
            webhook: sealed(row, "webhook")?,
            state: state(get(row, "state")?)?,
            attempts: u32::try_from(number(row, "attempts")?).unwrap_or(u32::MAX),
        })
    });
    deliveries.collect()
}

pub(super) async fn delivered(calls: &Calls, id: &LoginId) -> Result<(), StoreError> {
    let sql = "UPDATE qrlogin.logins SET webhook = NULL, webhook_due = NULL
        WHERE id = $1 AND state <> 'running'";
    calls.rows(sql, &[&id.as_str()]).await?;
    Ok(())
}

pub(super) async fn add_key(calls: &Calls, name: &str, key: &Hash) -> Result<bool, StoreError> {
    let sql = "INSERT INTO qrlogin.keys (name, hash, created_at)
        VALUES ($1, $2, qrlogin.now_ms())
        ON CONFLICT (name) DO NOTHING RETURNING name";
    let row = calls.row(sql, &[&name, &key.as_slice()]).await?;
    Ok(row.is_some())
}

pub(super) async fn keys(calls: &Calls) -> Result<Vec<Key>, StoreError> {
    let sql = "SELECT name, created_at, revoked_at FROM qrlogin.keys ORDER BY created_at, name";
    let rows = calls.rows(sql, &[]).await?;
    let keys = rows.iter().map(|row| {
        Ok(Key {
            name: get(row, "name")?,
            created_at: at(get(row, "created_at")?),
            revoked_at: get::<Option<i64>>(row, "revoked_at")?.map(at),
        })
    });
    keys.collect()
}

pub(super) async fn revoke_key(calls: &Calls, name: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE qrlogin.keys SET revoked_at = qrlogin.now_ms()
        WHERE name = $1 AND revoked_at IS NULL RETURNING name";
    Ok(calls.row(sql, &[&name]).await?.is_some())
}

pub(super) async fn key_name(calls: &Calls, key: &Hash) -> Result<Option<String>, StoreError> {
    let sql = "SELECT name FROM qrlogin.keys WHERE hash = $1 AND revoked_at IS NULL";
    let row = calls.row(sql, &[&key.as_slice()]).await?;
    row.map(|row| get(&row, "name")).transpose()
}
