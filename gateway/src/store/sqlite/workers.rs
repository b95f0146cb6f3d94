//! What workers do: leases, claims, and what they have learnt.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};

use super::logins::{add_event, id, sealed};
use super::thread::{Fault, Work};
use crate::seal::Sealed;
use crate::store::columns::{ms, number, signed};
use crate::store::{Claimed, LoginId, Then, WorkerId, Write, Written};

pub(super) fn register(work: &Work<'_>, lease: Duration) -> Result<WorkerId, Fault> {
    let sql = "INSERT INTO workers (lease_ends) VALUES (?1) RETURNING id";
    let ends = work.now.saturating_add(ms(lease));
    let id = work
        .db
        .prepare_cached(sql)?
        .query_row([ends], |row| row.get(0))?;
    Ok(WorkerId(id))
}

pub(super) fn renew(work: &Work<'_>, worker: WorkerId, lease: Duration) -> Result<bool, Fault> {
    let sql = "UPDATE workers SET lease_ends = ?3 WHERE id = ?1 AND lease_ends > ?2";
    let ends = work.now.saturating_add(ms(lease));
    let changed = work
        .db
        .prepare_cached(sql)?
        .execute([worker.0, work.now, ends])?;
    Ok(changed > 0)
}

/// Removes workers whose lease has lapsed. Their logins have no worker then, but keep their
/// version: the worker can still write until a login is claimed.
pub(super) fn end_lapsed(work: &Work<'_>) -> Result<(), Fault> {
    let sql = "DELETE FROM workers WHERE lease_ends <= ?1 RETURNING id";
    let mut query = work.db.prepare_cached(sql)?;
    let lapsed = query.query_and_then([work.now], |row| row.get(0))?;
    for worker in lapsed.collect::<Result<Vec<i64>, _>>()? {
        let sql = "UPDATE logins SET worker = NULL WHERE worker = ?1";
        work.db.prepare_cached(sql)?.execute([worker])?;
    }
    Ok(())
}

pub(super) fn claim(
    work: &mut Work<'_>,
    worker: WorkerId,
    limit: usize,
) -> Result<Vec<Claimed>, Fault> {
    end_lapsed(work)?;
    let sql = "UPDATE logins SET worker = ?1, version = version + 1,
            answer_taken = answer IS NOT NULL
        WHERE seq IN (
            SELECT seq FROM logins
            WHERE state = 'running' AND worker IS NULL AND expires_at > ?2
                AND EXISTS (SELECT 1 FROM workers WHERE id = ?1)
            ORDER BY seq LIMIT ?3)
        RETURNING seq, id, version, last_event, snapshot, answer, flow";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([worker.0, work.now, limit], |row| {
        let answer: Option<Vec<u8>> = row.get(5)?;
        let claimed = Claimed {
            id: id(row, 1)?,
            flow: row.get(6)?,
            version: number(row.get(2)?),
            last_event: number(row.get(3)?),
            snapshot: sealed(row, 4)?,
            answer: answer.map(Sealed::from_bytes),
        };
        Ok::<(i64, Claimed), Fault>((row.get(0)?, claimed))
    })?;
    let mut claimed = rows.collect::<Result<Vec<_>, _>>()?;
    // `RETURNING` has no order.
    claimed.sort_by_key(|(seq, _)| *seq);
    let claimed: Vec<Claimed> = claimed.into_iter().map(|(_, claimed)| claimed).collect();
    for login in &claimed {
        work.changed(login.id.clone(), login.version);
    }
    Ok(claimed)
}

pub(super) fn owned(work: &Work<'_>, worker: WorkerId) -> Result<Vec<LoginId>, Fault> {
    let sql = "SELECT id FROM logins WHERE worker = ?1";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([worker.0], |row| id(row, 0))?;
    rows.collect()
}

pub(super) fn answers(work: &Work<'_>, worker: WorkerId) -> Result<Vec<(LoginId, Sealed)>, Fault> {
    let sql = "UPDATE logins SET answer_taken = 1 WHERE worker = ?1 AND answer IS NOT NULL
        RETURNING id, answer";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([worker.0], |row| Ok((id(row, 0)?, sealed(row, 1)?)))?;
    rows.collect()
}

/// Stores one write. Its version is all that decides: each claim has raised it.
pub(super) fn save(work: &mut Work<'_>, write: &Write) -> Result<Written, Fault> {
    let (state, snapshot, result) = match &write.then {
        Then::Running(snapshot) => ("running", Some(snapshot.as_bytes()), None),
        Then::Done(result) => ("done", None, Some(result.as_bytes())),
        Then::Failed => ("failed", None, None),
    };
    let is_end = state != "running";
    let events = i64::try_from(write.events.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE logins SET state = ?3, version = version + 1, last_event = last_event + ?4,
            snapshot = ?5, result = ?6,
            answer = iif(?7 OR answer_taken, NULL, answer), answer_taken = 0,
            worker = iif(?7, NULL, worker),
            webhook_due = iif(?7 AND webhook IS NOT NULL, ?8, NULL)
        WHERE id = ?1 AND version = ?2 AND state = 'running'
        RETURNING seq, last_event";
    let row: Option<(i64, i64)> = work
        .db
        .prepare_cached(sql)?
        .query_row(
            params![
                write.id.as_str(),
                signed(write.version),
                state,
                events,
                snapshot,
                result,
                is_end,
                work.now
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let stored = write.version.saturating_add(1);
    let Some((seq, last)) = row else {
        return match is_repeated(work, write, state)? {
            true => Ok(Written::Stored(stored)),
            false => Ok(Written::Lost),
        };
    };
    let before = number(last.saturating_sub(events));
    for (number, event) in (before..).zip(&write.events) {
        add_event(work, seq, number, event)?;
    }
    work.changed(write.id.clone(), stored);
    Ok(Written::Stored(stored))
}

/// Whether this very write is stored already: its caller did not see the outcome. Two sealed texts
/// are equal only if they are the same one.
fn is_repeated(work: &Work<'_>, write: &Write, state: &str) -> Result<bool, Fault> {
    let content = match &write.then {
        Then::Running(sealed) | Then::Done(sealed) => Some(sealed),
        Then::Failed => write.events.last(),
    };
    let Some(content) = content else {
        return Ok(false);
    };
    let sql = "SELECT 1 FROM logins WHERE id = ?1 AND version = ?2 AND state = ?3 AND ?4 =
        CASE state WHEN 'running' THEN snapshot WHEN 'done' THEN result ELSE
            (SELECT event FROM events WHERE login = seq AND number = last_event) END";
    let version = signed(write.version.saturating_add(1));
    let values = params![write.id.as_str(), version, state, content.as_bytes()];
    Ok(work.db.prepare_cached(sql)?.exists(values)?)
}

pub(super) fn release(work: &mut Work<'_>, worker: WorkerId) -> Result<(), Fault> {
    let sql = "UPDATE logins SET worker = NULL WHERE worker = ?1 RETURNING id, version";
    let mut query = work.db.prepare_cached(sql)?;
    let rows = query.query_and_then([worker.0], |row| {
        Ok::<(LoginId, u64), Fault>((id(row, 0)?, number(row.get(1)?)))
    })?;
    for (id, version) in rows.collect::<Result<Vec<_>, _>>()? {
        work.changed(id, version);
    }
    let sql = "DELETE FROM workers WHERE id = ?1";
    work.db.prepare_cached(sql)?.execute([worker.0])?;
    Ok(())
}
