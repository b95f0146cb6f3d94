//! What is known of the recorded flow, besides what the file says.

use crate::flows::{self, Begin};
use crate::{PublicNames, SettingInfo};

/// What is known of the recorded flow. It comes from the flow itself and goes into no file: a file
/// could claim anything.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    /// The flow's name; empty if it is not known.
    pub(crate) flow: &'static str,
    pub(crate) public: PublicNames,
    pub(crate) settings: &'static [SettingInfo],
    /// How the login is made anew; whatever it yields is not needed.
    pub(crate) login: Option<Begin<()>>,
}

impl Known {
    /// Nothing at all.
    pub(crate) const NOTHING: Self = Self::names(PublicNames::NOTHING);

    /// The names alone.
    pub(crate) const fn names(public: PublicNames) -> Self {
        Self {
            flow: "",
            public,
            settings: &[],
            login: None,
        }
    }

    /// What is known of the flow of this name, if it is one of this crate.
    pub(super) fn by_name(flow: &str) -> Self {
        flows::find(flow).map_or(Self::NOTHING, |info| info.known)
    }
}
