//! The settings of the bot's login.

use http::header::HeaderValue;
use serde::{Deserialize, Serialize};

use super::hosts;
use crate::{BaseUrl, Error, Secret, SettingInfo, Settings};

/// The newest version of the service's own client that is known to this build (spec 2.3).
const VERSION: &str = "2.4.9";
/// How many tokens are sent at most (spec 3).
const MOST_TOKENS: usize = 10;

/// The login of a bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// The service's own unless it is set.
    pub(super) base_url: Option<BaseUrl>,
    pub(super) version: u32,
    pub(super) bot_type: String,
    pub(super) route_tag: Option<String>,
    /// Newest first.
    pub(super) tokens: Vec<Secret>,
}

impl Default for Bot {
    fn default() -> Self {
        Self::new()
    }
}

impl Bot {
    /// The login at the service itself.
    pub fn new() -> Self {
        Self {
            base_url: None,
            version: encoded(VERSION).unwrap_or_default(),
            bot_type: "3".to_owned(),
            route_tag: None,
            tokens: Vec::new(),
        }
    }

    /// The login at this server instead, such as a proxy in front of the service. Its operator sees
    /// the credentials.
    ///
    /// # Errors
    /// [`Error::Setting`] unless it is https or on this machine.
    pub fn base_url(mut self, base_url: BaseUrl) -> Result<Self, Error> {
        hosts::check_base(&base_url)?;
        self.base_url = Some(base_url);
        Ok(self)
    }

    /// Claims to be this version of the service's own client, such as `2.4.9`. The phone refuses a
    /// version that is too old, with a page that wants an upgrade (spec 2.3).
    ///
    /// # Errors
    /// [`Error::Setting`] unless it is three numbers with dots between them.
    pub fn client_version(mut self, version: &str) -> Result<Self, Error> {
        let problem = "must be three numbers such as 2.4.9";
        self.version = encoded(version).ok_or(Error::setting("client_version", problem))?;
        Ok(self)
    }

    /// Requests a bot of this type; by default `3`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be a type.
    pub fn bot_type(mut self, bot_type: &str) -> Result<Self, Error> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if !(1..=16).contains(&bot_type.len()) || !bot_type.bytes().all(is_plain) {
            return Err(Error::setting("bot_type", "must be a type such as `3`"));
        }
        self.bot_type = bot_type.to_owned();
        Ok(self)
    }

    /// Sends this routing tag along with every request; by default none.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be the value of a header.
    pub fn route_tag(mut self, tag: &str) -> Result<Self, Error> {
        header("route_tag", tag)?;
        self.route_tag = Some(tag.to_owned());
        Ok(self)
    }

    /// Names the tokens of earlier logins, the newest first; the first ten are sent. If the account
    /// that scans is bound to one of them, the login ends with [`Error::AlreadyBound`].
    #[must_use]
    pub fn tokens(mut self, tokens: impl IntoIterator<Item = Secret>) -> Self {
        let tokens = tokens.into_iter().filter(|token| !token.is_empty());
        self.tokens = tokens.take(MOST_TOKENS).collect();
        self
    }
}

/// The value of a header.
pub(super) fn header(name: &'static str, value: &str) -> Result<HeaderValue, Error> {
    let is_text = !value.is_empty() && value.bytes().all(|b| (b' '..=b'~').contains(&b));
    HeaderValue::from_str(value)
        .ok()
        .filter(|_| is_text)
        .ok_or_else(|| Error::setting(name, "must be printable ASCII characters, at least one"))
}

/// A version as one number, with eight bits for each part (spec 2.3).
fn encoded(version: &str) -> Option<u32> {
    let is_number = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let parts = version.split('.').map(|part| {
        let number: Option<u32> = Some(part).filter(is_number)?.parse().ok();
        number.map(|number| number & 0xff)
    });
    match parts.collect::<Option<Vec<u32>>>()?.as_slice() {
        [major, minor, patch] => Some(major << 16 | minor << 8 | patch),
        _ => None,
    }
}

/// What [`configure`] reads.
pub(super) const SETTINGS: &[SettingInfo] = &[
    SettingInfo::text(
        "base_url",
        hosts::BASE,
        "another server to log in at, such as a proxy",
    ),
    SettingInfo::text(
        "client_version",
        VERSION,
        "version to claim; a newer one if the phone wants an upgrade",
    ),
    SettingInfo::text("bot_type", "3", "type of the bot"),
    SettingInfo::text("route_tag", "none", "routing tag to send along"),
    SettingInfo::text(
        "tokens",
        "none",
        "tokens of earlier logins, newest first, with commas; secrets",
    ),
];

/// The login with these settings.
pub(super) fn configure(settings: &Settings) -> Result<Bot, Error> {
    let mut bot = Bot::new();
    if let Some(url) = settings.get("base_url") {
        bot = bot.base_url(BaseUrl::parse(url)?)?;
    }
    if let Some(version) = settings.get("client_version") {
        bot = bot.client_version(version)?;
    }
    if let Some(bot_type) = settings.get("bot_type") {
        bot = bot.bot_type(bot_type)?;
    }
    if let Some(tag) = settings.get("route_tag") {
        bot = bot.route_tag(tag)?;
    }
    let tokens = settings.get("tokens").unwrap_or_default().split(',');
    Ok(bot.tokens(tokens.map(|token| token.trim().into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 7.
    #[test]
    fn a_version_is_one_number() {
        for (version, number) in [
            ("0.9.0", Some(2304)),
            ("1.0.11", Some(65_547)),
            ("2.4.3", Some(132_099)),
            ("2.4.4", Some(132_100)),
            ("2.4.6", Some(132_102)),
            ("2.4.9", Some(132_105)),
            ("300.1.2", Some(2_883_842)),
            ("2.4", None),
            ("2.4.9.1", None),
            ("2.4.x", None),
            ("2.4.+9", None),
            ("2..9", None),
            ("", None),
        ] {
            assert_eq!(encoded(version), number, "{version}");
        }
    }
}
