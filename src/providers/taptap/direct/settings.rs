//! The settings of the direct login.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::App;
use crate::providers::taptap::Region;
use crate::{Error, SettingInfo, Settings};

/// The login at TapTap itself and at the game's LeanCloud, with no server in between.
///
/// ```
/// use qrlogin::taptap::{App, Direct, Goal, Region};
///
/// let phigros = Direct::new(Region::International, Goal::Session);
/// let own = Direct::for_app(App::new(Region::China, "FAKEclientid"), Goal::Profile)?;
/// # let _ = (phigros, own);
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direct {
    pub(super) app: App,
    pub(super) goal: Goal,
    pub(super) scope: Scope,
    /// Whether a player may be created.
    pub(super) create: bool,
}

/// How far a login goes. Each goal is reached in full, or the login is an error.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// The TapTap token.
    Token,
    /// The token and the profile.
    Profile,
    /// Token, profile and the game's session token, which opens the save data.
    Session,
}

impl Goal {
    /// The values of the setting `goal`.
    const NAMES: &'static [&'static str] = &["token", "profile", "session"];
}

impl fmt::Display for Goal {
    /// Its name, such as `session`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Profile => "profile",
            Self::Session => "session",
        })
    }
}

impl FromStr for Goal {
    type Err = Error;

    /// The goal of this name, such as `session`; else [`Error::Setting`] with all of them.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "token" => Ok(Self::Token),
            "profile" => Ok(Self::Profile),
            "session" => Ok(Self::Session),
            _ => Err(Error::setting("goal", "must be token, profile or session")),
        }
    }
}

/// How much of the profile to request.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Identifiers, name and picture.
    PublicProfile,
    /// The identifiers alone.
    BasicInfo,
}

impl Scope {
    /// As TapTap spells it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::PublicProfile => "public_profile",
            Self::BasicInfo => "basic_info",
        }
    }
}

impl Direct {
    /// The login to Phigros.
    pub fn new(region: Region, goal: Goal) -> Self {
        Self {
            app: App::phigros(region),
            goal,
            scope: Scope::PublicProfile,
            create: false,
        }
    }

    /// The login to this app.
    ///
    /// # Errors
    /// [`Error::Setting`] if a host is not https (but for this machine) or holds a password, or if
    /// [`Goal::Session`] is combined with an app of one's own without a key and a LeanCloud host.
    pub fn for_app(app: App, goal: Goal) -> Result<Self, Error> {
        app.check(goal)?;
        Ok(Self {
            app,
            ..Self::new(Region::International, goal)
        })
    }

    /// Requests this much of the profile. By default [`Scope::PublicProfile`].
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Lets LeanCloud create a player for an account that has never played in this region. By
    /// default that is the refusal 211: a wrong region would otherwise end as an empty save of a
    /// new player.
    #[must_use]
    pub fn creating_players(mut self) -> Self {
        self.create = true;
        self
    }

    pub(super) const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::one_of("region", Region::NAMES, "international", Region::HELP),
        SettingInfo::one_of(
            "goal",
            Goal::NAMES,
            "session",
            "what to fetch: the TapTap token, also the profile, or also the game's session token",
        ),
        SettingInfo::one_of(
            "scope",
            &["public_profile", "basic_info"],
            "public_profile",
            "how much of the profile to fetch: basic_info is the identifiers only",
        ),
        SettingInfo::one_of(
            "create",
            &["true", "false"],
            "false",
            "create a player for an account that has never played in this region",
        ),
        SettingInfo::text(
            "client_id",
            "that of Phigros",
            "an app of your own, of the same region",
        ),
        SettingInfo::text(
            "app_key",
            "that of Phigros",
            "the LeanCloud key of `client_id`",
        ),
        SettingInfo::text(
            "accounts_url",
            "TapTap's",
            "another host for code and token",
        ),
        SettingInfo::text("open_url", "TapTap's", "another host for the profile"),
        SettingInfo::text(
            "cloud_url",
            "that of Phigros",
            "another LeanCloud host; the service ends on 2027-01-12 for its own customers",
        ),
    ];

    pub(super) fn configured(settings: &Settings) -> Result<Self, Error> {
        let goal = settings.get("goal").map_or(Ok(Goal::Session), str::parse)?;
        let scope = match settings.get("scope") {
            Some("public_profile") | None => Scope::PublicProfile,
            Some("basic_info") => Scope::BasicInfo,
            Some(_) => {
                return Err(Error::setting(
                    "scope",
                    "must be public_profile or basic_info",
                ));
            }
        };
        let login = Self::for_app(App::configured(settings)?, goal)?.scope(scope);
        Ok(match settings.flag("create")? {
            true => login.creating_players(),
            false => login,
        })
    }
}
