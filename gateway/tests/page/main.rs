//! The page at `/`: its files as they are served, and its texts. What it does in a browser is
//! checked by `gateway/tests/browser/run`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod served;
mod support;
mod texts;
