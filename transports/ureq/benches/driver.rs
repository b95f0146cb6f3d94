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

use divan::Bencher;
use qrlogin_ureq::{Config, MAX_BODY, Session, UreqTransport};

use polling::{BODY, CALLS, Same, request, server};

fn main() {
    divan::main();
}

#[divan::bench]
fn bare_loop(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("")
        .accept("")
        .accept_encoding("")
        .input_buffer_size(16 * 1024)
        .output_buffer_size(16 * 1024)
        .proxy(None)
        .build()
        .new_agent();
    bencher.bench_local(|| {
        for _ in 0..CALLS {
            let request = agent.configure_request(request.clone().map(|_| ()));
            let request = request.timeout_global(Some(Duration::from_secs(10)));
            let (_, mut body) = agent.run(request.build()).unwrap().into_parts();
            let body = body.with_config().limit(MAX_BODY as u64).read_to_vec();
            assert_eq!(body.unwrap().len(), BODY.len());
        }
    });
}

#[divan::bench]
fn session(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let transport = UreqTransport::new(Config::new().no_proxy()).unwrap();
    bencher.bench_local(|| {
        let flow = Same::new(request.clone());
        Session::new(flow, transport.clone()).run(|_| {}).unwrap();
    });
}
