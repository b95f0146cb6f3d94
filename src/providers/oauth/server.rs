//! A service of the device flow: its endpoints, and in what it differs (spec 1).

use serde::{Deserialize, Serialize};
use url::Url;

use super::Endpoint;
use super::stage::Endpoints;
use crate::Error;

/// A service: where it is, and in what it differs from the standard.
///
/// ```
/// use qrlogin::oauth::Server;
///
/// let standard = Server::new("https://id.example/device", "https://id.example/token")?;
/// let discovered = Server::discover("https://id.example")?;
/// let keycloak = Server::keycloak("https://id.example", "staff")?;
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    pub(super) place: Place,
    pub(super) scope_name: ScopeName,
    /// Whether the poll names the scope too (Twitch).
    pub(super) polls_with_scope: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Known(Endpoints),
    Issuer(Endpoint),
}

/// The parameter with the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScopeName {
    Scope,
    Scopes,
}

impl ScopeName {
    pub(super) const NAMES: &'static [&'static str] = &["scope", "scopes"];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Scopes => "scopes",
        }
    }
}

impl Server {
    /// A service with these addresses: of the device authorization, and of the tokens.
    ///
    /// # Errors
    /// [`Error::Setting`] for an address that is not https (http only on this machine).
    pub fn new(device_endpoint: &str, token_endpoint: &str) -> Result<Self, Error> {
        Ok(Self::at(Place::Known(Endpoints {
            device: named("device_endpoint", device_endpoint)?,
            token: named("token_endpoint", token_endpoint)?,
        })))
    }

    /// The service of this issuer, whose metadata name its addresses (OpenID Connect Discovery).
    ///
    /// # Errors
    /// [`Error::Setting`] for an address that is not https (http only on this machine).
    pub fn discover(issuer: &str) -> Result<Self, Error> {
        named("issuer", issuer).map(|issuer| Self::at(Place::Issuer(issuer)))
    }

    /// GitHub, or a GitHub Enterprise server at this address.
    ///
    /// # Errors
    /// As [`Server::new`].
    pub fn github(host: Option<&str>) -> Result<Self, Error> {
        let host = host.unwrap_or("https://github.com");
        Self::below(
            host,
            &["login", "device", "code"],
            &["login", "oauth", "access_token"],
        )
    }

    /// Google.
    ///
    /// # Errors
    /// None.
    pub fn google() -> Result<Self, Error> {
        let host = "https://oauth2.googleapis.com";
        Self::below(host, &["device", "code"], &["token"])
    }

    /// Microsoft Entra: a tenant's name or ID, `common`, `organizations` or `consumers`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a tenant with other characters than ASCII letters, digits, `.`, `-`
    /// and `_`.
    pub fn microsoft(tenant: &str) -> Result<Self, Error> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        if tenant.is_empty() || tenant.starts_with('.') || !tenant.bytes().all(is_plain) {
            let problem = "must be common, organizations, consumers, or a tenant's name or ID";
            return Err(Error::setting("tenant", problem));
        }
        let path = |last| [tenant, "oauth2", "v2.0", last];
        let host = "https://login.microsoftonline.com";
        Self::below(host, &path("devicecode"), &path("token"))
    }

    /// GitLab, or a GitLab server at this address.
    ///
    /// # Errors
    /// As [`Server::new`].
    pub fn gitlab(host: Option<&str>) -> Result<Self, Error> {
        let host = host.unwrap_or("https://gitlab.com");
        Self::below(host, &["oauth", "authorize_device"], &["oauth", "token"])
    }

    /// Twitch.
    ///
    /// # Errors
    /// None.
    pub fn twitch() -> Result<Self, Error> {
        let host = "https://id.twitch.tv";
        Ok(Self {
            scope_name: ScopeName::Scopes,
            polls_with_scope: true,
            ..Self::below(host, &["oauth2", "device"], &["oauth2", "token"])?
        })
    }

    /// A realm of a Keycloak server at this address.
    ///
    /// # Errors
    /// As [`Server::new`]; and for an empty realm.
    pub fn keycloak(host: &str, realm: &str) -> Result<Self, Error> {
        if matches!(realm, "" | "." | "..") {
            return Err(Error::setting("realm", "is required: the realm's name"));
        }
        let front = ["realms", realm, "protocol", "openid-connect"];
        let device = [&front[..], &["auth", "device"]].concat();
        let token = [&front[..], &["token"]].concat();
        Self::below(host, &device, &token)
    }

    /// An authentik server at this address.
    ///
    /// # Errors
    /// As [`Server::new`].
    pub fn authentik(host: &str) -> Result<Self, Error> {
        let path = |last| ["application", "o", last, ""];
        Self::below(host, &path("device"), &path("token"))
    }

    /// Sends the scope as the parameter `scopes`, which some services want.
    #[must_use]
    pub fn scopes(mut self) -> Self {
        self.scope_name = ScopeName::Scopes;
        self
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            scope_name: ScopeName::Scope,
            polls_with_scope: false,
        }
    }

    /// A service with these paths, whose parts are encoded, below an address.
    fn below(host: &str, device: &[&str], token: &[&str]) -> Result<Self, Error> {
        let base = named("host", host)?.to_string();
        let base = Url::parse(&base).map_err(|_| Error::setting("host", "is no address"))?;
        if base.query().is_some() {
            return Err(Error::setting("host", "must have no query"));
        }
        let join = |parts: &[&str]| {
            let mut url = base.clone();
            if let Ok(mut path) = url.path_segments_mut() {
                path.pop_if_empty().extend(parts);
            }
            url
        };
        Self::new(join(device).as_str(), join(token).as_str())
    }

    /// Whether secrets go over http, to this machine.
    pub(super) fn is_http(&self) -> bool {
        match &self.place {
            Place::Known(known) => known.device.is_http() || known.token.is_http(),
            Place::Issuer(issuer) => issuer.is_http(),
        }
    }
}

fn named(name: &'static str, text: &str) -> Result<Endpoint, Error> {
    Endpoint::read(text).map_err(|problem| Error::setting(name, problem))
}
