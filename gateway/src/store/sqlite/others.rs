//! Expiry, webhooks, and the keys of the API.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};

use super::logins::{id, sealed};
use super::thread::{Fault, Work};
use super::workers::end_lapsed;
use crate::store::columns::{at, ms, number, state};
use crate::store::{Delivery, Hash, Key, LoginId, State};

pub(super) fn sweep(work: &mut Work<'_>, repeat: Duration) -> Result<u64, Fault> {
    end_lapsed(work)?;
    let sql = "UPDATE logins SET result = NULL
        WHERE redeemed_at <= ?1 AND redeemed_at IS NOT NULL AND result IS NOT NULL";
    work.db
        .prepare_cached(sql)?
        .execute([work.now.saturating_sub(ms(repeat))])?;
    let sql = "DELETE FROM logins WHERE expires_at <= ?1 RETURNING id, version, state";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([work.now], |row| {
        let state = state(&row.get::<_, String>(2)?)?;
        Ok::<(LoginId, u64, State), Fault>((id(row, 0)?, number(row.get(1)?), state))
    })?;
    let removed = rows.collect::<Result<Vec<_>, _>>()?;
    let count = removed.len();
    for (id, version, state) in removed {
        // Its worker and its readers find out that it is gone.
        if state == State::Running {
            work.changed(id, version.saturating_add(1));
        }
    }
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

pub(super) fn deliveries(
    work: &Work<'_>,
    limit: usize,
    retry_after: Duration,
) -> Result<Vec<Delivery>, Fault> {
    let sql = "UPDATE logins SET webhook_due = ?1 + ?2, webhook_attempts = webhook_attempts + 1
        WHERE seq IN (
            SELECT seq FROM logins WHERE webhook_due <= ?1 AND webhook_due IS NOT NULL
            ORDER BY webhook_due, seq LIMIT ?3)
        RETURNING id, webhook, state, webhook_attempts - 1, flow";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([work.now, ms(retry_after), limit], |row| {
        Ok(Delivery {
            id: id(row, 0)?,
            webhook: sealed(row, 1)?,
            state: state(&row.get::<_, String>(2)?)?,
            attempts: row.get(3)?,
            flow: row.get(4)?,
        })
    })?;
    rows.collect()
}

pub(super) fn delivered(work: &Work<'_>, id: &LoginId) -> Result<(), Fault> {
    let sql = "UPDATE logins SET webhook = NULL, webhook_due = NULL
        WHERE id = ?1 AND state <> 'running'";
    work.db.prepare_cached(sql)?.execute([id.as_str()])?;
    Ok(())
}

pub(super) fn add_key(work: &Work<'_>, name: &str, key: &Hash) -> Result<bool, Fault> {
    let sql = "INSERT INTO keys (name, hash, created_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (name) DO NOTHING";
    let values = params![name, key, work.now];
    Ok(work.db.prepare_cached(sql)?.execute(values)? > 0)
}

pub(super) fn keys(work: &Work<'_>) -> Result<Vec<Key>, Fault> {
    let sql = "SELECT name, created_at, revoked_at FROM keys ORDER BY created_at, name";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([], |row| {
        Ok(Key {
            name: row.get(0)?,
            created_at: at(row.get(1)?),
            revoked_at: row.get::<_, Option<i64>>(2)?.map(at),
        })
    })?;
    rows.collect()
}

pub(super) fn revoke_key(work: &Work<'_>, name: &str) -> Result<bool, Fault> {
    let sql = "UPDATE keys SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL";
    Ok(work
        .db
        .prepare_cached(sql)?
        .execute(params![name, work.now])?
        > 0)
}

pub(super) fn key_name(work: &Work<'_>, key: &Hash) -> Result<Option<String>, Fault> {
    let sql = "SELECT name FROM keys WHERE hash = ?1 AND revoked_at IS NULL";
    let mut query = work.db.prepare_cached(sql)?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}
