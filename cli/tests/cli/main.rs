//! The real program against the simulated services.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod code;
mod demo;
mod failures;
mod flows;
mod interrupt;
mod interrupt_guarded;
mod json;
mod logins;
mod messages;
mod record;
mod record_interrupted;
mod refresh;
mod refresh_failures;
mod save;
mod simulate;
mod simulate_tls;
mod support;
mod tls;
mod usage;
