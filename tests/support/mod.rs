//! What tests of recordings share. Everything else is in `qrlogin-test-support`.

#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    unreachable_pub,
    clippy::panic,
    reason = "each test binary uses a part of it"
)]

pub mod canaries;
pub mod recorded;

pub use qrlogin_test_support::*;

pub mod simulated {
    pub use qrlogin_test_support::{Simulated, completed, flow, flow_of, flow_with, run, scenario};
}
