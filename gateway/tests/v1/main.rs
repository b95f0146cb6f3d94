//! The API under `/v1`, through the public router, over SQLite in memory and on virtual time. Each
//! answer is checked against the served description. The tests play the worker.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod answer;
mod code;
mod create;
mod credential;
mod description;
mod events;
mod formats;
mod lost;
mod owners;
mod problems;
mod redaction;
mod rig;
mod served;
mod store;
mod stream;
mod validate;
mod view;
mod worker;
