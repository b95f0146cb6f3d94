//! The routes, each in one file with its description.

mod answer;
mod code;
mod create;
mod credential;
mod events;
mod flows;
mod limits;
mod login;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, any, on};
use serde::Serialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::openapi::{Document, Operation};
use super::problem::{self, Kind, Problem};
use super::{Api, Logins};

/// Parameters of a URL that would put the redemption secret into logs.
const SECRETS: [&str; 3] = ["secret", "redemption_secret", "redemption-secret"];

/// The routes under `/v1`.
pub(crate) fn router(logins: Logins) -> Router {
    let mut routes = Routes {
        router: Router::new(),
        document: Document::new(),
    };
    flows::add(&mut routes);
    limits::add(&mut routes);
    create::add(&mut routes);
    login::add(&mut routes);
    events::add(&mut routes);
    answer::add(&mut routes);
    code::add(&mut routes);
    credential::add(&mut routes);
    let described = routes
        .operation("listProblems", "Lists the kinds of problems")
        .json::<Vec<problem::Row>>(200, "All kinds, by their status.")
        .finish();
    routes.add(GET, "/v1/problems", problems, described);
    routes
        .finish()
        .route("/v1", any(unknown))
        .route("/v1/", any(unknown))
        .route("/v1/{*path}", any(unknown))
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn(guard))
        .with_state(Api::new(logins))
}

const GET: (MethodFilter, &str) = (MethodFilter::GET, "get");
const POST: (MethodFilter, &str) = (MethodFilter::POST, "post");
const DELETE: (MethodFilter, &str) = (MethodFilter::DELETE, "delete");

/// Routes and their descriptions.
struct Routes {
    router: Router<Api>,
    document: Document,
}

impl Routes {
    /// Begins the description of a route.
    fn operation(&mut self, id: &str, summary: &str) -> Operation<'_> {
        self.document.operation(id, summary)
    }

    /// Adds a handler together with its description.
    fn add<H, T>(
        &mut self,
        method: (MethodFilter, &str),
        path: &str,
        handler: H,
        described: Map<String, Value>,
    ) where
        H: Handler<T, Api>,
        T: 'static,
    {
        let router = std::mem::take(&mut self.router);
        self.router = router.route(path, on(method.0, handler));
        self.document.add(method.1, path, described);
    }

    /// All routes, and one for the description of all.
    fn finish(mut self) -> Router<Api> {
        let path = "/v1/openapi.json";
        let described = self
            .operation("getDescription", "Describes this API (OpenAPI 3.1)")
            .json::<Map<String, Value>>(200, "The description.")
            .finish();
        self.document.add(GET.1, path, described);
        let document = self.document.finish();
        let text = Bytes::from(document.to_string());
        let served = move || {
            let text = text.clone();
            async { ([JSON], text).into_response() }
        };
        self.router.route(path, on(GET.0, served))
    }
}

const JSON: (HeaderName, HeaderValue) =
    (CONTENT_TYPE, HeaderValue::from_static("application/json"));

/// An answer of JSON.
fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => (status, [JSON], body).into_response(),
        Err(_) => Problem::internal("the answer cannot be written").into_response(),
    }
}

async fn problems() -> Response {
    json(StatusCode::OK, &problem::table())
}

async fn unknown() -> Problem {
    Problem::new(Kind::NotFound, "there is nothing at this address")
}

/// The router adds `Allow`.
async fn other_method() -> Problem {
    let detail = "this address has other methods, named in the header Allow";
    Problem::new(Kind::MethodNotAllowed, detail)
}

/// What holds for every request: no secret in its URL, and no answer in a cache.
async fn guard(request: Request, next: Next) -> Response {
    let mut answer = match secret_parameter(request.uri()) {
        Some(name) => {
            let detail = "a URL is kept in histories and logs: send the redemption secret in the \
                body or in the header Redemption-Secret, and treat this one as known to others";
            let problem = Problem::new(Kind::SecretInUrl, detail).field(name);
            problem.into_response()
        }
        None => next.run(request).await,
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn secret_parameter(uri: &Uri) -> Option<&'static str> {
    let query = uri.query()?;
    let is_secret = |name: &str| SECRETS.into_iter().find(|it| it.eq_ignore_ascii_case(name));
    form_urlencoded::parse(query.as_bytes()).find_map(|(name, _)| is_secret(&name))
}
