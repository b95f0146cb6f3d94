//! Advice that TapTap's flows give.

use crate::Advice;

/// The region does not fit the account.
pub const CHECK_REGION: Advice = Advice::new(
    "check_region",
    "check the region: a game from TapTap.cn or the Chinese App Store is `china`, \
     one from Google Play or TapTap.io `international`",
);

/// All of it.
pub(in crate::providers) const ALL: &[Advice] = &[CHECK_REGION];
