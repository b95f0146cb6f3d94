//! A store on virtual time, and what the tests put in it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin_gateway::seal::{Purpose, Sealed, SealingKeys, hash};
use qrlogin_gateway::store::{
    Claimed, Created, Hash, LoginId, NewLogin, Postgres, Record, Sqlite, State, Store, Then,
    WorkerId, Write, Written,
};

use tokio_postgres::{Client, NoTls};

use crate::postgres::{self, Instance};

/// The time of a test's beginning.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(crate) const LEASE: Duration = Duration::from_secs(30);
pub(crate) const KEEP: Duration = Duration::from_secs(3600);
pub(crate) const REPEAT: Duration = Duration::from_secs(120);
/// The secret of every login.
pub(crate) const SECRET: &[u8] = b"the redemption secret";
/// The longest time that a test runs, so that one that waits for nothing fails.
const LIMIT: Duration = Duration::from_secs(60);

/// A store whose clock moves only when the test says so.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    clock: Clock,
}

enum Clock {
    Shared(Arc<AtomicU64>),
    /// The functions of this database read a table, which the connection writes.
    Database(&'static Instance, String, Client),
}

impl World {
    /// On SQLite, in memory.
    pub(crate) fn sqlite() -> Self {
        let store = Sqlite::in_memory().unwrap();
        let (store, clock) = on_virtual_time(store);
        let store = Arc::new(store);
        Self { store, clock }
    }

    /// On PostgreSQL, in a database of its own. `None` if it is not installed.
    pub(crate) async fn postgres() -> Option<Self> {
        let (instance, template) = template()?;
        let used = USED.lock().unwrap().pop();
        let database = match used {
            Some(database) => database,
            None => instance.create(template).await,
        };
        let url = instance.url(&database);
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(EMPTY).await.unwrap();
        let store = Postgres::connect(&url).await.unwrap();
        Some(Self {
            store: Arc::new(store),
            clock: Clock::Database(instance, database, client),
        })
    }

    /// Lets time pass.
    pub(crate) async fn pass(&self, duration: Duration) {
        let ms = u64::try_from(duration.as_millis()).unwrap();
        match &self.clock {
            Clock::Shared(clock) => {
                clock.fetch_add(ms, Ordering::SeqCst);
            }
            Clock::Database(..) => {
                self.execute(&format!("UPDATE public.clock SET ms = ms + {ms}"))
                    .await
            }
        }
    }

    /// Runs statements in the database, past the store.
    pub(crate) async fn execute(&self, sql: &str) {
        self.client().batch_execute(sql).await.unwrap();
    }

    /// A connection to the database, past the store.
    pub(crate) fn client(&self) -> &Client {
        match &self.clock {
            Clock::Shared(_) => panic!("a database of PostgreSQL is needed"),
            Clock::Database(_, _, client) => client,
        }
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        match &self.clock {
            Clock::Shared(_) => panic!("a database of PostgreSQL is needed"),
            Clock::Database(instance, database, _) => instance.url(database),
        }
    }

    /// What the database has written of a table.
    pub(crate) async fn file_of_table(&self, table: &str) -> Vec<u8> {
        let sql = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath($1::text::regclass)";
        let row = self
            .client()
            .query_one(sql, &[&format!("qrlogin.{table}")])
            .await
            .unwrap();
        std::fs::read(row.get::<_, String>(0)).unwrap()
    }

    /// Stores a login of no owner.
    pub(crate) async fn create(&self, number: u8) -> Record {
        new(self.store.create(login(number)).await.unwrap())
    }

    /// Registers a worker.
    pub(crate) async fn worker(&self) -> WorkerId {
        self.store.register(LEASE).await.unwrap()
    }

    /// All logins that can be claimed.
    pub(crate) async fn claim(&self, worker: WorkerId) -> Vec<Claimed> {
        self.store.claim(worker, 1000).await.unwrap()
    }

    /// A login that a new worker has claimed.
    pub(crate) async fn claimed(&self, number: u8) -> (WorkerId, Claimed) {
        self.create(number).await;
        let worker = self.worker().await;
        let mut claimed = self.claim(worker).await;
        (worker, claimed.pop().unwrap())
    }

    /// A login that has succeeded.
    pub(crate) async fn done(&self, number: u8) -> LoginId {
        let (worker, login) = self.claimed(number).await;
        let write = done(&login.id, login.version);
        assert!(matches!(self.save(worker, write).await, Written::Stored(_)));
        login.id
    }

    pub(crate) async fn save(&self, worker: WorkerId, write: Write) -> Written {
        self.store.save(worker, vec![write]).await.unwrap()[0]
    }

    /// The record of a login of no owner.
    pub(crate) async fn record(&self, id: &LoginId) -> Record {
        self.store.login("", id).await.unwrap().unwrap()
    }

    pub(crate) async fn state(&self, id: &LoginId) -> State {
        self.record(id).await.state
    }

    /// The numbers and texts of the events after this number.
    pub(crate) async fn events(&self, id: &LoginId, after: u64) -> Vec<(u64, String)> {
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

impl Drop for World {
    fn drop(&mut self) {
        if let Clock::Database(_, database, _) = &self.clock
            && !std::thread::panicking()
        {
            USED.lock().unwrap().push(database.clone());
        }
    }
}

/// Databases of tests that have passed. Making one takes a tenth of a second, emptying one little.
static USED: Mutex<Vec<String>> = Mutex::new(Vec::new());

const EMPTY: &str = "
    DELETE FROM qrlogin.logins; DELETE FROM qrlogin.events;
    DELETE FROM qrlogin.workers; DELETE FROM qrlogin.keys;
    UPDATE public.clock SET ms = first, started = 0";

/// Stores a login with an event, and sweeps it.
pub(crate) async fn expire(store: &dyn Store) {
    let login = NewLogin {
        keep: Duration::ZERO,
        ..login(1)
    };
    store.create(login).await.unwrap();
    let event = sealed(Purpose::Event(1), &id(1), "cancelled");
    assert_eq!(store.cancel(&id(1), 1, event).await, Ok(true));
    assert_eq!(store.events(&id(1), 0).await.unwrap().len(), 1);
    assert_eq!(store.sweep(REPEAT).await, Ok(1));
}

/// Runs a test on SQLite.
pub(crate) fn on_sqlite(test: impl AsyncFnOnce(World)) {
    run(async { test(World::sqlite()).await });
}

/// Runs a test on PostgreSQL.
pub(crate) fn on_postgres(test: impl AsyncFnOnce(World)) {
    run(async {
        if let Some(world) = World::postgres().await {
            test(world).await;
        }
    });
}

/// The database that those of the tests are copies of: with the tables, and with clocks that stand.
fn template() -> Option<(&'static Instance, &'static str)> {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let instance = postgres::shared()?;
    let make = || {
        // On a thread and a runtime of its own: the caller's cannot be blocked for it.
        let made = std::thread::spawn(|| {
            let mut name = String::new();
            run(async {
                name = instance.create("template0").await;
                drop(Postgres::connect(&instance.url(&name)).await.unwrap());
                instance.execute(&name, &standing_clocks()).await;
            });
            name
        });
        made.join().unwrap()
    };
    Some((instance, TEMPLATE.get_or_init(make)))
}

/// The functions of the clock read a table, which the tests write. The server has started long ago.
fn standing_clocks() -> String {
    let start = START.as_millis();
    format!(
        "CREATE TABLE public.clock AS
            SELECT {start}::bigint AS ms, {start}::bigint AS first, 0::bigint AS started;
        CREATE OR REPLACE FUNCTION qrlogin.now_ms() RETURNS bigint LANGUAGE sql VOLATILE
            AS 'SELECT ms FROM public.clock';
        CREATE OR REPLACE FUNCTION qrlogin.started_ms() RETURNS bigint LANGUAGE sql VOLATILE
            AS 'SELECT started FROM public.clock';"
    )
}

/// Gives the store a clock that stands.
fn on_virtual_time(store: Sqlite) -> (Sqlite, Clock) {
    let clock = Arc::new(AtomicU64::new(START.as_millis()));
    let read = Arc::clone(&clock);
    let store = store.with_clock(move || Timestamp::from_millis(read.load(Ordering::SeqCst)));
    (store, Clock::Shared(clock))
}

pub(crate) fn run(test: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    let limited = async { tokio::time::timeout(LIMIT, test).await };
    runtime
        .block_on(limited)
        .expect("the test waits for nothing");
}

pub(crate) fn keys() -> SealingKeys {
    SealingKeys::new([7; 32])
}

pub(crate) fn id(number: u8) -> LoginId {
    LoginId::new([number; 16])
}

pub(crate) fn sealed(purpose: Purpose, id: &LoginId, text: &str) -> Sealed {
    keys().seal(purpose, id, &text).unwrap()
}

pub(crate) fn opened(purpose: Purpose, id: &LoginId, sealed: &Sealed) -> String {
    keys().open(purpose, id, sealed).unwrap()
}

/// A login of no owner.
pub(crate) fn login(number: u8) -> NewLogin {
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

pub(crate) fn secret() -> Hash {
    hash(SECRET)
}

pub(crate) fn new(created: Created) -> Record {
    match created {
        Created::New(record) => record,
        other => panic!("{other:?}"),
    }
}

/// The login goes on, with this event.
pub(crate) fn goes_on(id: &LoginId, version: u64, number: u64, event: &str) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(number), id, event)],
        then: Then::Running(sealed(Purpose::Snapshot, id, event)),
    }
}

/// The login has succeeded, with its first event.
pub(crate) fn done(id: &LoginId, version: u64) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(1), id, "done")],
        then: Then::Done(sealed(Purpose::Result, id, "the credential")),
    }
}

/// The login has failed, with its first event.
pub(crate) fn failed(id: &LoginId, version: u64) -> Write {
    Write {
        id: id.clone(),
        version,
        events: vec![sealed(Purpose::Event(1), id, "failed")],
        then: Then::Failed,
    }
}
