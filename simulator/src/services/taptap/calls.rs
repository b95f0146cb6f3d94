//! The names of the calls at the hosts of TapTap and LeanCloud.

use super::hosts::{Part, place};
use crate::services::UNKNOWN;

/// The calls of TapTap.
pub(crate) const TAPTAP: &[&str] = &[
    "code",
    "page",
    "token",
    "profile",
    "basic-info",
    "users",
    "me",
    "saves",
    "saves-class",
    "save-file",
    "picture",
    UNKNOWN,
];

/// The call of this address.
pub(super) fn call(host: &str, path: &str) -> &'static str {
    match (place(host).map(|(_, part)| part), path) {
        (Some(Part::Accounts), "/oauth2/v1/device/code") => "code",
        (Some(Part::Accounts), "/oauth2/v1/token") => "token",
        (Some(Part::Open), "/account/profile/v1") => "profile",
        (Some(Part::Open), "/account/basic-info/v1") => "basic-info",
        (Some(Part::Session), "/1.1/users") => "users",
        (Some(Part::Session), "/1.1/users/me") => "me",
        (Some(Part::Session), "/1.1/classes/_GameSave") => "saves-class",
        (Some(Part::Session), "/1.1/gamesaves" | "/1.1/gamesaves/") => "saves",
        (Some(Part::Session), path) if path.starts_with("/1.1/files/") => "save-file",
        (Some(Part::Pictures), _) => "picture",
        (Some(Part::Page), "/device") => "page",
        _ => UNKNOWN,
    }
}
