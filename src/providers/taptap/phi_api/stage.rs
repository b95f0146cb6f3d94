//! Where a login through a phiApi server stands, and what it yields.

use serde::{Deserialize, Serialize};

use crate::providers::taptap::{Profile, Region, TapTapToken};
use crate::registry::Parts;
use crate::{Account, Error, Secret};

/// What the phiApi login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiApiCredential {
    /// The Phigros session token: 25 lower-case letters and digits. It opens the save data.
    pub session_token: Secret,
    /// The TapTap token.
    pub token: TapTapToken,
    /// The TapTap profile, unless it was left out or could not be had.
    pub profile: Option<Profile>,
    /// The configured region.
    pub region: Region,
}

impl Parts for PhiApiCredential {
    fn account(&self) -> Option<Account> {
        self.profile.as_ref()?.account()
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be requested.
    Start,
    /// The code is shown.
    Wait(Waiting),
    /// The token is there; the profile is next.
    Profile(Tokens),
    /// The session token is next.
    Session(Tokens, Option<Profile>),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    /// The server's own object, to be sent back as it came.
    pub(super) code: Secret,
    pub(super) interval_secs: u8,
    /// The last failure that was not TapTap's: the login's error if the code expires.
    #[serde(rename = "odd")]
    pub(super) failure: Option<Error>,
}

/// A token.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Tokens {
    /// The server's own object, in both spellings.
    pub(super) body: Secret,
    pub(super) token: TapTapToken,
}
