//! A store with logins, workers that run them, and the services.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::flows::Options;
use qrlogin::{Call, Credential, Seed, Settings, Timestamp};
use qrlogin_gateway::Worker;
use qrlogin_gateway::seal::{Purpose, Sealed, SealingKeys, hash};
use qrlogin_gateway::store::{
    Created, LoginId, NewLogin, Record, Redeemed, State, Store as _, StoreError,
};
use qrlogin_test_support::completed;
use qrlogin_test_support::paused::{Answering, PausedWorld, clock};
use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::process::Process;
use crate::store::Watched;
use crate::typed;

/// The secret of all logins.
const SECRET: &[u8] = b"a secret";

/// The services, with their calls noted.
pub type Noted = Box<dyn FnMut(Call) -> Answering + Send>;

pub struct Rig {
    pub store: Arc<Watched>,
    pub keys: SealingKeys,
    pub world: PausedWorld,
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    calls: Arc<Mutex<Vec<Called>>>,
    /// The number of the call whose reply is lost on the way.
    lost_call: Arc<AtomicUsize>,
    /// The reply was lost.
    pub lost: Arc<Notify>,
    workers: AtomicUsize,
    logins: u16,
}

/// A call that was made.
#[derive(Clone, Debug)]
pub struct Called {
    /// The number of the worker, from 0.
    pub worker: usize,
    pub name: &'static str,
    pub uri: String,
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
            lost_call: Arc::default(),
            lost: Arc::default(),
            workers: AtomicUsize::new(0),
            logins: 0,
        }
    }

    /// A worker with this lease.
    pub fn worker(&self, lease: Duration) -> Process {
        self.worker_with(|worker| worker.lease(lease))
    }

    pub fn worker_with(&self, set: impl FnOnce(Worker<Noted>) -> Worker<Noted>) -> Process {
        let clock = Arc::clone(&self.clock);
        let number = self.workers.fetch_add(1, Ordering::SeqCst);
        let worker = Worker::new(self.store.clone(), self.keys.clone(), self.services(number));
        Process::new(set(worker.with_clock(move || clock())))
    }

    fn services(&self, worker: usize) -> Noted {
        let clock = Arc::clone(&self.clock);
        let mut send = self.world.transport(move || clock());
        let calls = Arc::clone(&self.calls);
        let (lost_call, lost) = (Arc::clone(&self.lost_call), Arc::clone(&self.lost));
        Box::new(move |call| {
            let mut calls = calls.lock().unwrap();
            calls.push(Called {
                worker,
                name: call.name,
                uri: call.request.uri().to_string(),
            });
            let is_lost = calls.len() == lost_call.load(Ordering::SeqCst);
            let replied = match call.request.uri().host() {
                Some(typed::HOST) => typed::reply(&call),
                _ => send(call),
            };
            let lost = Arc::clone(&lost);
            Box::pin(async move {
                let reply = replied.await;
                if is_lost {
                    lost.notify_one();
                    pending::<()>().await;
                }
                reply
            })
        })
    }

    /// The calls that were made, by all workers.
    pub fn calls(&self) -> Vec<Called> {
        self.calls.lock().unwrap().clone()
    }

    /// The calls that a worker has made.
    pub fn calls_of(&self, worker: usize) -> Vec<Called> {
        let mut calls = self.calls();
        calls.retain(|call| call.worker == worker);
        calls
    }

    /// Loses the reply to this call, from 1.
    pub fn lose_reply(&self, call: usize) {
        self.lost_call.store(call, Ordering::SeqCst);
    }

    /// A new login of this flow.
    pub async fn login(&mut self, flow: &str, settings: &Settings) -> LoginId {
        let info = qrlogin::flows::find(flow).unwrap();
        let settings = completed(flow, settings);
        let login = |seed| info.login(&settings, seed, &Options::new()).unwrap();
        self.logins += 1;
        let flow = login(Seed::new(self.bytes()));
        self.add(flow).await
    }

    /// A new login with this flow.
    pub async fn add(&mut self, flow: qrlogin::BoxFlow) -> LoginId {
        self.logins += 1;
        let id = LoginId::new(self.bytes());
        let snapshot = flow.snapshot().unwrap();
        let snapshot = self.keys.seal(Purpose::Snapshot, &id, &snapshot).unwrap();
        self.create(id, flow.id(), snapshot).await
    }

    /// Bytes of the last login alone.
    fn bytes(&self) -> [u8; 16] {
        let [low, high] = self.logins.to_le_bytes();
        let mut bytes = [low; 16];
        bytes[15] ^= high;
        bytes
    }

    pub async fn create(&self, id: LoginId, flow: &str, snapshot: Sealed) -> LoginId {
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

    /// Cancels a login, as the API does.
    pub async fn cancel(&self, id: &LoginId) {
        let record = self.record(id).await;
        let purpose = Purpose::Event(record.last_event + 1);
        let event = serde_json::json!({"type": "cancelled"});
        let event = self.keys.seal(purpose, id, &event).unwrap();
        let cancelled = self.store.cancel(id, record.version, event).await;
        assert!(cancelled.unwrap());
    }

    /// Answers a login, as the API does.
    pub async fn answer(&self, id: &LoginId, text: &str) {
        assert!(self.try_answer(id, text).await.unwrap());
    }

    pub async fn try_answer(&self, id: &LoginId, text: &str) -> Result<bool, StoreError> {
        let answer = self.keys.seal(Purpose::Answer, id, &text).unwrap();
        self.store.answer(id, answer).await
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

    /// The kind of the error with which a login has failed.
    pub async fn error(&self, id: &LoginId) -> String {
        let events = self.events(id).await;
        let error = &events.last().unwrap()["error"]["error"];
        error.as_str().unwrap().to_owned()
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
