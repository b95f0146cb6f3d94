//! WeChat for the web.

use crate::PublicNames;

pub(super) const WEB: PublicNames = PublicNames::new(&[
    "_",
    "appid",
    "client_version",
    "fun",
    "host",
    "loginicon",
    "mm_lang",
    "mod",
    "r",
    "referer",
    "scan",
    "tip",
    "user_agent",
    "wxloadtime",
])
.headers(&["mmweb_appid"])
// The number of the web application.
.words(&["wx782c26e4c19acffb"]);
