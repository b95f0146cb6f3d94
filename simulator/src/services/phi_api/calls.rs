//! The paths of phiApi, which has no host of its own, and the names of its calls.

use crate::services::UNKNOWN;

/// The calls of phiApi.
pub(crate) const PHI_API: &[&str] = &[
    "GetNewQRCode",
    "CheckQRCode",
    "GetTapTapProfile",
    "GetPhigrosToken",
    UNKNOWN,
];

/// The prefixes of call names, in lower case.
const PREFIXES: [&str; 3] = ["/phiapi/loginqrcode/", "/api/loginqrcode/", "/loginqrcode/"];

/// The call of this path, if it is one of phiApi's. Case does not matter.
pub(super) fn call(path: &str) -> Option<&'static str> {
    let path = path.to_ascii_lowercase();
    let Some(call) = PREFIXES.iter().find_map(|prefix| path.strip_prefix(prefix)) else {
        return path.starts_with("/phiapi/").then_some(UNKNOWN);
    };
    Some(match call {
        "getnewqrcode" => "GetNewQRCode",
        "checkqrcode" => "CheckQRCode",
        "gettaptapprofile" => "GetTapTapProfile",
        "getphigrostoken" => "GetPhigrosToken",
        _ => UNKNOWN,
    })
}
