//! The layers.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use hyper::body::{Frame, SizeHint};

use super::audit::{Act, Entry, Outcome};
use super::client::Counted;
use super::rates::Verdict;
use super::{Guards, fixed, headers, keys};
use crate::v1::Owner;
use crate::v1::problem::{Kind, Problem};

/// What holds for every request: an allowed `Host` and `Origin`, and no key in the URL. Every
/// answer has the headers of [`headers`], is counted, and is in the log.
pub(super) async fn outer(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let client = guards.0.proxies.client(&request);
    let entry = Entry::of(&request, client);
    let mut answer = match guards.admit(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    headers::complete(answer.headers_mut());
    let status = answer.status();
    guards
        .0
        .metrics
        .count(entry.method(), entry.route(), status);
    guards.0.log.write(|| entry.line(status));
    answer
}

/// The limits of the client's address, and of the request's time.
pub(super) async fn limited(
    State(guards): State<Guards>,
    request: Request,
    next: Next,
) -> Response {
    let (limits, client) = (&guards.0.limits, guards.0.proxies.client(&request));
    let rate = guards.0.addresses.check(client);
    if rate.is_over() {
        let detail = "this address has sent too many requests in a short time";
        return over(&rate, detail);
    }
    let Some(counted) = guards.0.under_way.add(client, limits.per_address) else {
        let detail = "this address has too many requests under way";
        return Problem::new(Kind::Busy, detail).into_response();
    };
    let answering = tokio::time::timeout(limits.request_time, next.run(request));
    let mut answer = answering.await.unwrap_or_else(|_| {
        let detail = "the request did not arrive completely, or was not answered, in time";
        Problem::new(Kind::TimedOut, detail).into_response()
    });
    rate.write(answer.headers_mut());
    answer.map(|body| Body::new(Held { body, counted }))
}

/// The answer to a request above its rate.
fn over(rate: &Verdict, detail: &'static str) -> Response {
    let mut answer = Problem::new(Kind::RateLimited, detail).into_response();
    rate.write(answer.headers_mut());
    answer
}

/// Requires a key, and hands on its name.
pub(super) async fn bearer(
    State(guards): State<Guards>,
    mut request: Request,
    next: Next,
) -> Response {
    let act = Act::of(&request);
    let client = guards.0.proxies.client(&request);
    let owner = guards.0.keys.bearer(request.headers()).await;
    let name = owner.as_ref().ok().cloned().flatten().unwrap_or_default();
    let answer = match owner {
        Ok(Some(name)) => {
            let rate = guards.0.named.check(name.clone());
            if rate.is_over() {
                let detail = "this key has sent too many requests in a short time";
                return over(&rate, detail);
            }
            request.extensions_mut().insert(Owner(name));
            let mut answer = next.run(request).await;
            rate.write(answer.headers_mut());
            answer
        }
        Ok(None) => next.run(request).await,
        Err(problem) => challenge(problem, "Bearer realm=\"qrlogin\""),
    };
    let outcome = Outcome::of(&answer);
    guards.audit(act, client, &name, outcome).await;
    answer
}

/// Requires the name of a key and the key by HTTP Basic authentication.
pub(super) async fn basic(State(guards): State<Guards>, request: Request, next: Next) -> Response {
    let problem = match guards.0.keys.basic(request.headers()).await {
        Ok(_) => return next.run(request).await,
        Err(problem) => problem,
    };
    let client = guards.0.proxies.client(&request);
    let answer = challenge(problem, "Basic realm=\"qrlogin\", charset=\"UTF-8\"");
    let outcome = Outcome::of(&answer);
    guards.audit(None, client, "", outcome).await;
    answer
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
        // A balancer asks by address. They say nothing about logins.
        if matches!(request.uri().path(), "/healthz" | "/readyz") {
            return Ok(());
        }
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

/// A body that is under way until it ends: a stream of events for long. It keeps its length.
struct Held {
    body: Body,
    #[allow(dead_code, reason = "dropped with the body")]
    counted: Counted,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
