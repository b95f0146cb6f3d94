//! What a list of flows shows to users.

use super::settings::{SettingInfo, Settings};
use crate::{Error, Provider};

/// A provider that a user can choose by name, with its settings as texts: what
/// [`FlowInfo::of`](crate::flows::FlowInfo::of) needs.
pub trait Listed: Provider {
    /// Which app has to scan the code, as a noun phrase such as "the Bilibili app".
    const SCAN_WITH: &'static str;
    /// What a finished login yields.
    const YIELDS: &'static str;
    /// Whether there are cookies among it, so that it can be exported as such.
    const COOKIES: bool;
    /// The settings that [`Listed::configure`] reads.
    const SETTINGS: &'static [SettingInfo] = &[];

    /// A login with these settings, the rest at its defaults.
    ///
    /// # Errors
    /// [`Error::Setting`] for a value that cannot be used.
    fn configure(settings: &Settings) -> Result<Self, Error>;
}
