//! Leases, claims, and answers for workers.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_postgres::Row;

use super::calls::{Calls, get, id, number, sealed};
use crate::seal::Sealed;
use crate::store::columns::ms;
use crate::store::{Claimed, LoginId, StoreError, WorkerId};

/// The claims whose outcome was not seen, of each worker: their numbers, which are in the rows.
///
/// A worker does not know the logins of such a claim, but owns them: without being handed out again
/// they would wait for as long as it renews its lease.
#[derive(Default)]
pub(super) struct Claims(Mutex<HashMap<WorkerId, Vec<i64>>>);

impl Claims {
    pub(super) async fn claim(
        &self,
        calls: &Calls,
        worker: WorkerId,
        limit: usize,
    ) -> Result<Vec<Claimed>, StoreError> {
        end_lapsed(calls).await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (number, unseen) = self.begin(worker)?;
        let mut rows = Vec::new();
        if !unseen.is_empty() {
            rows = calls
                .rows(AGAIN, &[&worker.0, &limit, &number, &unseen])
                .await?;
        }
        let rest = limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        if rest > 0 {
            rows.extend(calls.rows(FREE, &[&worker.0, &rest, &number]).await?);
        }
        let claimed = rows.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
        self.end(worker, number, if rest > 0 { &unseen } else { &[] });
        Ok(claimed)
    }

    /// Gives back the logins, and ends the lease.
    pub(super) async fn release(&self, calls: &Calls, worker: WorkerId) -> Result<(), StoreError> {
        // What is claimed between the two statements is given back by the second one, unreported.
        let sql = "WITH released AS (
                UPDATE qrlogin.logins SET worker = NULL WHERE worker = $1 RETURNING id, version)
            SELECT qrlogin.changed_all(array_agg(id), array_agg(version)) FROM released";
        calls.rows(sql, &[&worker.0]).await?;
        calls
            .rows("DELETE FROM qrlogin.workers WHERE id = $1", &[&worker.0])
            .await?;
        self.of_all(|all| all.remove(&worker));
        Ok(())
    }

    /// The number of a new claim, and those of the earlier ones whose outcome was not seen.
    fn begin(&self, worker: WorkerId) -> Result<(i64, Vec<i64>), StoreError> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Unreachable(error.to_string()))?;
        let number = i64::from_le_bytes(bytes);
        Ok(self.of_all(|all| {
            let numbers = all.entry(worker).or_default();
            let unseen = numbers.clone();
            numbers.push(number);
            (number, unseen)
        }))
    }

    /// The outcome of this claim was seen, and that of these earlier ones with it.
    fn end(&self, worker: WorkerId, number: i64, earlier: &[i64]) {
        self.of_all(|all| {
            if let Some(numbers) = all.get_mut(&worker) {
                numbers.retain(|unseen| *unseen != number && !earlier.contains(unseen));
                if numbers.is_empty() {
                    all.remove(&worker);
                }
            }
        });
    }

    fn of_all<T>(&self, change: impl FnOnce(&mut HashMap<WorkerId, Vec<i64>>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes logins without a worker. The worker's row is locked, so that it is not removed meanwhile;
/// rows that another claim has locked are left to it.
const FREE: &str = "WITH t AS MATERIALIZED (SELECT qrlogin.now_ms() AS now),
    me AS MATERIALIZED (
        SELECT workers.id FROM qrlogin.workers, t
        WHERE workers.id = $1 AND qrlogin.lease_end(lease_ends, lease) > t.now
        FOR KEY SHARE OF workers),
    free AS MATERIALIZED (
        SELECT seq FROM qrlogin.logins
        WHERE state = 'running' AND worker IS NULL AND expires_at > (SELECT now FROM t)
            AND EXISTS (SELECT 1 FROM me)
        ORDER BY seq LIMIT $2
        FOR UPDATE SKIP LOCKED),
    taken AS (
        UPDATE qrlogin.logins SET worker = $1, claim = $3, version = version + 1,
            answer_taken = answer IS NOT NULL
        FROM free WHERE logins.seq = free.seq
        RETURNING logins.seq, id, flow, version, last_event, snapshot, answer),
    reported AS MATERIALIZED (
        SELECT qrlogin.changed_all(array_agg(id), array_agg(version)) AS count FROM taken)
    SELECT taken.*, (SELECT count FROM reported) FROM taken ORDER BY seq";

/// Hands out the logins of this worker's earlier claims whose outcome it has not seen.
const AGAIN: &str = "WITH again AS MATERIALIZED (
        SELECT seq FROM qrlogin.logins
        WHERE state = 'running' AND worker = $1 AND claim = ANY ($4)
        ORDER BY seq LIMIT $2
        FOR UPDATE),
    taken AS (
        UPDATE qrlogin.logins SET claim = $3, version = version + 1,
            answer_taken = answer IS NOT NULL
        FROM again WHERE logins.seq = again.seq
        RETURNING logins.seq, id, flow, version, last_event, snapshot, answer)
    SELECT *, qrlogin.changed(id, version) FROM taken ORDER BY seq";

fn claimed(row: &Row) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        id: id(row)?,
        flow: get(row, "flow")?,
        version: number(row, "version")?,
        last_event: number(row, "last_event")?,
        snapshot: sealed(row, "snapshot")?,
        answer: get::<Option<Vec<u8>>>(row, "answer")?.map(Sealed::from_bytes),
    })
}

pub(super) async fn register(calls: &Calls, lease: Duration) -> Result<WorkerId, StoreError> {
    let sql = "INSERT INTO qrlogin.workers (lease, lease_ends) SELECT $1, qrlogin.now_ms() + $1
        RETURNING id";
    let row = calls.row(sql, &[&ms(lease)]).await?;
    let row = row.ok_or_else(|| crate::store::columns::unreadable("id"))?;
    Ok(WorkerId(get(&row, "id")?))
}

pub(super) async fn renew(
    calls: &Calls,
    worker: WorkerId,
    lease: Duration,
) -> Result<bool, StoreError> {
    let sql = "UPDATE qrlogin.workers SET lease = $2, lease_ends = t.now + $2
        FROM (SELECT qrlogin.now_ms() AS now OFFSET 0) AS t
        WHERE workers.id = $1 AND qrlogin.lease_end(lease_ends, lease) > t.now
        RETURNING workers.id";
    Ok(calls.row(sql, &[&worker.0, &ms(lease)]).await?.is_some())
}

/// Removes workers whose lease has lapsed; the foreign key takes them off their logins, which keep
/// their version: the worker can still write until a login is claimed.
pub(super) async fn end_lapsed(calls: &Calls) -> Result<(), StoreError> {
    let sql = "DELETE FROM qrlogin.workers
        WHERE qrlogin.lease_end(lease_ends, lease) <= qrlogin.now_ms()";
    calls.rows(sql, &[]).await?;
    Ok(())
}

pub(super) async fn owned(calls: &Calls, worker: WorkerId) -> Result<Vec<LoginId>, StoreError> {
    let sql = "SELECT id FROM qrlogin.logins WHERE worker = $1";
    let rows = calls.rows(sql, &[&worker.0]).await?;
    rows.iter().map(id).collect()
}

pub(super) async fn answers(
    calls: &Calls,
    worker: WorkerId,
) -> Result<Vec<(LoginId, Sealed)>, StoreError> {
    let sql = "UPDATE qrlogin.logins SET answer_taken = true
        WHERE worker = $1 AND answer IS NOT NULL RETURNING id, answer";
    let rows = calls.rows(sql, &[&worker.0]).await?;
    let answers = rows
        .iter()
        .map(|row| Ok((id(row)?, sealed(row, "answer")?)));
    answers.collect()
}
