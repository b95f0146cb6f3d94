//! What the API does with logins.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, Row, params};

use super::thread::{Fault, Work};
use crate::seal::Sealed;
use crate::store::columns::{at, ms, number, signed, state, unreadable};
use crate::store::{
    Created, Hash, LoginId, NewLogin, Record, Redeemed, State, StoreError, StoredEvent,
};

const RECORD: &str = "SELECT id, owner, flow, state, version, last_event, created_at, expires_at,
    secret, result IS NOT NULL, redeemed_at, idempotency_request FROM logins";

/// A record, and the hash of the request that made it.
fn record(row: &Row<'_>) -> Result<(Record, Option<Hash>), Fault> {
    let record = Record {
        id: id(row, 0)?,
        owner: row.get(1)?,
        flow: row.get(2)?,
        state: state(&row.get::<_, String>(3)?)?,
        version: number(row.get(4)?),
        last_event: number(row.get(5)?),
        created_at: at(row.get(6)?),
        expires_at: at(row.get(7)?),
        secret: hash(row.get(8)?, "secret")?,
        has_result: row.get(9)?,
        redeemed_at: row.get::<_, Option<i64>>(10)?.map(at),
    };
    let request: Option<Vec<u8>> = row.get(11)?;
    let request = request.map(|bytes| hash(bytes, "idempotency_request"));
    Ok((record, request.transpose()?))
}

/// The id in this column.
pub(super) fn id(row: &Row<'_>, column: usize) -> Result<LoginId, Fault> {
    Ok(crate::store::columns::id(&row.get::<_, String>(column)?)?)
}

/// The sealed text in this column.
pub(super) fn sealed(row: &Row<'_>, column: usize) -> Result<Sealed, Fault> {
    Ok(Sealed::from_bytes(row.get(column)?))
}

fn hash(bytes: Vec<u8>, column: &str) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| unreadable(column))
}

pub(super) fn create(work: &mut Work<'_>, login: &NewLogin) -> Result<Created, Fault> {
    if let Some(wanted) = login.idempotency {
        let sql = format!("{RECORD} WHERE owner = ?1 AND idempotency_key = ?2");
        let mut query = work.db.prepare_cached(&sql)?;
        let mut rows = query.query(params![login.owner, wanted.key])?;
        if let Some(row) = rows.next()? {
            return Ok(match record(row)? {
                (earlier, Some(request)) if request == wanted.request => Created::Repeated(earlier),
                _ => Created::Conflict,
            });
        }
    }
    if let Some(earlier) = find(work, &login.id)? {
        // A caller without a key repeats a call whose outcome it did not see.
        return match earlier.secret == login.secret && earlier.owner == login.owner {
            true => Ok(Created::Repeated(earlier)),
            false => Err(StoreError::Refused("there is a login of this id".to_owned()).into()),
        };
    }
    let insert = "INSERT INTO logins (id, owner, flow, state, version, last_event, created_at,
        expires_at, secret, idempotency_key, idempotency_request, webhook, snapshot)
        VALUES (?1, ?2, ?3, 'running', 1, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    work.db.prepare_cached(insert)?.execute(params![
        login.id.as_str(),
        login.owner,
        login.flow,
        work.now,
        work.now.saturating_add(ms(login.keep)),
        login.secret,
        login.idempotency.map(|idempotency| idempotency.key),
        login.idempotency.map(|idempotency| idempotency.request),
        login.webhook.as_ref().map(Sealed::as_bytes),
        login.snapshot.as_bytes(),
    ])?;
    work.changed(login.id.clone(), 1);
    let stored = find(work, &login.id)?.ok_or_else(|| unreadable("id"))?;
    Ok(Created::New(stored))
}

pub(super) fn find(work: &Work<'_>, id: &LoginId) -> Result<Option<Record>, Fault> {
    let sql = format!("{RECORD} WHERE id = ?1");
    let mut query = work.db.prepare_cached(&sql)?;
    let mut rows = query.query([id.as_str()])?;
    match rows.next()? {
        Some(row) => Ok(Some(record(row)?.0)),
        None => Ok(None),
    }
}

pub(super) fn versions(work: &Work<'_>, ids: Vec<LoginId>) -> Result<Vec<(LoginId, u64)>, Fault> {
    let mut query = work
        .db
        .prepare_cached("SELECT version FROM logins WHERE id = ?1")?;
    let mut versions = Vec::with_capacity(ids.len());
    for id in ids {
        let version = query
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?;
        versions.extend(version.map(|version| (id, number(version))));
    }
    Ok(versions)
}

pub(super) fn events(work: &Work<'_>, id: &LoginId, after: u64) -> Result<Vec<StoredEvent>, Fault> {
    let sql = "SELECT number, at, event FROM events
        WHERE login = (SELECT seq FROM logins WHERE id = ?1) AND number > ?2 ORDER BY number";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then(params![id.as_str(), signed(after)], |row| {
        Ok(StoredEvent {
            number: number(row.get(0)?),
            at: at(row.get(1)?),
            event: sealed(row, 2)?,
        })
    })?;
    rows.collect()
}

/// Adds an event after the last one, whose number is `last`.
pub(super) fn add_event(work: &Work<'_>, seq: i64, last: u64, event: &Sealed) -> Result<(), Fault> {
    let sql = "INSERT INTO events (login, number, at, event) VALUES (?1, ?2, ?3, ?4)";
    let number = signed(last.saturating_add(1));
    let values = params![seq, number, work.now, event.as_bytes()];
    work.db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn answer(work: &mut Work<'_>, id: &LoginId, answer: &Sealed) -> Result<bool, Fault> {
    let sql = "UPDATE logins SET answer = ?2, answer_taken = 0 WHERE id = ?1 AND state = 'running'
        RETURNING version";
    let version: Option<i64> = work
        .db
        .prepare_cached(sql)?
        .query_row(params![id.as_str(), answer.as_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(version) = version {
        work.changed(id.clone(), number(version));
    }
    Ok(version.is_some())
}

pub(super) fn cancel(
    work: &mut Work<'_>,
    id: &LoginId,
    version: u64,
    event: &Sealed,
) -> Result<bool, Fault> {
    let sql = "UPDATE logins SET state = 'cancelled', version = version + 1,
            last_event = last_event + 1, snapshot = NULL, answer = NULL, worker = NULL,
            webhook_due = iif(webhook IS NULL, NULL, ?3)
        WHERE id = ?1 AND version = ?2 AND state = 'running'
        RETURNING seq, last_event";
    let row: Option<(i64, i64)> = work
        .db
        .prepare_cached(sql)?
        .query_row(params![id.as_str(), signed(version), work.now], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((seq, last)) = row else {
        return Ok(false);
    };
    add_event(work, seq, number(last).saturating_sub(1), event)?;
    work.changed(id.clone(), version.saturating_add(1));
    Ok(true)
}

pub(super) fn redeem(
    work: &mut Work<'_>,
    id: &LoginId,
    secret: &Hash,
    repeat: Duration,
) -> Result<Redeemed, Fault> {
    let Some(record) = find(work, id)? else {
        return Ok(Redeemed::Unknown);
    };
    if record.secret != *secret {
        return Ok(Redeemed::WrongSecret);
    }
    if record.state != State::Done {
        return Ok(Redeemed::Pending(record.state));
    }
    let is_over = record
        .redeemed_at
        .is_some_and(|first| at(work.now) >= first + repeat);
    if is_over || record.expires_at <= at(work.now) || !record.has_result {
        return Ok(Redeemed::Gone);
    }
    if record.redeemed_at.is_none() {
        let sql = "UPDATE logins SET redeemed_at = ?2, version = version + 1 WHERE id = ?1";
        work.db
            .prepare_cached(sql)?
            .execute(params![id.as_str(), work.now])?;
        work.changed(id.clone(), record.version.saturating_add(1));
    }
    let sql = "SELECT result FROM logins WHERE id = ?1";
    let result = work
        .db
        .prepare_cached(sql)?
        .query_row([id.as_str()], |row| row.get(0))?;
    Ok(Redeemed::Result(Sealed::from_bytes(result)))
}

pub(super) fn confirm(work: &mut Work<'_>, id: &LoginId, secret: &Hash) -> Result<bool, Fault> {
    let sql = "UPDATE logins SET result = NULL, version = version + 1
        WHERE id = ?1 AND secret = ?2 AND redeemed_at IS NOT NULL AND result IS NOT NULL
        RETURNING version";
    let version: Option<i64> = work
        .db
        .prepare_cached(sql)?
        .query_row(params![id.as_str(), secret], |row| row.get(0))
        .optional()?;
    if let Some(version) = version {
        work.changed(id.clone(), number(version));
    }
    Ok(version.is_some())
}
