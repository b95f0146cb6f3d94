//! Bilibili.

use crate::PublicNames;

pub(super) const WEB: PublicNames =
    PublicNames::new(&["callback", "from", "navhide", "source", "status"])
        // The page with the `refresh_csrf` of a refresh.
        .elements(&["1-name"]);

pub(super) const TV: PublicNames = PublicNames::new(&[
    "actionKey",
    "appkey",
    "domains",
    "local_id",
    "mobi_app",
    "sso",
    "status",
])
.members(&[("cookies", "name")])
// The key of the TV application, which is the flow's default.
.words(&["4409e2ce8ffd12b8"]);
