//! A store on virtual time, and what the tests put in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin_gateway::seal::{Purpose, Sealed, SealingKeys, hash};
use qrlogin_gateway::store::{
    Claimed, Created, Hash, LoginId, NewLogin, Record, Sqlite, State, Store, Then, WorkerId, Write,
    Written,
};

/// The time of a test's beginning.
pub const START: Timestamp = Timestamp::from_secs(1_800_000_000);
pub const LEASE: Duration = Duration::from_secs(30);
pub const KEEP: Duration = Duration::from_secs(3600);
pub const REPEAT: Duration = Duration::from_secs(120);
/// The secret of every login.
pub const SECRET: &[u8] = b"the redemption secret";
/// The longest time that a test runs, so that one that waits for nothing fails.
const LIMIT: Duration = Duration::from_secs(60);

/// A store whose clock moves only when the test says so.
pub struct World {
    pub store: Arc<dyn Store>,
    clock: Clock,
}

enum Clock {
    Shared(Arc<AtomicU64>),
}

impl World {
    /// On SQLite, in memory.
    pub fn sqlite() -> Self {
        let store = Sqlite::in_memory().unwrap();
        let (store, clock) = on_virtual_time(store);
        let store = Arc::new(store);
        Self { store, clock }
    }

    /// Lets time pass.
    pub async fn pass(&self, duration: Duration) {
        let ms = u64::try_from(duration.as_millis()).unwrap();
        match &self.clock {
            Clock::Shared(clock) => clock.fetch_add(ms, Ordering::SeqCst),
        };
    }

    /// Stores a login of no owner.
    pub async fn create(&self, number: u8) -> Record {
        new(self.store.create(login(number)).await.unwrap())
    }

    /// Registers a worker.
    pub async fn worker(&self) -> WorkerId {
        self.store.register(LEASE).await.unwrap()
    }

    /// All logins that can be claimed.
    pub async fn claim(&self, worker: WorkerId) -> Vec<Claimed> {
        self.store.claim(worker, 1000).await.unwrap()
    }

    /// A login that a new worker has claimed.
    pub async fn claimed(&self, number: u8) -> (WorkerId, Claimed) {
        self.create(number).await;
        let worker = self.worker().await;
        let mut claimed = self.claim(worker).await;
        (worker, claimed.pop().unwrap())
    }

    /// A login that has succeeded.
    pub async fn done(&self, number: u8) -> LoginId {
        let (worker, login) = self.claimed(number).await;
        let write = done(&login.id, login.version);
        assert!(matches!(self.save(worker, write).await, Written::Stored(_)));
        login.id
    }

    pub async fn save(&self, worker: WorkerId, write: Write) -> Written {
        self.store.save(worker, vec![write]).await.unwrap()[0]
    }

    /// The record of a login of no owner.
    pub async fn record(&self, id: &LoginId) -> Record {
        self.store.login("", id).await.unwrap().unwrap()
    }

    pub async fn state(&self, id: &LoginId) -> State {
        self.record(id).await.state
    }

    /// The numbers and texts of the events after this number.
    pub async fn events(&self, id: &LoginId, after: u64) -> Vec<(u64, String)> {
        let events = self.store.events(id, after).await.unwrap();
        let opened = events.iter().map(|event| {
            let purpose = Purpose::Event(event.number);
            (
                event.number,
                keys().open(purpose, id, &event.event).unwrap(),
            )
        });
        opened.collect()
    }
}

/// Runs a test on SQLite.
pub fn on_sqlite(test: impl AsyncFnOnce(World)) {
    run(async { test(World::sqlite()).await });
}

/// Gives the store a clock that stands.
fn on_virtual_time(store: Sqlite) -> (Sqlite, Clock) {
    let clock = Arc::new(AtomicU64::new(START.as_millis()));
    let read = Arc::clone(&clock);
    let store = store.with_clock(move || Timestamp::from_millis(read.load(Ordering::SeqCst)));
    (store, Clock::Shared(clock))
}

pub fn run(test: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    let limited = async { tokio::time::timeout(LIMIT, test).await };
    runtime
        .block_on(limited)
        .expect("the test waits for nothing");
}

pub fn keys() -> SealingKeys {
    SealingKeys::new([7; 32])
}

pub fn id(number: u8) -> LoginId {
    LoginId::new([number; 16])
}

pub fn sealed(purpose: Purpose, id: &LoginId, text: &str) -> Sealed {
    keys().seal(purpose, id, &text).unwrap()
}

pub fn opened(purpose: Purpose, id: &LoginId, sealed: &Sealed) -> String {
    keys().open(purpose, id, sealed).unwrap()
}

/// A login of no owner.
pub fn login(number: u8) -> NewLogin {
    let id = id(number);
    NewLogin {
        owner: String::new(),
        flow: "bilibili-web".to_owned(),
        snapshot: sealed(Purpose::Snapshot, &id, "the first snapshot"),
        secret: secret(),
        idempotency: None,
        webhook: None,
        keep: KEEP,
        id,
    }
}

pub fn secret() -> Hash {
    hash(SECRET)
}

pub fn new(created: Created) -> Record {
    match created {
        Created::New(record) => record,
        other => panic!("{other:?}"),
    }
}

/// The login goes on, with this event.
pub fn goes_on(id: &LoginId, version: u64, number: u64, event: &str) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(number), id, event)],
        then: Then::Running(sealed(Purpose::Snapshot, id, event)),
    }
}

/// The login has succeeded, with its first event.
pub fn done(id: &LoginId, version: u64) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(1), id, "done")],
        then: Then::Done(sealed(Purpose::Result, id, "the credential")),
    }
}

/// The login has failed, with its first event.
pub fn failed(id: &LoginId, version: u64) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(1), id, "failed")],
        then: Then::Failed,
    }
}
