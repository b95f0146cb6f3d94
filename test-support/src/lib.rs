//! What the tests of the workspace and the fuzz targets share.
//!
//! - [`FLOWS`]: the table of flows with all that tests have to know of each and cannot read from
//!   the registry. Each list of flows in the tests comes from it.
//! - [`tasks::TASKS`]: the same for the tasks after a login.
//! - [`Simulated`]: a login against the simulator, in process and on virtual time.
//! - [`Rig`]: a login that is answered by hand.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, and this package is used by nothing else"
)]

mod flow_under_test;
pub mod flows;
mod http;
mod issued;
#[cfg(feature = "tokio")]
pub mod paused;
mod rig;
mod simulated;
pub mod tasks;

use std::time::Duration;

use qrlogin::{Seed, Timestamp};

pub use flow_under_test::{
    Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing, Variant, find,
    is_public,
};
pub use flows::{FLOWS, VARIANTS};
pub use http::{header, parameter, parameters, reply, reply_with};
pub use issued::holds_issued;
pub use rig::{Came, Rig};
pub use simulated::{
    Simulated, World, completed, flow, flow_of, flow_with, run, scenario, to_failure,
};

/// When logins start in tests: 2023-11-14 22:13:20 UTC.
pub const START: Timestamp = Timestamp::from_secs(1_700_000_000);

/// The seed of logins in tests.
pub fn seed() -> Seed {
    Seed::new(*b"an even 16 bytes")
}

/// So many seconds.
pub fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// So many milliseconds.
pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
