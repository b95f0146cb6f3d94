//! The cost of a session over that of HTTP: the same calls in a bare loop over the same client with
//! a prepared request, and in a session.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used
)]

#[path = "../../tests/polling.rs"]
mod polling;

use std::time::Duration;

use bytes::Bytes;
use divan::Bencher;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use qrlogin_tokio::{Config, HyperTransport, Session};
use tokio::time::timeout;

use polling::{BODY, CALLS, Same, request, server};

fn main() {
    divan::main();
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

#[divan::bench]
fn bare_loop(bencher: Bencher<'_, '_>) {
    let request = request(&server()).map(|body| Full::new(Bytes::from(body)));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let runtime = runtime();
    bencher.bench_local(|| {
        runtime.block_on(async {
            for _ in 0..CALLS {
                let call = async {
                    let reply = client.request(request.clone()).await.unwrap();
                    reply.into_body().collect().await.unwrap().to_bytes()
                };
                let body = timeout(Duration::from_secs(10), call).await.unwrap();
                assert_eq!(body.len(), BODY.len());
            }
        });
    });
}

#[divan::bench]
fn session(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let transport = HyperTransport::new(Config::new().no_proxy()).unwrap();
    let runtime = runtime();
    bencher.bench_local(|| {
        let flow = Same::new(request.clone());
        let mut session = Session::new(flow, transport.clone());
        runtime.block_on(session.run(|_| {})).unwrap();
    });
}
