//! The common parts of the tests of recordings, beside those of all tests.

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
pub mod recorded_task;

pub use qrlogin_test_support::*;
