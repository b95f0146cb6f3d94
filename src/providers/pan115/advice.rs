//! Advice that 115's flows give.

use crate::Advice;

/// The app is not approved by the open platform, or is stopped or expired there: no setting can
/// change that.
pub const CHECK_APP: Advice = Advice::new(
    "check_app",
    "check the state of this app in the service's developer console",
);

/// The chosen app is retired.
pub const CHOOSE_OTHER_APP: Advice = Advice::new(
    "choose_other_app",
    "the service has retired this app: choose another",
);

/// All of it.
pub(in crate::providers) const ALL: &[Advice] = &[CHECK_APP, CHOOSE_OTHER_APP];
