//! A gateway in process, and the simulated services behind it.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use qrlogin::{Call, Failure, Response};
use qrlogin_gateway::{Gateway, PhiApiStyle, Upstream};
use qrlogin_test_support::{World, scenario, secs};
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) const INTERNATIONAL: &str = "isInternational=true";
pub(crate) const CHINA: &str = "isInternational=false";

/// The services, and the calls that they got.
#[derive(Clone)]
pub(crate) struct Services {
    world: Arc<Mutex<World>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Services {
    pub(crate) fn new(settings: &str) -> Self {
        Self {
            world: Arc::new(Mutex::new(World::new(scenario(settings)))),
            calls: Arc::default(),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// The way to them, on their time.
    pub(crate) fn upstream(&self) -> Upstream {
        let (services, clock) = (self.clone(), self.clone());
        let send = move |call: Call| {
            services.calls.lock().unwrap().push(call.clone());
            let outcome = services.world().send(call);
            async move { outcome }
        };
        Upstream::new(send).with_clock(move || clock.world().now())
    }

    /// The value of this name that was issued last.
    pub(crate) fn issued(&self, name: &str) -> String {
        let world = self.world();
        let issued = world.simulator().issued().last().expect("a login");
        issued.get(name).expect("issued").to_owned()
    }

    /// How often this call came.
    pub(crate) fn count(&self, name: &str) -> usize {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| call.name == name).count()
    }

    /// The devices that the codes and polls named.
    pub(crate) fn devices(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let forms = calls
            .iter()
            .map(|call| String::from_utf8_lossy(call.request.body()).into_owned());
        let info = |form: String| {
            let mut fields = form.split('&');
            fields
                .find(|field| field.starts_with("info="))
                .map(str::to_owned)
        };
        forms.filter_map(info).collect()
    }
}

/// A gateway and the services behind it.
pub(crate) struct Served {
    pub(crate) services: Services,
    router: Router,
}

/// What the gateway answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Served {
    pub(crate) fn new(settings: &str) -> Self {
        Self::styled(settings, PhiApiStyle::default())
    }

    pub(crate) fn styled(settings: &str, style: PhiApiStyle) -> Self {
        let services = Services::new(settings);
        let gateway = Gateway::new(services.upstream()).phi_api(style);
        Self {
            services,
            router: gateway.into_router(),
        }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        send(&self.router, method, path, kind, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", "").await
    }

    pub(crate) async fn post(&self, call: &str, region: &str, body: &str) -> Answer {
        let path = format!("/phiApi/LoginQrCode/{call}?{region}");
        self.send(Method::POST, &path, "application/json", body)
            .await
    }

    /// The `data` of a new code.
    pub(crate) async fn code(&self, region: &str) -> Value {
        let path = format!("/phiApi/LoginQrCode/GetNewQrCode?{region}");
        self.get(&path).await.data()
    }

    /// Polls after the interval.
    pub(crate) async fn poll(&self, region: &str, code: &Value) -> Answer {
        self.services.world().wait(secs(3));
        self.post("CheckQRCode", region, &code.to_string()).await
    }

    /// The `data` of a confirmed poll, of a person who confirms at once.
    pub(crate) async fn token(&self, region: &str) -> Value {
        let code = self.code(region).await;
        self.poll(region, &code).await.data()
    }
}

/// A gateway to a service that replies with this alone.
pub(crate) fn replying(status: u16, body: String) -> Router {
    let reply = move |_: Call| {
        let mut reply = Response::new(body.clone().into_bytes());
        *reply.status_mut() = StatusCode::from_u16(status).unwrap();
        async move { Ok::<_, Failure>(reply) }
    };
    Gateway::new(Upstream::new(reply)).into_router()
}

pub(crate) async fn send(
    router: &Router,
    method: Method,
    path: &str,
    kind: &str,
    body: &str,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "localhost:8115");
    if !kind.is_empty() {
        request = request.header(CONTENT_TYPE, kind);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: head.status,
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        let kind = self.headers.get(CONTENT_TYPE).expect("a type");
        assert_eq!(kind, "application/json; charset=utf-8");
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The `data` of a success.
    pub(crate) fn data(&self) -> Value {
        let json = self.json();
        assert_eq!(
            (self.status.as_u16(), &json["success"]),
            (200, &true.into())
        );
        json["data"].clone()
    }

    /// Status, code and message of a failure.
    pub(crate) fn failure(&self) -> (u16, i64, String) {
        let json = self.json();
        assert_eq!(json["success"], false);
        let data = &json["data"];
        let names = [
            (-1, "RequestError"),
            (0, "Unspecified"),
            (1, "LoginProcessNotDone"),
            (11, "LoginOtherError"),
            (114, "GetProfileError"),
            (1145, "LCLoginError"),
        ];
        let code = data["code"].as_i64().expect("a code");
        let (_, name) = names.into_iter().find(|(it, _)| *it == code).unwrap();
        assert_eq!(data["codeName"], name);
        let message = data["message"].as_str().expect("a message");
        (self.status.as_u16(), code, message.to_owned())
    }
}

/// `data.error` of TapTap's JSON in a message.
pub(crate) fn error_in(message: &str) -> String {
    let json: Value = serde_json::from_str(message).expect("TapTap's JSON");
    json["data"]["error"].as_str().expect("an error").to_owned()
}
