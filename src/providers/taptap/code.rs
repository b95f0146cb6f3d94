//! A code to show: how long it lives, how often to ask, and what to say about where it leads (spec
//! 2.2, 2.6).

use std::time::Duration;

use super::Region;

/// Which app has to scan it.
pub(super) const SCAN_WITH: &str = "the TapTap app, or any camera";

/// How long the code lives, from the seconds that the service says: 300 if it says nothing, and
/// within bounds of good sense.
pub(super) fn lifetime(expires_in: Option<u64>) -> Duration {
    Duration::from_secs(expires_in.unwrap_or(300).clamp(30, 1800))
}

/// How often to ask, in seconds. Below 3 s the service complains, though it says 1 (spec 2.2).
pub(super) fn interval_secs(interval: Option<u64>) -> u8 {
    let secs = interval.unwrap_or(3).clamp(3, 60);
    u8::try_from(secs).unwrap_or(60)
}

/// What the person should know of a code that leads to this host, before they scan it. `chooser` is
/// who chose the region.
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
