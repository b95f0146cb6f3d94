//! What the API does with logins.

use std::time::Duration;

use tokio_postgres::Row;

use super::calls::{Calls, get, hash, id, number, sealed};
use crate::seal::Sealed;
use crate::store::columns::{at, ms, signed, state};
use crate::store::{
    Created, Hash, LoginId, NewLogin, Record, Redeemed, State, StoreError, StoredEvent,
};

/// The columns of a record.
const RECORD: &str = "id, owner, flow, state, version, last_event, created_at, expires_at, secret,
    result IS NOT NULL AS has_result, redeemed_at, idempotency_request";
/// How often a login is stored that meets another one, which is removed meanwhile.
const TRIES: u32 = 5;

fn record(row: &Row) -> Result<Record, StoreError> {
    Ok(Record {
        id: id(row)?,
        owner: get(row, "owner")?,
        flow: get(row, "flow")?,
        state: state(get(row, "state")?)?,
        version: number(row, "version")?,
        last_event: number(row, "last_event")?,
        created_at: at(get(row, "created_at")?),
        expires_at: at(get(row, "expires_at")?),
        secret: hash(row, "secret")?,
        has_result: get(row, "has_result")?,
        redeemed_at: get::<Option<i64>>(row, "redeemed_at")?.map(at),
    })
}

pub(super) async fn create(calls: &Calls, login: &NewLogin) -> Result<Created, StoreError> {
    let key = login.idempotency.map(|wanted| wanted.key.to_vec());
    let request = login.idempotency.map(|wanted| wanted.request.to_vec());
    // A concurrent one with the same key is waited for, and then there is no row.
    let insert = format!(
        "INSERT INTO qrlogin.logins (id, owner, flow, state, version, last_event, created_at,
            expires_at, secret, idempotency_key, idempotency_request, webhook, snapshot)
        SELECT $1, $2, $3, 'running', 1, 0, now, now + $4, $5, $6, $7, $8, $9
        FROM qrlogin.now_ms() AS now
        ON CONFLICT DO NOTHING
        RETURNING {RECORD}, qrlogin.changed(id, 1)"
    );
    let of_key =
        format!("SELECT {RECORD} FROM qrlogin.logins WHERE owner = $1 AND idempotency_key = $2");
    let of_id = format!("SELECT {RECORD} FROM qrlogin.logins WHERE id = $1");
    for _ in 0..TRIES {
        let made = calls
            .row(
                &insert,
                &[
                    &login.id.as_str(),
                    &login.owner,
                    &login.flow,
                    &ms(login.keep),
                    &login.secret.as_slice(),
                    &key,
                    &request,
                    &login.webhook.as_ref().map(Sealed::as_bytes),
                    &login.snapshot.as_bytes(),
                ],
            )
            .await?;
        if let Some(row) = made {
            return Ok(Created::New(record(&row)?));
        }
        if key.is_some()
            && let Some(row) = calls.row(&of_key, &[&login.owner, &key]).await?
        {
            let earlier: Option<Vec<u8>> = get(&row, "idempotency_request")?;
            return Ok(match earlier == request {
                true => Created::Repeated(record(&row)?),
                false => Created::Conflict,
            });
        }
        if let Some(row) = calls.row(&of_id, &[&login.id.as_str()]).await? {
            let earlier = record(&row)?;
            // A caller without a key repeats a call whose outcome it did not see.
            return match earlier.secret == login.secret && earlier.owner == login.owner {
                true => Ok(Created::Repeated(earlier)),
                false => Err(StoreError::Refused(
                    "there is a login of this id".to_owned(),
                )),
            };
        }
    }
    Err(StoreError::Unreachable(
        "the login meets others that are removed".to_owned(),
    ))
}

pub(super) async fn find(
    calls: &Calls,
    owner: &str,
    id: &LoginId,
) -> Result<Option<Record>, StoreError> {
    let sql = format!("SELECT {RECORD} FROM qrlogin.logins WHERE id = $1 AND owner = $2");
    let row = calls.row(&sql, &[&id.as_str(), &owner]).await?;
    row.as_ref().map(record).transpose()
}

pub(super) async fn versions(
    calls: &Calls,
    ids: &[LoginId],
) -> Result<Vec<(LoginId, u64)>, StoreError> {
    let ids: Vec<&str> = ids.iter().map(LoginId::as_str).collect();
    let sql = "SELECT id, version FROM qrlogin.logins WHERE id = ANY ($1::text[])";
    let rows = calls.rows(sql, &[&ids]).await?;
    let versions = rows
        .iter()
        .map(|row| Ok((id(row)?, number(row, "version")?)));
    versions.collect()
}

pub(super) async fn events(
    calls: &Calls,
    id: &LoginId,
    after: u64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = "SELECT number, at, event FROM qrlogin.events
        WHERE login = (SELECT seq FROM qrlogin.logins WHERE id = $1) AND number > $2
        ORDER BY number";
    let rows = calls.rows(sql, &[&id.as_str(), &signed(after)]).await?;
    let events = rows.iter().map(|row| {
        Ok(StoredEvent {
            number: number(row, "number")?,
            at: at(get(row, "at")?),
            event: sealed(row, "event")?,
        })
    });
    events.collect()
}

pub(super) async fn answer(
    calls: &Calls,
    id: &LoginId,
    answer: &Sealed,
) -> Result<bool, StoreError> {
    let sql = "UPDATE qrlogin.logins SET answer = $2, answer_taken = false
        WHERE id = $1 AND state = 'running'
        RETURNING qrlogin.changed(id, version)";
    let row = calls.row(sql, &[&id.as_str(), &answer.as_bytes()]).await?;
    Ok(row.is_some())
}

pub(super) async fn cancel(
    calls: &Calls,
    id: &LoginId,
    version: u64,
    event: &Sealed,
) -> Result<bool, StoreError> {
    let sql = "WITH t AS MATERIALIZED (SELECT qrlogin.now_ms() AS now),
        cancelled AS (
            UPDATE qrlogin.logins SET state = 'cancelled', version = version + 1,
                last_event = last_event + 1, snapshot = NULL, answer = NULL, worker = NULL,
                webhook_due = CASE WHEN webhook IS NOT NULL THEN t.now END
            FROM t WHERE id = $1 AND version = $2 AND state = 'running'
            RETURNING seq, id, version, last_event),
        event AS (
            INSERT INTO qrlogin.events (login, number, at, event)
            SELECT seq, last_event, t.now, $3 FROM cancelled, t)
        SELECT qrlogin.changed(id, version) FROM cancelled";
    let values = [signed(version)];
    let row = calls
        .row(sql, &[&id.as_str(), &values[0], &event.as_bytes()])
        .await?;
    Ok(row.is_some())
}

pub(super) async fn redeem(
    calls: &Calls,
    id: &LoginId,
    secret: &Hash,
    repeat: Duration,
) -> Result<Redeemed, StoreError> {
    // One statement finds and binds; a concurrent one waits for it and then finds it bound.
    let sql = "WITH t AS MATERIALIZED (SELECT qrlogin.now_ms() AS now),
        redeemed AS (
            UPDATE qrlogin.logins SET redeemed_at = coalesce(redeemed_at, t.now),
                version = version + CASE WHEN redeemed_at IS NULL THEN 1 ELSE 0 END
            FROM t
            WHERE id = $1 AND secret = $2 AND state = 'done' AND result IS NOT NULL
                AND expires_at > t.now AND (redeemed_at IS NULL OR redeemed_at + $3 > t.now)
            RETURNING id, version, result)
        SELECT result, qrlogin.changed(id, version) FROM redeemed";
    let values = (secret.as_slice(), ms(repeat));
    let row = calls
        .row(sql, &[&id.as_str(), &values.0, &values.1])
        .await?;
    if let Some(row) = row {
        return Ok(Redeemed::Result(sealed(&row, "result")?));
    }
    let sql = "SELECT secret, state FROM qrlogin.logins WHERE id = $1";
    let Some(row) = calls.row(sql, &[&id.as_str()]).await? else {
        return Ok(Redeemed::Unknown);
    };
    if hash(&row, "secret")? != *secret {
        return Ok(Redeemed::WrongSecret);
    }
    Ok(match state(get(&row, "state")?)? {
        State::Done => Redeemed::Gone,
        state => Redeemed::Pending(state),
    })
}

pub(super) async fn confirm(
    calls: &Calls,
    id: &LoginId,
    secret: &Hash,
) -> Result<bool, StoreError> {
    let sql = "UPDATE qrlogin.logins SET result = NULL, version = version + 1
        WHERE id = $1 AND secret = $2 AND redeemed_at IS NOT NULL AND result IS NOT NULL
        RETURNING qrlogin.changed(id, version)";
    let row = calls.row(sql, &[&id.as_str(), &secret.as_slice()]).await?;
    Ok(row.is_some())
}
