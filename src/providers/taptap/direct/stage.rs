//! Where a direct login stands, and what it yields.

use serde::{Deserialize, Serialize};

use super::clock::ServerClock;
use crate::providers::taptap::{Profile, Region, TapTapToken};
use crate::registry::Parts;
use crate::toolkit::once::Once;
use crate::{Account, Secret};

/// What the direct login yields: everything up to the [`Goal`](super::Goal).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectCredential {
    /// The TapTap token. It lives for 30 days at most (spec 2.7).
    pub token: TapTapToken,
    /// The TapTap profile, if the goal was the profile or the session.
    pub profile: Option<Profile>,
    /// The game's session token, if the goal was the session: 25 lower-case letters and digits. It
    /// opens the save data, and its life has no stated end.
    pub session_token: Option<Secret>,
    /// The region of all three.
    pub region: Region,
}

impl Parts for DirectCredential {
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
    Session(Tokens, Profile),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    pub(super) device_code: Secret,
    pub(super) interval_secs: u8,
    pub(super) clock: ServerClock,
    /// What polls send.
    #[serde(skip)]
    pub(super) form: Once<String>,
}

/// A token, to sign with.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Tokens {
    pub(super) token: TapTapToken,
    pub(super) clock: ServerClock,
    /// Whether the signature was refused at this stage and mended, which is done at once the first
    /// time.
    pub(super) mended: bool,
}
