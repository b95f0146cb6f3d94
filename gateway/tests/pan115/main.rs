//! 115driver's gateway API, on the simulated 115.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod failures;
mod flow;
mod observed;
mod refused;
mod served;
mod statuses;
mod support;
