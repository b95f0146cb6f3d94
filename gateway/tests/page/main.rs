//! The page at `/`: its files as they are served, and its texts. What it does in a browser is
//! checked by `gateway/tests/browser/run`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod served;
mod support;
mod texts;
