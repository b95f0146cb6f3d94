//! One process owns its logins: it claims each once, and keeps them in a fleet.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use qrlogin::{BoxFlow, Call, Failure, Login, Response, Seed, Snapshot, bilibili, flows};
use qrlogin::{Flow as _, Timestamp};
use qrlogin_gateway::seal::{Purpose, Sealed};
use qrlogin_gateway::store::{LoginId, NewLogin, Postgres, Store, Then, WorkerId, Write, Written};
use qrlogin_tokio::Fleet;
use tokio::runtime::Runtime;

use crate::each::random;
use crate::{BATCH, CONNECTIONS, START, keys, rate, reply};

const LEASE: Duration = Duration::from_secs(30);
/// Logins of one claim of an owner.
const CLAIM: usize = 1000;

/// A login of bilibili-web.
pub(crate) fn login() -> BoxFlow {
    Login::new(bilibili::Web::new(), Seed::new([7; 16]))
        .renewals(u32::MAX)
        .boxed()
}

fn new_login(number: usize) -> NewLogin {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&number.to_le_bytes());
    let id = LoginId::new(random);
    let snapshot = login().snapshot().unwrap();
    NewLogin {
        owner: String::new(),
        flow: "bilibili-web".to_owned(),
        snapshot: keys().seal(Purpose::Snapshot, &id, &snapshot).unwrap(),
        secret: [0; 32],
        idempotency: None,
        webhook: None,
        keep: LEASE * 1000,
        id,
    }
}

/// Stores logins.
pub(crate) async fn fill(store: &Arc<Postgres>, logins: usize) {
    let mut tasks = Vec::new();
    for part in 0..CONNECTIONS {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for number in (part..logins).step_by(CONNECTIONS) {
                store.create(new_login(number)).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// Stores logins and claims them all.
async fn claim(store: &Arc<Postgres>, logins: usize) -> (WorkerId, Vec<(LoginId, u64, Sealed)>) {
    fill(store, logins).await;
    let worker = store.register(LEASE).await.unwrap();
    let mut claimed = Vec::new();
    while claimed.len() < logins {
        let more = store.claim(worker, CLAIM).await.unwrap();
        claimed.extend(
            more.into_iter()
                .map(|login| (login.id, login.version, login.snapshot)),
        );
    }
    (worker, claimed)
}

/// Polls per second that are stored, each by its owner.
pub(crate) async fn saves(url: &str, limit: Duration, logins: usize) -> f64 {
    let store = Arc::new(Postgres::connect(url).await.unwrap());
    let (worker, claimed) = claim(&store, logins).await;
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for part in claimed.chunks(claimed.len().div_ceil(CONNECTIONS)) {
        let (store, mut part) = (store.clone(), part.to_vec());
        tasks.push(tokio::spawn(async move {
            let mut polls = 0;
            while begun.elapsed() < limit {
                for batch in part.chunks_mut(usize::try_from(BATCH).unwrap()) {
                    polls += save(&store, worker, batch).await;
                    if begun.elapsed() >= limit {
                        break;
                    }
                }
            }
            polls
        }));
    }
    let mut polls = 0;
    for task in tasks {
        polls += task.await.unwrap();
    }
    let rate = rate(polls, begun);
    store.release(worker).await.unwrap();
    empty(url).await;
    rate
}

/// Removes all logins.
async fn empty(url: &str) {
    let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
    let (client, connection) = connected.unwrap();
    tokio::spawn(connection);
    client
        .batch_execute("TRUNCATE qrlogin.logins, qrlogin.events")
        .await
        .unwrap();
}

async fn save(store: &Postgres, worker: WorkerId, batch: &mut [(LoginId, u64, Sealed)]) -> u64 {
    let writes = batch.iter().map(|(id, version, _)| Write {
        id: id.clone(),
        version: *version,
        events: Vec::new(),
        then: Then::Running(Sealed::from_bytes(random())),
    });
    let written = store.save(worker, writes.collect()).await.unwrap();
    for (login, written) in batch.iter_mut().zip(&written) {
        match written {
            Written::Stored(version) => login.1 = *version,
            Written::Lost => panic!("a login has no other owner"),
        }
    }
    u64::try_from(written.len()).unwrap()
}

/// Polls per second of claimed logins in a fleet, on virtual time, while the lease is renewed.
pub(crate) fn polls(runtime: &Runtime, url: &str, limit: Duration, logins: usize) -> f64 {
    let store = Arc::new(runtime.block_on(Postgres::connect(url)).unwrap());
    let (worker, claimed) = runtime.block_on(claim(&store, logins));
    let renewing = store.clone();
    let renewals = runtime.spawn(async move {
        loop {
            assert!(renewing.renew(worker, LEASE).await.unwrap());
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let mut paused = tokio::runtime::Builder::new_current_thread();
    let paused = paused.enable_time().start_paused(true).build().unwrap();
    let rate = paused.block_on(run(claimed, limit));
    renewals.abort();
    runtime.block_on(async {
        store.release(worker).await.unwrap();
        empty(url).await;
    });
    rate
}

pub(crate) type Transport = Box<dyn FnMut(Call) -> Ready<Result<Response, Failure>> + Send>;

/// Counts calls, and replies to them at once.
pub(crate) fn transport(calls: &Arc<AtomicU64>) -> Transport {
    let counter = calls.clone();
    Box::new(move |call| {
        counter.fetch_add(1, Ordering::Relaxed);
        ready(Ok(reply(&call)))
    })
}

async fn run(claimed: Vec<(LoginId, u64, Sealed)>, limit: Duration) -> f64 {
    let begun = tokio::time::Instant::now();
    let polls = Arc::new(AtomicU64::new(0));
    let transport = transport(&polls);
    let now = move || -> Timestamp { START + begun.elapsed() };
    let mut fleet = Fleet::<BoxFlow, _>::new(transport).with_clock(now);
    for (id, _, sealed) in claimed {
        let snapshot: Snapshot = keys().open(Purpose::Snapshot, &id, &sealed).unwrap();
        fleet.add(flows::resume(&snapshot).unwrap());
    }
    // The first call of each login fetches its code.
    advance(&mut fleet).await;
    let (before, begun) = (polls.load(Ordering::Relaxed), Instant::now());
    while begun.elapsed() < limit {
        advance(&mut fleet).await;
    }
    rate(polls.load(Ordering::Relaxed) - before, begun)
}

/// Runs the fleet for a second of virtual time.
async fn advance(fleet: &mut Fleet<BoxFlow, Transport>) {
    let end = tokio::time::Instant::now() + Duration::from_secs(1);
    while let Ok(Some((_, progress))) = tokio::time::timeout_at(end, fleet.next()).await {
        // A code: it is renewed whenever it has expired.
        drop(progress.unwrap());
    }
}
