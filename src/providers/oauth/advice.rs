//! Advice that the device flow gives.

use crate::Advice;

/// The service knows neither this app nor its secret, or the app may not do this.
pub const CHECK_CLIENT: Advice = Advice::new(
    "check_client",
    "check client_id, client_secret and scope, and that the app may use the device flow",
);

/// All of it.
pub(in crate::providers) const ALL: &[Advice] = &[CHECK_CLIENT];
