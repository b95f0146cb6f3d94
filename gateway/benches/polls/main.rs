//! Polls of waiting logins per second: with a claim and a durable store for each poll, and by an
//! owner that writes nothing while the service says "still waiting".
//!
//! ```text
//! cargo bench -p qrlogin-gateway --bench polls -- [SECONDS [LOGINS]]
//! ```
//!
//! Starts a private PostgreSQL with its default settings for durability. All ways run one after
//! another in one run, on the same machine, over a transport that replies at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs
)]

mod each;
mod owner;
#[path = "../../tests/postgres/mod.rs"]
mod postgres;
mod worker;

use std::time::{Duration, Instant};

use qrlogin::{Call, Response, Timestamp};
use qrlogin_gateway::seal::SealingKeys;

/// Connections that claim and store at the same time.
pub(crate) const CONNECTIONS: usize = 4;
/// Logins of one claim.
pub(crate) const BATCH: i64 = 50;
/// The bytes of a row's state.
pub(crate) const ROW: usize = 1500;
/// When the virtual time begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_800_000_000);

fn main() {
    let numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let numbers: Vec<u64> = numbers.collect();
    let seconds = Duration::from_secs(numbers.first().copied().unwrap_or(10));
    let logins = usize::try_from(numbers.get(1).copied().unwrap_or(10_000)).unwrap();
    let settings = ["fsync=on", "synchronous_commit=on", "shared_buffers=256MB"];
    let Some(instance) = postgres::Instance::start_with(&settings) else {
        return;
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    println!("{logins} logins, {CONNECTIONS} connections, batches of {BATCH}, rows of {ROW} bytes");
    let database = runtime.block_on(instance.create("template0"));
    let url = instance.url(&database);
    let alone = runtime.block_on(each::polls(&url, seconds, logins, false));
    row(
        "a claim and a durable store for each, database alone",
        alone,
    );
    let whole = runtime.block_on(each::polls(&url, seconds, logins, true));
    row("the same, with the login's own step and its sealing", whole);
    let saved = runtime.block_on(owner::saves(&url, seconds, logins));
    row("an owner that stores each poll, `Store::save`", saved);
    let owned = owner::polls(&runtime, &url, seconds, logins);
    row("an owner that stores no poll", owned);
    let (run, writes) = worker::polls(&runtime, &url, seconds, logins);
    row("a worker, which stores the codes", run);
    println!("{writes:>9.4} writes of the worker for each poll");
    println!("a worker to the first: {:.1}", run / alone);
}

fn row(name: &str, per_second: f64) {
    println!("{per_second:>9.0} polls/s: {name}");
}

pub(crate) fn keys() -> SealingKeys {
    SealingKeys::new([7; 32])
}

/// A run's polls per second.
pub(crate) fn rate(polls: u64, begun: Instant) -> f64 {
    let polls = u32::try_from(polls).unwrap();
    f64::from(polls) / begun.elapsed().as_secs_f64()
}

/// As Bilibili replies while no user scans the code.
pub(crate) fn reply(call: &Call) -> Response {
    let body = match call.request.uri().path().ends_with("generate") {
        true => {
            r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026callback=close\u0026qrcode_key=00112233445566778899aabbccddeeff\u0026from=main-fe-header","qrcode_key":"00112233445566778899aabbccddeeff"}}"#
        }
        false => {
            r#"{"code":0,"message":"0","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"未扫码"}}"#
        }
    };
    Response::new(body.as_bytes().to_vec())
}
