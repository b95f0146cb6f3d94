//! phiApi's documented calls, served on a simulated TapTap.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod client;
mod flow;
mod polls;
mod refusals;
mod requests;
mod served;
