//! A gateway whose services do not answer, on a store in memory.

use std::future::ready;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use qrlogin::{Call, Failure};
use qrlogin_gateway::access::{Access, ApiKey};
use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::{Sqlite, Store};
use qrlogin_gateway::{Gateway, Logins, Upstream};
use qrlogin_tokio::TransportError;
use serde_json::Value;
use tower::ServiceExt;

/// A route that needs a key, if any are needed.
pub(crate) const FLOWS: &str = "/v1/flows";
/// A documented route; its service does not answer, so that 500 is "admitted".
pub(crate) const START: &str = "/api/v1/115/qrcode/start";

/// The services cannot be reached.
#[derive(Debug)]
pub(crate) struct Down;

impl std::fmt::Display for Down {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("down")
    }
}

impl std::error::Error for Down {}

impl TransportError for Down {
    fn failure(&self) -> Failure {
        Failure::Connect
    }

    fn as_error(&self) -> &(dyn std::error::Error + 'static) {
        self
    }
}

pub(crate) struct Rig {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) router: Router,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn kind(&self) -> String {
        let json: Value = serde_json::from_str(&self.body).unwrap_or_default();
        json["kind"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

pub(crate) fn gateway(store: &Arc<dyn Store>, access: Access) -> Gateway {
    let upstream = Upstream::new(|_: Call| ready(Err(Down)));
    let logins = Logins::new(Arc::clone(store), SealingKeys::new([7; 32]));
    Gateway::new(upstream).logins(logins).access(access)
}

pub(crate) fn store() -> Arc<dyn Store> {
    Arc::new(Sqlite::in_memory().unwrap())
}

impl Rig {
    pub(crate) fn new(access: Access) -> Self {
        let store = store();
        let router = gateway(&store, access).into_router();
        Self { store, router }
    }

    /// A new key of this name.
    pub(crate) async fn key(&self, name: &str) -> ApiKey {
        let key = ApiKey::generate().unwrap();
        assert!(self.store.add_key(name, &key.hash()).await.unwrap());
        key
    }

    /// The answer, whose body is not read.
    pub(crate) async fn open(&self, request: Builder) -> Response {
        let request = request.header("host", "localhost:8116");
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Builder) -> Answer {
        self.send_body(request, "").await
    }

    pub(crate) async fn send_body(&self, request: Builder, body: &str) -> Answer {
        let has_host = request.headers_ref().unwrap().contains_key("host");
        let request = match has_host {
            true => request,
            false => request.header("host", "localhost:8116"),
        };
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

pub(crate) fn get(path: &str) -> Builder {
    Request::get(path)
}

pub(crate) fn post(path: &str) -> Builder {
    Request::post(path).header("content-type", "application/json")
}

/// With the key as `Authorization: Bearer`.
pub(crate) fn keyed(request: Builder, key: &ApiKey) -> Builder {
    request.header("authorization", format!("Bearer {}", key.expose()))
}
