//! Where a login stands.

use serde::{Deserialize, Serialize};

use super::Endpoint;
use crate::{Secret, Timestamp};

/// Where a login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// The service's endpoints have to be requested.
    Discover,
    /// A code has to be requested; the endpoints, if they were discovered.
    Start(Option<Endpoints>),
    /// The code is shown.
    Wait(Waiting),
}

/// The two addresses of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Endpoints {
    pub(super) device: Endpoint,
    pub(super) token: Endpoint,
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    pub(super) device_code: Secret,
    pub(super) interval_secs: u8,
    pub(super) token: Endpoint,
    pub(super) shown_at: Timestamp,
    pub(super) expires_at: Timestamp,
    /// Whether the service has accepted the code in a poll.
    pub(super) is_accepted: bool,
    /// How often it has refused a fresh code.
    pub(super) refusals: u8,
}
