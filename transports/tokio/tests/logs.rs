//! The output to `tracing` during a login, of this crate and of the HTTP client, at every level.

#![cfg(feature = "hyper")]
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

#[path = "../../tests/canaries.rs"]
mod canaries;
#[path = "../../tests/server.rs"]
mod server;

use std::fmt;
use std::sync::Mutex;

use qrlogin::{Login, bilibili};
use qrlogin_tokio::{Config, HyperTransport, Session, seed};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Collector;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!("{field}={value:?} "));
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().target().to_owned());
        span.record(&mut line);
        LINES.lock().unwrap().push(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        LINES.lock().unwrap().push(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        LINES.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn no_secret_of_a_whole_login_is_traced() {
    tracing::subscriber::set_global_default(Collector).unwrap();
    let server = canaries::bilibili();
    let config = Config::new()
        .reroute(&format!("http://{}", server.address))
        .unwrap();
    let login = Login::new(bilibili::Web::new(), seed().unwrap());
    let mut session =
        Session::new(login, HyperTransport::new(config).unwrap()).with_clock(canaries::leaping);
    let credential = session.run(|event| tracing::debug!("{event:?}")).await;
    tracing::debug!("{:?} {session:?}", credential.unwrap());

    let lines = LINES.lock().unwrap();
    assert!(lines.len() > 5, "something is traced: {lines:?}");
    let found: Vec<_> = lines
        .iter()
        .filter(|line| line.contains(canaries::CANARY))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
