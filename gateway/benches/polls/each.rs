//! Any process polls any login: it claims a batch, polls, and stores each.

use std::time::{Duration, Instant};

use qrlogin::{Flow as _, Snapshot, Step, Timestamp, flows};
use qrlogin_gateway::seal::{Purpose, Sealed};
use qrlogin_gateway::store::LoginId;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Row};

use crate::{BATCH, CONNECTIONS, ROW, START, keys, rate, reply};

const TABLE: &str = "
    DROP TABLE IF EXISTS logins;
    CREATE TABLE logins (
        id bigint PRIMARY KEY, due bigint NOT NULL, version bigint NOT NULL, owner bigint,
        snapshot bytea NOT NULL
    ) WITH (fillfactor = 60);
    CREATE INDEX ON logins (due);";
/// The longest waiting first; a login that is being polled is hidden for a lease.
const CLAIM: &str = "UPDATE logins SET owner = $1, due = due + 60000, version = version + 1
    WHERE id IN (SELECT id FROM logins ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id, due - 60000, version, snapshot";
const STORE: &str = "UPDATE logins SET owner = NULL, due = w.due, version = logins.version + 1,
        snapshot = w.snapshot
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])
        AS w (id, version, due, snapshot)
    WHERE logins.id = w.id AND logins.version = w.version";

/// Polls per second; with `whole` the login takes its step and is sealed, otherwise a row of random
/// bytes is stored.
pub(crate) async fn polls(url: &str, limit: Duration, logins: usize, whole: bool) -> f64 {
    let setup = connect(url).await;
    setup.batch_execute(TABLE).await.unwrap();
    let insert = "INSERT INTO logins SELECT n, $2 + n, 1, NULL, $3
        FROM generate_series(1, $1::bigint) AS n";
    let first = row(whole);
    let start = i64::try_from(START.as_millis()).unwrap();
    let count = i64::try_from(logins).unwrap();
    setup
        .execute(insert, &[&count, &start, &first])
        .await
        .unwrap();
    setup
        .batch_execute("ANALYZE logins; CHECKPOINT")
        .await
        .unwrap();
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..CONNECTIONS {
        let client = connect(url).await;
        let number = i64::try_from(number).unwrap();
        tasks.push(tokio::spawn(one(client, number, begun + limit, whole)));
    }
    let mut polls = 0;
    for task in tasks {
        polls += task.await.unwrap();
    }
    rate(polls, begun)
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn one(client: Client, number: i64, end: Instant, whole: bool) -> u64 {
    let claim = client.prepare(CLAIM).await.unwrap();
    let store = client.prepare(STORE).await.unwrap();
    let mut polls = 0;
    while Instant::now() < end {
        let claimed = client.query(&claim, &[&number, &BATCH]).await;
        let Some(claimed) = unless_crosswise(claimed) else {
            continue;
        };
        let polled: Vec<_> = claimed.iter().map(|row| poll(row, whole)).collect();
        let ids: Vec<i64> = polled.iter().map(|polled| polled.0).collect();
        let versions: Vec<i64> = polled.iter().map(|polled| polled.1).collect();
        let due: Vec<i64> = polled.iter().map(|polled| polled.2).collect();
        let snapshots: Vec<&[u8]> = polled.iter().map(|polled| polled.3.as_slice()).collect();
        let stored = client
            .execute(&store, &[&ids, &versions, &due, &snapshots])
            .await;
        polls += unless_crosswise(stored).unwrap_or(0);
    }
    polls
}

/// `None` if the statement was undone, since it met another one that locks rows in another order.
fn unless_crosswise<T>(result: Result<T, tokio_postgres::Error>) -> Option<T> {
    match result {
        Err(error) if error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED) => None,
        other => Some(other.unwrap()),
    }
}

/// The row's id and version, when it is due again, and its new state.
fn poll(row: &Row, whole: bool) -> (i64, i64, i64, Vec<u8>) {
    let (id, due, version) = (row.get(0), row.get::<_, i64>(1), row.get(2));
    let bytes: &[u8] = row.get(3);
    match whole {
        true => {
            let now = Timestamp::from_millis(u64::try_from(due).unwrap());
            let (next, snapshot) = step(now, Sealed::from_bytes(bytes.to_vec()));
            let due = i64::try_from(next.as_millis()).unwrap();
            (id, version, due, snapshot)
        }
        false => (id, version, due + 2000, random()),
    }
}

/// One poll of the login: opened, resumed, polled, and sealed again.
fn step(mut now: Timestamp, sealed: Sealed) -> (Timestamp, Vec<u8>) {
    let (keys, id) = (keys(), LoginId::new([1; 16]));
    let snapshot: Snapshot = keys.open(Purpose::Snapshot, &id, &sealed).unwrap();
    let mut flow = flows::resume(&snapshot).unwrap();
    let mut sent = false;
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(call) => {
                flow.handle(now, Ok(reply(&call)));
                sent = true;
            }
            Step::Wait(until) if sent => {
                let snapshot = flow.snapshot().unwrap();
                let sealed = keys.seal(Purpose::Snapshot, &id, &snapshot).unwrap();
                return (until, sealed.as_bytes().to_vec());
            }
            Step::Wait(until) => now = until,
            _ => {}
        }
    }
}

fn row(whole: bool) -> Vec<u8> {
    match whole {
        true => {
            let snapshot = crate::owner::login().snapshot().unwrap();
            let (keys, id) = (keys(), LoginId::new([1; 16]));
            let sealed = keys.seal(Purpose::Snapshot, &id, &snapshot).unwrap();
            sealed.as_bytes().to_vec()
        }
        false => random(),
    }
}

/// Bytes that cannot be compressed.
pub(crate) fn random() -> Vec<u8> {
    let mut bytes = vec![0; ROW];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
