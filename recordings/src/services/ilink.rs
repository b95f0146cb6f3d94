//! WeChat's iLink API.

use crate::PublicNames;

pub(super) const BOT: PublicNames = PublicNames::new(&[
    "baseurl",
    "bot_type",
    "client_version",
    "redirect_host",
    "status",
])
.headers(&[
    "authorizationtype",
    "ilink-app-clientversion",
    "ilink-app-id",
]);
