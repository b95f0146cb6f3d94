//! The output to `log` during a login, of this crate and of the HTTP client, up to the level
//! `debug`. At `trace` the HTTP client writes whole addresses; the crate's page says so.

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

use std::sync::Mutex;

use qrlogin::{Login, bilibili};
use qrlogin_ureq::{Config, Session, UreqTransport, seed};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Collector;

impl log::Log for Collector {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.target(), record.args());
        LINES.lock().unwrap().push(line);
    }

    fn flush(&self) {}
}

#[test]
fn no_secret_is_logged_at_debug_or_above() {
    log::set_logger(&Collector).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    let server = canaries::bilibili();
    let config = Config::new()
        .reroute(&format!("http://{}", server.address))
        .unwrap();
    let login = Login::new(bilibili::Web::new(), seed().unwrap());
    let mut session =
        Session::new(login, UreqTransport::new(config).unwrap()).with_clock(canaries::leaping);
    let credential = session.run(|event| log::debug!("{event:?}")).unwrap();
    log::debug!("{credential:?} {session:?}");

    let lines = LINES.lock().unwrap();
    assert!(lines.len() > 5, "the HTTP client logs something: {lines:?}");
    let found: Vec<_> = lines
        .iter()
        .filter(|line| line.contains(canaries::CANARY))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
