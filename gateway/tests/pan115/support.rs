//! A gateway whose service is the simulator, on virtual time.

use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use qrlogin::{Call, Timestamp};
use qrlogin_gateway::{Gateway, Pan115Style, Upstream};
use qrlogin_test_support::{World, scenario};
use serde_json::{Value, json};
use tower::ServiceExt;

/// The simulated services, with the clock of their world.
#[derive(Clone)]
pub(crate) struct Service(Arc<Mutex<World>>);

impl Service {
    pub(crate) fn new(settings: &str) -> Self {
        Self(Arc::new(Mutex::new(World::new(scenario(settings)))))
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    pub(crate) fn gateway(&self) -> Gateway {
        let (calls, clock) = (self.clone(), self.clone());
        let upstream = Upstream::new(move |call: Call| ready(calls.world().send(call)));
        Gateway::new(upstream.with_clock(move || clock.now()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.world().now()
    }

    /// How often this call has reached the service.
    pub(crate) fn count(&self, call: &str) -> usize {
        let world = self.world();
        let log = world.simulator().log().iter();
        log.filter(|entry| entry.call == call).count()
    }

    /// The values that the service has issued last.
    pub(crate) fn issued(&self) -> Value {
        let world = self.world();
        let issued = world.simulator().issued().last().expect("a login");
        let value = |name| issued.get(name).unwrap();
        json!({
            "uid": value("UID"), "cid": value("CID"),
            "seid": value("SEID"), "kid": value("KID"),
        })
    }
}

/// A gateway on a simulated service.
pub(crate) struct Rig {
    router: Router,
    pub(crate) service: Service,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Rig {
    pub(crate) fn new(settings: &str) -> Self {
        Self::of(Service::new(settings))
    }

    /// As the original server answers.
    pub(crate) fn observed(settings: &str) -> Self {
        let service = Service::new(settings);
        let gateway = service.gateway().pan115(Pan115Style::Observed);
        Self {
            router: gateway.into_router(),
            service,
        }
    }

    pub(crate) fn of(service: Service) -> Self {
        let router = service.gateway().into_router();
        Self { router, service }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let reply = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = reply.into_parts();
        Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().into(),
        }
    }

    /// A request with a body of this content type.
    pub(crate) async fn post_as(&self, call: &str, content_type: &str, body: &str) -> Reply {
        let request = Request::post(format!("/api/v1/115/qrcode/{call}"))
            .header("host", "localhost:8115")
            .header("content-type", content_type)
            .body(body.to_owned().into());
        self.send(request.unwrap()).await
    }

    pub(crate) async fn post(&self, call: &str, body: &Value) -> Reply {
        let body = body.to_string();
        self.post_as(call, "application/json", &body).await
    }

    /// A request without a body and without a content type.
    pub(crate) async fn bare(&self, method: &str, path: &str) -> Reply {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "127.0.0.1");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// What a client keeps of a new code: uid, sign and time.
    pub(crate) async fn start(&self) -> Value {
        let started = self.post("start", &json!({})).await.json();
        json!({"uid": started["uid"], "sign": started["sign"], "time": started["time"]})
    }

    pub(crate) async fn status(&self, code: &Value) -> i64 {
        let reply = self.post("status", code).await;
        assert_eq!(reply.status, 200);
        reply.json()["status"].as_i64().unwrap()
    }

    /// A code that is confirmed.
    pub(crate) async fn confirmed(&self) -> Value {
        let code = self.start().await;
        self.wait(10);
        assert_eq!(self.status(&code).await, 2);
        code
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.service.world().wait(Duration::from_secs(seconds));
    }
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body, which is JSON by its content type.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.headers["content-type"], "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().unwrap().to_owned()
    }
}

/// The text of the QR code in a PNG.
pub(crate) fn scan(picture: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    grids[0].decode().unwrap().1
}
