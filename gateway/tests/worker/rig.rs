//! A store with logins, workers that run them, and the services.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use qrlogin::flows::Options;
use qrlogin::{Call, Credential, Seed, Settings, Timestamp};
use qrlogin_gateway::seal::{Purpose, SealingKeys, hash};
use qrlogin_gateway::store::{Created, LoginId, NewLogin, Record, Redeemed, State, Store as _};
use qrlogin_gateway::{Stats, Worker};
use qrlogin_test_support::completed;
use qrlogin_test_support::paused::{Answering, PausedWorld, clock};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::store::Watched;

/// The secret of all logins.
const SECRET: &[u8] = b"a secret";

pub struct Rig {
    pub store: Arc<Watched>,
    pub keys: SealingKeys,
    pub world: PausedWorld,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// How many polls were begun, by all workers.
    pub calls: Arc<AtomicUsize>,
    logins: u8,
}

/// A worker that runs in a task.
pub struct Running {
    pub stats: Arc<Stats>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), qrlogin_gateway::store::StoreError>>,
}

impl Running {
    /// Ends it, as a signal does.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.task.await.unwrap().unwrap();
    }

    /// Ends it at once, as a crash does.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

impl Rig {
    pub fn new(scenario: &str) -> Self {
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(clock());
        let of_store = Arc::clone(&clock);
        Self {
            clock,
            store: Arc::new(Watched::new(move || of_store())),
            keys: SealingKeys::new([7; 32]),
            world: PausedWorld::new(scenario),
            calls: Arc::default(),
            logins: 0,
        }
    }

    /// A worker with this lease.
    pub fn worker(&self, lease: Duration) -> Running {
        self.worker_with(|worker| worker.lease(lease))
    }

    pub fn worker_with(&self, set: impl FnOnce(Worker<Counted>) -> Worker<Counted>) -> Running {
        let (clock, of_worker) = (Arc::clone(&self.clock), Arc::clone(&self.clock));
        let mut send = self.world.transport(move || clock());
        let calls = Arc::clone(&self.calls);
        let counted: Counted = Box::new(move |call| {
            calls.fetch_add(1, Ordering::SeqCst);
            send(call)
        });
        let worker = Worker::new(self.store.clone(), self.keys.clone(), counted);
        let worker = set(worker.with_clock(move || of_worker()));
        let stats = worker.stats();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(worker.run(async {
            let _ = stopped.await;
        }));
        Running {
            stats,
            stop: Some(stop),
            task,
        }
    }

    /// A new login of this flow.
    pub async fn login(&mut self, flow: &str, settings: &Settings) -> LoginId {
        self.logins += 1;
        let info = qrlogin::flows::find(flow).unwrap();
        let seed = Seed::new([self.logins; 16]);
        let login = info
            .login(&completed(flow, settings), seed, &Options::new())
            .unwrap();
        let id = LoginId::new([self.logins; 16]);
        let snapshot = login.snapshot().unwrap();
        let snapshot = self.keys.seal(Purpose::Snapshot, &id, &snapshot).unwrap();
        self.create(id, flow, snapshot).await
    }

    pub async fn create(
        &self,
        id: LoginId,
        flow: &str,
        snapshot: qrlogin_gateway::seal::Sealed,
    ) -> LoginId {
        let new = NewLogin {
            id: id.clone(),
            owner: String::new(),
            flow: flow.to_owned(),
            snapshot,
            secret: hash(SECRET),
            idempotency: None,
            webhook: None,
            keep: Duration::from_secs(3600),
        };
        match self.store.create(new).await.unwrap() {
            Created::New(_) => id,
            other => panic!("{other:?}"),
        }
    }

    pub async fn record(&self, id: &LoginId) -> Record {
        self.store.login("", id).await.unwrap().unwrap()
    }

    /// Waits until the login has ended.
    pub async fn end(&self, id: &LoginId) -> Record {
        for _ in 0..4000 {
            let record = self.record(id).await;
            if record.state != State::Running {
                return record;
            }
            sleep(Duration::from_millis(500)).await;
        }
        panic!("the login does not end");
    }

    /// Waits until an event of this type is stored.
    pub async fn event(&self, id: &LoginId, kind: &str) {
        for _ in 0..4000 {
            if self.kinds(id).await.iter().any(|it| it == kind) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("no event {kind}");
    }

    /// The events of a login.
    pub async fn events(&self, id: &LoginId) -> Vec<Value> {
        let stored = self.store.events(id, 0).await.unwrap();
        let open = |event: &qrlogin_gateway::store::StoredEvent| {
            let purpose = Purpose::Event(event.number);
            self.keys.open(purpose, id, &event.event).unwrap()
        };
        stored.iter().map(open).collect()
    }

    /// The types of the events.
    pub async fn kinds(&self, id: &LoginId) -> Vec<String> {
        let events = self.events(id).await;
        let kind = |event: &Value| event["type"].as_str().unwrap().to_owned();
        events.iter().map(kind).collect()
    }

    /// The result of a login that is done.
    pub async fn result(&self, id: &LoginId) -> Credential {
        let repeat = Duration::from_secs(120);
        match self.store.redeem(id, &hash(SECRET), repeat).await.unwrap() {
            Redeemed::Result(sealed) => self.keys.open(Purpose::Result, id, &sealed).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

/// The services, with their calls counted.
pub type Counted = Box<dyn FnMut(Call) -> Answering + Send>;
