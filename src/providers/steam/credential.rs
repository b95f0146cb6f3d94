//! What a login yields.

use serde::{Deserialize, Serialize};

use super::cookies::Collected;
use super::poll::Tokens;
use super::{Platform, SESSION};
use crate::registry::Parts;
use crate::toolkit::cookie;
use crate::{Account, Cookie, Secret, Timestamp, Warning};

/// What the login yields.
///
/// Of the cookies named `steamLoginSecure` each is for one site; [`Format::Header`] has that of
/// `steamcommunity.com`.
///
/// [`Format::Header`]: crate::export::Format::Header
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCredential {
    /// What the tokens are for.
    pub platform: Platform,
    /// The account's SteamID: 17 digits.
    pub steam_id: Secret,
    /// The name that the account signs in with, if the service said.
    pub account_name: Option<Secret>,
    /// The refresh token: a JWT, for about 200 days.
    pub refresh_token: Secret,
    /// When the refresh token ends, if it says so.
    pub expires_at: Option<Timestamp>,
    /// The access token: a JWT, for a day. Always present but for [`Platform::Web`], whose cookies
    /// hold one for each site.
    pub access_token: Option<Secret>,
    /// What the service gave to skip the code of Steam Guard at a later login by password.
    pub guard_data: Option<Secret>,
    /// The cookies, values unchanged. `steamLoginSecure` of at least one site is always among
    /// them.
    pub cookies: Vec<Cookie>,
    /// The hosts that set no cookie `steamLoginSecure`, although the service named them: each has
    /// a [`Warning::MissingCookies`].
    pub without_session: Vec<String>,
}

impl QrCredential {
    /// The value of the cookie `steamLoginSecure` that is sent to this host, such as
    /// `store.steampowered.com`.
    pub fn session(&self, host: &str) -> Option<&Secret> {
        let is_for = |cookie: &&Cookie| {
            let front = host.strip_suffix(cookie.domain.as_str());
            let is_below = |front: &str| !cookie.host_only && front.ends_with('.');
            let fits = front.is_some_and(|front| front.is_empty() || is_below(front));
            cookie.name == SESSION && fits
        };
        self.cookies.iter().find(is_for).map(|cookie| &cookie.value)
    }

    /// Those of a login at the web sites.
    pub(super) fn of_web(tokens: Tokens, collected: Collected) -> Self {
        Self {
            cookies: collected.jar,
            without_session: collected.without_session,
            ..Self::of(tokens, Platform::Web)
        }
    }

    /// Those of another platform, whose cookie is made of the access token (spec 6.3). `None` if
    /// the token is no cookie's value.
    pub(super) fn with_access(
        tokens: Tokens,
        platform: Platform,
        access_token: Secret,
    ) -> Option<Self> {
        let value = format!(
            "{}%7C%7C{}",
            tokens.steam_id.expose(),
            access_token.expose()
        );
        let session = |site| {
            let mut cookie = Cookie::new(SESSION, &value, site)?;
            (cookie.secure, cookie.http_only) = (true, true);
            Some(cookie)
        };
        let cookies = vec![session("steamcommunity.com")?, session("steampowered.com")?];
        Some(Self {
            cookies,
            access_token: Some(access_token),
            ..Self::of(tokens, platform)
        })
    }

    /// The tokens among them.
    pub(super) fn tokens(&self) -> Tokens {
        Tokens {
            refresh_token: self.refresh_token.clone(),
            access_token: self.access_token.clone(),
            account_name: self.account_name.clone(),
            guard_data: self.guard_data.clone(),
            steam_id: self.steam_id.clone(),
            expires_at: self.expires_at,
        }
    }

    fn of(tokens: Tokens, platform: Platform) -> Self {
        Self {
            platform,
            steam_id: tokens.steam_id,
            account_name: tokens.account_name,
            refresh_token: tokens.refresh_token,
            expires_at: tokens.expires_at,
            access_token: tokens.access_token,
            guard_data: tokens.guard_data,
            cookies: Vec::new(),
            without_session: Vec::new(),
        }
    }

    /// A cookie's value by its name, such as `steamLoginSecure`; of several sites that of
    /// `steamcommunity.com`.
    pub fn cookie(&self, name: &str) -> Option<&Secret> {
        cookie::value(&self.cookies, name)
    }
}

impl Parts for QrCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies.clone()
    }

    fn warnings(&self) -> Vec<Warning> {
        let hosts = self.without_session.iter();
        let names: Vec<_> = hosts.map(|host| format!("{SESSION} of {host}")).collect();
        let warning = (!names.is_empty()).then(|| Warning::missing_cookies(names));
        warning.into_iter().collect()
    }

    fn account(&self) -> Option<Account> {
        let account = Account::new(self.steam_id.clone())?;
        Some(account.named(self.account_name.as_ref()))
    }
}
