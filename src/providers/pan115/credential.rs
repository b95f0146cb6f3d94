//! The cookies that the logins as an app of 115 yield.

use serde::{Deserialize, Serialize};

use super::App;
use crate::registry::Parts;
use crate::{Account, Cookie, Secret, Warning};

/// What the direct login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCredential {
    /// The cookie `UID`: user number, app slot ([`App::ssoent`]) and time.
    pub uid: Secret,
    /// The cookie `CID`.
    pub cid: Secret,
    /// The cookie `SEID`.
    pub seid: Secret,
    /// The cookie `KID`, if the service gave one. Logins since December 2024 need it (spec 3.4):
    /// without it there is a [`Warning::MissingKid`].
    pub kid: Option<Secret>,
    /// The app that was logged in as.
    pub app: App,
    /// The `user-agent` of the login. Use the cookies with the same one: the service is said to
    /// tie them to it (spec 3.6).
    pub user_agent: String,
}

impl WebCredential {
    /// The cookies for `115.com`: UID, CID, SEID and, if there is one, KID.
    pub fn cookies(&self) -> Vec<Cookie> {
        cookies(&self.uid, &self.cid, &self.seid, self.kid.as_ref())
    }

    /// The account's number, the first part of the cookie `UID`. It is personal.
    pub fn user_id(&self) -> Option<u64> {
        user_id(&self.uid)
    }
}

/// What the gateway login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayCredential {
    /// The cookie `UID`: user number, app slot and time.
    pub uid: Secret,
    /// The cookie `CID`.
    pub cid: Secret,
    /// The cookie `SEID`.
    pub seid: Secret,
    /// The cookie `KID`, if the server passed it on, as an old one does not. Logins since December
    /// 2024 need it (spec 3.4): without it there is a [`Warning::MissingKid`].
    pub kid: Option<Secret>,
    /// The app that was logged in as.
    pub app: App,
}

impl GatewayCredential {
    /// The cookies for `115.com`: UID, CID, SEID and, if there is one, KID.
    pub fn cookies(&self) -> Vec<Cookie> {
        cookies(&self.uid, &self.cid, &self.seid, self.kid.as_ref())
    }

    /// The account's number, the first part of the cookie `UID`. It is personal.
    pub fn user_id(&self) -> Option<u64> {
        user_id(&self.uid)
    }
}

impl Parts for WebCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies()
    }

    fn warnings(&self) -> Vec<Warning> {
        warnings(self.kid.as_ref())
    }

    fn account(&self) -> Option<Account> {
        Account::of_number(self.user_id()?)
    }
}

impl Parts for GatewayCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies()
    }

    fn warnings(&self) -> Vec<Warning> {
        warnings(self.kid.as_ref())
    }

    fn account(&self) -> Option<Account> {
        Account::of_number(self.user_id()?)
    }
}

fn warnings(kid: Option<&Secret>) -> Vec<Warning> {
    let missing = kid.is_none().then_some(Warning::MissingKid);
    missing.into_iter().collect()
}

/// Whether the value can be that of a cookie: what cannot is no credential.
pub(super) fn is_usable(value: &Secret) -> bool {
    cookie("X", value).is_some()
}

fn user_id(uid: &Secret) -> Option<u64> {
    let user = uid.expose().split('_').next()?;
    user.parse().ok()
}

fn cookies(uid: &Secret, cid: &Secret, seid: &Secret, kid: Option<&Secret>) -> Vec<Cookie> {
    let values = [
        ("UID", Some(uid)),
        ("CID", Some(cid)),
        ("SEID", Some(seid)),
        ("KID", kid),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| cookie(name, value?))
        .collect()
}

fn cookie(name: &str, value: &Secret) -> Option<Cookie> {
    Cookie::new(name, value.expose(), "115.com")
}
