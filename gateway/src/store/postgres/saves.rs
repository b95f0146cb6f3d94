//! What workers have learnt: many logins in one round trip.

use std::collections::{HashMap, HashSet};

use tokio_postgres::types::ToSql;

use super::calls::{Calls, get};
use crate::seal::Sealed;
use crate::store::columns::signed;
use crate::store::{StoreError, Then, Write, Written};

/// Stores each write whose version is the login's. That is all that decides: each claim has raised
/// it. Events are numbered on from the last one.
const SAVE: &str = "WITH t AS MATERIALIZED (SELECT qrlogin.now_ms() AS now),
    stored AS (
        UPDATE qrlogin.logins SET state = w.state, version = logins.version + 1,
            last_event = logins.last_event + w.events,
            snapshot = CASE WHEN w.state = 'running' THEN w.content END,
            result = CASE WHEN w.state = 'done' THEN w.content END,
            answer = CASE WHEN w.state = 'running' AND NOT answer_taken THEN answer END,
            answer_taken = false,
            worker = CASE WHEN w.state = 'running' THEN worker END,
            webhook_due = CASE WHEN w.state <> 'running' AND webhook IS NOT NULL THEN t.now END
        FROM t, unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[])
            AS w (id, version, state, content, events)
        WHERE logins.id = w.id AND logins.version = w.version AND logins.state = 'running'
        RETURNING logins.seq, logins.id, logins.version, logins.last_event - w.events AS before),
    events AS (
        INSERT INTO qrlogin.events (login, number, at, event)
        SELECT stored.seq, stored.before + e.number, t.now, e.event
        FROM t, stored JOIN unnest($6::text[], $7::bigint[], $8::bytea[])
            AS e (id, number, event) USING (id)),
    reported AS MATERIALIZED (
        SELECT qrlogin.changed_all(array_agg(id), array_agg(version)) AS count FROM stored)
    SELECT id, (SELECT count FROM reported) FROM stored";

/// Which of these very writes are stored already, since their outcome was not seen. Two sealed
/// texts are equal only if they are the same one.
const REPEATED: &str = "SELECT id FROM qrlogin.logins
    JOIN unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[])
        AS w (id, version, state, content) USING (id)
    WHERE logins.version - 1 = w.version AND logins.state = w.state AND w.content =
        CASE w.state WHEN 'running' THEN snapshot WHEN 'done' THEN result ELSE
            (SELECT event FROM qrlogin.events WHERE login = seq AND number = last_event) END";

pub(super) async fn save(calls: &Calls, writes: &[Write]) -> Result<Vec<Written>, StoreError> {
    let mut results = HashMap::new();
    let mut waiting: Vec<(usize, &Write)> = writes.iter().enumerate().collect();
    // A statement has one write of each login; a second one of the same login follows it.
    while !waiting.is_empty() {
        let mut ids = HashSet::new();
        let (now, later): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(_, write)| ids.insert(&write.id));
        let stored = save_each(calls, &now).await?;
        for (index, write) in now {
            let written = match stored.contains(write.id.as_str()) {
                true => Written::Stored(write.version.saturating_add(1)),
                false => Written::Lost,
            };
            results.insert(index, written);
        }
        waiting = later;
    }
    let each = (0..writes.len()).map(|index| results.remove(&index).unwrap_or(Written::Lost));
    Ok(each.collect())
}

/// The ids of the writes that are stored.
async fn save_each(
    calls: &Calls,
    writes: &[(usize, &Write)],
) -> Result<HashSet<String>, StoreError> {
    let mut columns = Columns::default();
    for (_, write) in writes {
        columns.push(write);
    }
    let mut stored = HashSet::new();
    let rows = calls
        .rows(
            SAVE,
            &[
                &columns.ids,
                &columns.versions,
                &columns.states,
                &columns.contents,
                &columns.events,
                &columns.event_ids,
                &columns.event_numbers,
                &columns.event_texts,
            ],
        )
        .await?;
    for row in rows {
        stored.insert(get(&row, "id")?);
    }
    if stored.len() == writes.len() {
        return Ok(stored);
    }
    let mut columns = Columns::default();
    for (_, write) in writes {
        if !stored.contains(write.id.as_str()) {
            columns.push_end(write);
        }
    }
    let (ids, versions) = (&columns.ids, &columns.versions);
    let values: [&(dyn ToSql + Sync); 4] = [ids, versions, &columns.states, &columns.contents];
    for row in calls.rows(REPEATED, &values).await? {
        stored.insert(get(&row, "id")?);
    }
    Ok(stored)
}

/// Writes by column, as `unnest` takes them.
#[derive(Default)]
struct Columns<'a> {
    ids: Vec<&'a str>,
    versions: Vec<i64>,
    states: Vec<&'static str>,
    contents: Vec<Option<&'a [u8]>>,
    events: Vec<i64>,
    event_ids: Vec<&'a str>,
    event_numbers: Vec<i64>,
    event_texts: Vec<&'a [u8]>,
}

impl<'a> Columns<'a> {
    fn push(&mut self, write: &'a Write) {
        let (state, content) = state(write);
        self.row(write, state, content);
        for (number, event) in (1..).zip(&write.events) {
            self.event_ids.push(write.id.as_str());
            self.event_numbers.push(number);
            self.event_texts.push(event.as_bytes());
        }
    }

    /// With what is compared: of a failure the last event.
    fn push_end(&mut self, write: &'a Write) {
        let (state, content) = state(write);
        self.row(write, state, content.or(write.events.last()));
    }

    fn row(&mut self, write: &'a Write, state: &'static str, content: Option<&'a Sealed>) {
        self.ids.push(write.id.as_str());
        self.versions.push(signed(write.version));
        self.states.push(state);
        self.contents.push(content.map(Sealed::as_bytes));
        self.events.push(signed(write.events.len() as u64));
    }
}

fn state(write: &Write) -> (&'static str, Option<&Sealed>) {
    match &write.then {
        Then::Running(snapshot) => ("running", Some(snapshot)),
        Then::Done(result) => ("done", Some(result)),
        Then::Failed => ("failed", None),
    }
}
