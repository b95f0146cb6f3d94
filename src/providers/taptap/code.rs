//! A code: its lifetime, its poll interval, and the notice about the host it leads to (spec 2.2,
//! 2.6).

use std::time::Duration;

use super::Region;

/// Which app has to scan it.
pub(super) const SCAN_WITH: &str = "the TapTap app, or any camera";

/// The lifetime of a code, from the seconds that the service states: 300 without them, and within
/// bounds.
pub(super) fn lifetime(expires_in: Option<u64>) -> Duration {
    Duration::from_secs(expires_in.unwrap_or(300).clamp(30, 1800))
}

/// The poll interval in seconds. The service refuses less than 3 s, though it states 1 (spec 2.2).
pub(super) fn interval_secs(interval: Option<u64>) -> u8 {
    let secs = interval.unwrap_or(3).clamp(3, 60);
    u8::try_from(secs).unwrap_or(60)
}

/// What the user should know before scanning a code that leads to this host. `chooser` is who chose
/// the region.
pub(super) fn notice(host: &str, wanted: Region, chooser: &str) -> Option<String> {
    match Region::of_code(host) {
        Some(region) if region == wanted => None,
        Some(_) => Some(format!("{chooser} returned a code for the other region")),
        None => {
            let host: String = host.chars().take(100).collect();
            Some(format!("the code leads to {host}, not to TapTap"))
        }
    }
}
