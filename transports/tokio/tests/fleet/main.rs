//! Many logins in one task, on tokio's paused time.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod back_pressure;
mod clocks;
mod limits;
mod logins;
mod many;
mod stopping;
mod ticking;
mod waits;
