//! The driver against canned servers on the loopback.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod cancelling;
mod driver;
mod own_transports;
mod proxying;
#[path = "../../../tests/mod.rs"]
mod support;
mod virtual_time;
