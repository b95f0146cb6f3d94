//! Webhooks: what is sent, signed how, and how often.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

use std::future::ready;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use qrlogin::{Call, Secret, Timestamp};
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{LoginId, NewLogin, Sqlite, Store};
use qrlogin_gateway::{WebhookSecret, Webhooks};
use qrlogin_tokio::{Config, HyperTransport};
use sha2::Sha256;

const START: u64 = 1_800_000_000;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const URL: &str = "https://hooks.example/end?token=hidden";

/// A login that was cancelled, and its receiver.
struct World {
    store: Arc<dyn Store>,
    seconds: Arc<AtomicU64>,
    status: Arc<Mutex<u16>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl World {
    async fn new() -> Self {
        Self::to(URL).await
    }

    async fn to(url: &str) -> Self {
        let seconds = Arc::new(AtomicU64::new(START));
        let clock = Arc::clone(&seconds);
        let now = move || Timestamp::from_secs(clock.load(Ordering::SeqCst));
        let store = Sqlite::in_memory().unwrap().with_clock(now);
        let (keys, id) = (SealingKeys::new([7; 32]), LoginId::new([1; 16]));
        let sealed = |purpose, text: &str| keys.seal(purpose, &id, &Secret::from(text)).unwrap();
        let login = NewLogin {
            id: id.clone(),
            owner: "one".to_owned(),
            flow: "taptap".to_owned(),
            snapshot: sealed(Purpose::Snapshot, ""),
            secret: [0; 32],
            idempotency: None,
            webhook: Some(sealed(Purpose::Webhook, url)),
            keep: Duration::from_secs(100_000),
        };
        store.create(login).await.unwrap();
        let version = store.login("one", &id).await.unwrap().unwrap().version;
        let event = sealed(Purpose::Event(1), "");
        assert!(store.cancel(&id, version, event).await.unwrap());
        Self {
            store: Arc::new(store),
            seconds,
            status: Arc::new(Mutex::new(204)),
            calls: Arc::default(),
        }
    }

    /// Sends what is due, and counts the calls so far.
    async fn send(&self) -> usize {
        let (calls, status) = (Arc::clone(&self.calls), *self.status.lock().unwrap());
        let receiver = move |call: Call| {
            calls.lock().unwrap().push(call);
            let reply = qrlogin::http::Response::builder().status(status);
            ready(Ok::<_, std::io::Error>(reply.body(Vec::new()).unwrap()))
        };
        let secret = WebhookSecret::parse(SECRET).unwrap();
        let keys = SealingKeys::new([7; 32]);
        let store = Arc::clone(&self.store);
        let mut webhooks = Webhooks::new(store, keys, receiver, secret);
        webhooks.send_due().await.unwrap();
        self.calls.lock().unwrap().len()
    }
}

#[tokio::test]
async fn the_end_is_sent_once_and_signed() {
    let world = World::new().await;
    assert_eq!(world.send().await, 1);
    world.seconds.fetch_add(3600, Ordering::SeqCst);
    assert_eq!(world.send().await, 1);
    let request = world.calls.lock().unwrap().remove(0).request;
    assert_eq!(request.uri(), URL);
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    let body = String::from_utf8(request.body().clone()).unwrap();
    let (id, time) = (header("webhook-id"), header("webhook-timestamp"));
    let expected = format!("{{\"flow\":\"taptap\",\"id\":\"{id}\",\"state\":\"cancelled\"}}");
    assert_eq!((&*body, &*time), (&*expected, "1800000000"));
    let key = STANDARD
        .decode(SECRET.trim_start_matches("whsec_"))
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{time}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{signature}"));
}

/// A server that redirects to the next one, or answers 204; it counts its connections.
async fn server(next: Option<u16>) -> (u16, Arc<AtomicU64>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let head = match next {
                Some(next) => format!("307 Moved\r\nlocation: http://127.0.0.1:{next}/"),
                None => "204 No Content".to_owned(),
            };
            let answer =
                format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, count)
}

#[tokio::test]
async fn a_webhook_is_not_redirected() {
    let (last, at_last) = server(None).await;
    let (first, at_first) = server(Some(last)).await;
    let world = World::to(&format!("http://127.0.0.1:{first}/")).await;
    let transport = HyperTransport::new(Config::new().no_proxy()).unwrap();
    let (store, keys) = (Arc::clone(&world.store), SealingKeys::new([7; 32]));
    let secret = WebhookSecret::parse(SECRET).unwrap();
    let mut webhooks = Webhooks::new(store, keys, transport, secret);
    assert_eq!(webhooks.send_due().await, Ok(1));
    let counts = [at_first, at_last].map(|count| count.load(Ordering::SeqCst));
    assert_eq!(counts, [1, 0]);
    // It was not delivered.
    world.seconds.fetch_add(30, Ordering::SeqCst);
    assert_eq!(webhooks.send_due().await, Ok(1));
}

#[tokio::test]
async fn a_failed_webhook_is_repeated_with_growing_pauses() {
    let world = World::new().await;
    for status in [500, 302] {
        *world.status.lock().unwrap() = status;
        world.send().await;
    }
    let mut sent = Vec::new();
    for step in 1..200 {
        world.seconds.fetch_add(30, Ordering::SeqCst);
        let before = world.calls.lock().unwrap().len();
        if world.send().await > before {
            sent.push(step * 30);
        }
    }
    assert_eq!(sent, [30, 60, 120, 240, 480, 960]);
}
