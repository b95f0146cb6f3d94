//! A gateway with its store, and a client of it.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response};
use axum::{Extension, Router};
use qrlogin::{Call, Failure, Timestamp};
use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::{LoginId, Record, Sqlite, Store};
use qrlogin_gateway::{Gateway, Logins, Owner, Upstream};
use qrlogin_test_support::START;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::store::Fallible;
use crate::validate::description;
use crate::worker::{Worker, code};

/// A gateway. Time stands still until [`Rig::wait`]: a blocked thread keeps the runtime from
/// letting it pass by itself while the store works.
pub(crate) struct Rig {
    pub(crate) store: Arc<Fallible>,
    pub(crate) keys: SealingKeys,
    router: Router,
    now: Arc<AtomicU64>,
    is_overdue: Arc<AtomicBool>,
    _standstill: mpsc::Sender<()>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        let is_overdue = self.is_overdue.load(Ordering::SeqCst);
        assert!(
            !is_overdue || std::thread::panicking(),
            "nothing happened for 20 s"
        );
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A login that was created.
#[derive(Clone)]
pub(crate) struct Created {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(|logins| logins)
    }

    /// A gateway with these settings of its logins.
    pub(crate) fn with(set: impl FnOnce(Logins) -> Logins) -> Self {
        let (standstill, end) = mpsc::channel::<()>();
        // A test that waits for nothing fails in the end.
        let is_overdue = Arc::new(AtomicBool::new(false));
        let overdue = Arc::clone(&is_overdue);
        tokio::task::spawn_blocking(move || {
            if end.recv_timeout(Duration::from_secs(20)) == Err(RecvTimeoutError::Timeout) {
                overdue.store(true, Ordering::SeqCst);
            }
        });
        let now = Arc::new(AtomicU64::new(START.as_millis()));
        let clock = Arc::clone(&now);
        let sqlite = Sqlite::in_memory().unwrap();
        let sqlite =
            sqlite.with_clock(move || Timestamp::from_millis(clock.load(Ordering::SeqCst)));
        let store = Arc::new(Fallible::new(sqlite));
        let keys = SealingKeys::new([7; 32]);
        // The API makes no calls.
        let upstream =
            Upstream::new(|_: Call| ready(Err::<qrlogin::Response, _>(Failure::Connect)));
        let logins = set(Logins::new(store.clone(), keys.clone()));
        Self {
            router: Gateway::new(upstream).logins(logins).into_router(),
            store,
            keys,
            now,
            is_overdue,
            _standstill: standstill,
        }
    }

    /// The gateway's routes, for the owner of this name.
    fn router(&self, owner: &str) -> Router {
        let router = self.router.clone();
        match owner {
            "" => router,
            owner => router.layer(Extension(Owner(owner.to_owned()))),
        }
    }

    pub(crate) async fn wait(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap();
        self.now.fetch_add(ms, Ordering::SeqCst);
        tokio::time::advance(time).await;
    }

    /// Lets time pass by the second until this is ready. How much it was.
    pub(crate) async fn until<T>(&self, done: impl Future<Output = T>) -> (T, u64) {
        let start = self.now.load(Ordering::SeqCst);
        let tick = async {
            loop {
                // The store works in a thread of its own: a call to it lets that go on, and what is
                // waited for may take several calls, one after the other.
                for _ in 0..8 {
                    self.store.inner().now().await.unwrap();
                }
                self.wait(Duration::from_secs(1)).await;
            }
        };
        tokio::select! {
            biased;
            value = done => (value, (self.now.load(Ordering::SeqCst) - start) / 1000),
            () = tick => unreachable!(),
        }
    }

    /// Sends a request, whose answer may go on.
    pub(crate) async fn open(&self, owner: &str, request: Request<Body>) -> Response<Body> {
        self.router(owner).oneshot(request).await.unwrap()
    }

    pub(crate) async fn send_as(&self, owner: &str, request: Request<Body>) -> Reply {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.open(owner, request).await;
        let (mut head, body) = answer.into_parts();
        // What is left of a rate differs from request to request.
        head.headers.remove("ratelimit");
        let reply = Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().into(),
        };
        description().check(method.as_str(), &path, &reply);
        reply
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        self.send_as("", request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(request("GET", path, &[], None)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(request("POST", path, &[], Some(body))).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(request("DELETE", path, &[], None)).await
    }

    /// A login of this flow.
    pub(crate) async fn create_of(&self, flow: &str) -> Created {
        let reply = self.post("/v1/logins", &json!({"flow": flow})).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        Created::of(&reply)
    }

    pub(crate) async fn create(&self) -> Created {
        self.create_of("bilibili-web").await
    }

    /// What the store says about a login.
    pub(crate) async fn record(&self, login: &Created) -> Record {
        let id = LoginId::parse(&login.id).unwrap();
        self.store.login("", &id).await.unwrap().unwrap()
    }

    /// Removes what has expired.
    pub(crate) async fn sweep(&self) {
        self.store.sweep(Duration::from_secs(120)).await.unwrap();
    }

    pub(crate) async fn worker(&self) -> Worker {
        Worker::new(self.store.clone(), self.keys.clone()).await
    }

    /// A login whose events are these, and its worker.
    pub(crate) async fn login(&self, events: &[Value]) -> (Created, Worker) {
        let created = self.create().await;
        let mut worker = self.worker().await;
        for event in events {
            worker.event(event).await;
        }
        (created, worker)
    }

    /// A login that is done.
    pub(crate) async fn done(&self) -> Created {
        let (created, mut worker) = self.login(&[code("A")]).await;
        worker.done().await;
        created
    }
}

impl Created {
    pub(crate) fn of(reply: &Reply) -> Self {
        let body = reply.json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Self {
            id: text("id"),
            secret: text("secret"),
        }
    }

    /// The address of the login, and what follows in it.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/logins/{}{rest}", self.id)
    }
}

/// A request with these headers, and with this body as JSON.
pub(crate) fn request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> Request<Body> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body.to_string().into())
            .unwrap(),
        None => request.body(Body::empty()).unwrap(),
    }
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The kind of a problem, and what has caused it.
    pub(crate) fn problem(&self) -> (u16, String, Option<String>) {
        let media_type = self.headers["content-type"].to_str().unwrap();
        assert_eq!(media_type, "application/problem+json", "{}", self.text());
        let body = self.json();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        (self.status, text("kind").unwrap(), text("field"))
    }
}

/// A problem as [`Reply::problem`] returns it.
pub(crate) fn problem(status: u16, kind: &str, field: &str) -> (u16, String, Option<String>) {
    let field = (!field.is_empty()).then(|| field.to_owned());
    (status, kind.to_owned(), field)
}
