//! The layers.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Guards, fixed, keys};
use crate::v1::Owner;
use crate::v1::problem::{Kind, Problem};

/// What holds for every request: an allowed `Host` and `Origin`, and no key in the URL.
pub(super) async fn outer(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    match guards.admit(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Requires a key, and hands on its name.
pub(super) async fn bearer(
    State(guards): State<Guards>,
    mut request: Request,
    next: Next,
) -> Response {
    match guards.0.keys.bearer(request.headers()).await {
        Ok(Some(name)) => {
            request.extensions_mut().insert(Owner(name));
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(problem) => challenge(problem, "Bearer realm=\"qrlogin\""),
    }
}

/// Requires the name of a key and the key by HTTP Basic authentication.
pub(super) async fn basic(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    match guards.0.keys.basic(request.headers()).await {
        Ok(_) => next.run(request).await,
        Err(problem) => challenge(problem, "Basic realm=\"qrlogin\", charset=\"UTF-8\""),
    }
}

/// The answer to a request that is refused, which names the scheme if its key is the reason.
fn challenge(problem: Problem, scheme: &'static str) -> Response {
    let mut answer = problem.into_response();
    if answer.status() == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(WWW_AUTHENTICATE, fixed(scheme));
    }
    answer
}

impl Guards {
    fn admit(&self, request: &Request) -> Result<(), Problem> {
        if !self.0.hosts.admit(request) {
            let detail = "the request is for a host name that this gateway does not answer to";
            return Err(Problem::new(Kind::HostRefused, detail).field("Host"));
        }
        if request
            .uri()
            .path_and_query()
            .is_some_and(|it| it.as_str().contains(keys::PREFIX))
        {
            let detail = "a URL is kept in histories and logs: send the key in the header \
                Authorization, and have this one revoked";
            return Err(Problem::new(Kind::KeyInUrl, detail));
        }
        if !self.0.origins.admit(request) {
            let detail = "the request comes from a page of a site that is not allowed";
            return Err(Problem::new(Kind::OriginRefused, detail).field("Origin"));
        }
        Ok(())
    }
}
