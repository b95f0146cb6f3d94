//! TapTap's refusals, as phiApi quotes them.

use crate::service::Cx;
use crate::services::taptap::errors;

/// A refusal of TapTap.
pub(super) enum UpstreamError {
    Named(String),
    RegionMismatch,
}

impl UpstreamError {
    /// The refusal with this error name; `invalid_request` is the one for a wrong region.
    pub(super) fn named(name: &str) -> Self {
        if name == "invalid_request" {
            Self::RegionMismatch
        } else {
            Self::Named(name.to_owned())
        }
    }

    /// Whether phiApi reports "not done".
    pub(super) fn means_not_done(&self) -> bool {
        let Self::Named(name) = self else {
            return false;
        };
        matches!(
            name.as_str(),
            "authorization_pending" | "authorization_waiting" | "access_denied"
        )
    }

    /// TapTap's JSON.
    pub(super) fn body(&self, cx: &Cx<'_>) -> String {
        match self {
            Self::RegionMismatch => errors::mismatch_body(cx),
            Self::Named(name) => errors::body(name, cx.scenario.phi_api.error_style, cx),
        }
    }
}
