//! A gateway with the page.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use qrlogin::Failure;
use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::Sqlite;
use qrlogin_gateway::{Gateway, Logins, Upstream};
use tower::ServiceExt;

/// Every file of the page.
pub(crate) const PATHS: [&str; 10] = [
    "/",
    "/page/client.js",
    "/page/form.js",
    "/page/icon.svg",
    "/page/main.js",
    "/page/result.js",
    "/page/stored.js",
    "/page/style.css",
    "/page/texts.js",
    "/page/view.js",
];

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A gateway that serves nothing but the documented APIs.
pub(crate) fn bare() -> Gateway {
    Gateway::new(Upstream::new(|_| std::future::ready(Err(Failure::Connect))))
}

pub(crate) fn router() -> Router {
    let store = Arc::new(Sqlite::in_memory().unwrap());
    let logins = Logins::new(store, SealingKeys::new([7; 32]));
    bare().logins(logins).into_router()
}

pub(crate) async fn send(
    router: Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("host", "localhost");
    let headers = headers.iter();
    let request = headers.fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

pub(crate) async fn get(path: &str) -> Answer {
    send(router(), Method::GET, path, &[]).await
}
