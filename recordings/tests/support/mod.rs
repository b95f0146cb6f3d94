//! What the tests of recordings share, besides what they share with those of the flows.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "each test binary uses a part of it"
)]

pub mod canaries;
pub mod recorded;

#[path = "../../../tests/support/mod.rs"]
mod flows;

pub use flows::*;
