//! The settings of a login (spec 1.1).

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::server::ScopeName;
use super::{Server, presets};
use crate::{Error, Secret, SettingInfo, Settings};

/// The parameters that the login sets itself.
const OWN: [&str; 11] = [
    "audience",
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "grant_type",
    "refresh_token",
    "scope",
    "scopes",
];

/// The login by the device authorization grant, as an app of the caller's own.
///
/// ```
/// use qrlogin::oauth::{Device, Server};
///
/// let login = Device::new(Server::github(None)?, "Iv1.0000000000000000")?
///     .scope("read:user gist");
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub(super) server: Server,
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    /// Separated by single blanks.
    pub(super) scope: String,
    pub(super) audience: Option<String>,
    pub(super) device_extra: Vec<(String, Secret)>,
    pub(super) token_extra: Vec<(String, Secret)>,
    pub(super) pkce: bool,
    pub(super) allow_http: bool,
}

impl Device {
    /// The login at this service as the app with this client ID, which is registered there for the
    /// device flow. Use one of your own: that of another program can be revoked at any time.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty client ID, and for one that is longer than 255 bytes or has
    /// control characters.
    pub fn new(server: Server, client_id: &str) -> Result<Self, Error> {
        let client_id = client_id.trim();
        if client_id.is_empty() || client_id.len() > 255 || client_id.contains(char::is_control) {
            let problem = "is required: the client ID of an app of your own";
            return Err(Error::setting("client_id", problem));
        }
        Ok(Self {
            server,
            client_id: client_id.to_owned(),
            client_secret: None,
            scope: String::new(),
            audience: None,
            device_extra: Vec::new(),
            token_extra: Vec::new(),
            pkce: false,
            allow_http: false,
        })
    }

    /// Sends this client secret, which is then also among the credentials: a refresh needs it.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Requests these scopes, separated by white space.
    #[must_use]
    pub fn scope(mut self, scope: &str) -> Self {
        self.scope = scope.split_whitespace().collect::<Vec<_>>().join(" ");
        self
    }

    /// Names the API that the tokens are for, where the service wants that.
    #[must_use]
    pub fn audience(mut self, audience: &str) -> Self {
        self.audience = Some(audience.to_owned());
        self
    }

    /// Adds these parameters to the request for a code.
    ///
    /// # Errors
    /// [`Error::Setting`] for a parameter that the login sets itself.
    pub fn device_extra<N, V>(
        mut self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<Secret>,
    {
        self.device_extra = checked("device_extra", pairs)?;
        Ok(self)
    }

    /// Adds these parameters to the polls.
    ///
    /// # Errors
    /// [`Error::Setting`] for a parameter that the login sets itself.
    pub fn token_extra<N, V>(
        mut self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<Secret>,
    {
        self.token_extra = checked("token_extra", pairs)?;
        Ok(self)
    }

    /// Proves with each poll that the same program requested the code (RFC 7636).
    #[must_use]
    pub fn pkce(mut self) -> Self {
        self.pkce = true;
        self
    }

    /// Accepts endpoints and links of http on this machine: for tests.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// What no text may repeat.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        let extra = self.device_extra.iter().chain(&self.token_extra);
        let extra = extra.map(|(_, value)| value);
        self.client_secret.iter().chain(extra).collect()
    }

    pub(super) const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::required("client_id", "client ID of an app of your own"),
        SettingInfo::text(
            "preset",
            "github, unless issuer or device_endpoint is given",
            presets::HELP,
        ),
        SettingInfo::text(
            "host",
            "that of the preset",
            "address of your server: github, gitlab; keycloak and authentik need it",
        ),
        SettingInfo::text("realm", "", "realm of keycloak, which needs it"),
        SettingInfo::text("tenant", "common", "tenant of microsoft"),
        SettingInfo::text(
            "issuer",
            "",
            "address of any other service, whose metadata name its endpoints",
        ),
        SettingInfo::text(
            "device_endpoint",
            "that of the preset or issuer",
            "address of the device authorization",
        ),
        SettingInfo::text(
            "token_endpoint",
            "that of the preset or issuer",
            "address of the tokens",
        ),
        SettingInfo::text("client_secret", "none", "secret of the app, if it has one"),
        SettingInfo::text("scope", "none", "scopes to request, separated by blanks"),
        SettingInfo::one_of(
            "scope_parameter",
            ScopeName::NAMES,
            "scopes with twitch, else scope",
            "name of the parameter with the scopes",
        ),
        SettingInfo::text("audience", "none", "API that the tokens are for"),
        SettingInfo::text(
            "device_extra",
            "none",
            "more parameters for the code, as name=value&…, percent-encoded",
        ),
        SettingInfo::text(
            "token_extra",
            "none",
            "more parameters for the polls, as name=value&…, percent-encoded",
        ),
        SettingInfo::one_of(
            "pkce",
            &["true", "false"],
            "false",
            "prove that the same program requested the code (RFC 7636)",
        ),
        SettingInfo::one_of(
            "allow_http",
            &["true", "false"],
            "false",
            "accept http:// on this machine: for tests",
        ),
    ];

    pub(super) fn configured(settings: &Settings) -> Result<Self, Error> {
        let server = presets::server(settings)?;
        let allow_http = settings.flag("allow_http")?;
        if server.is_http() && !allow_http {
            return Err(Error::setting(
                "allow_http",
                "must be true for http:// addresses",
            ));
        }
        let needs_secret = settings.get("preset") == Some("google");
        let mut login = Self::new(server, settings.get("client_id").unwrap_or_default())?;
        match settings.get("client_secret") {
            Some(secret) => login = login.client_secret(secret),
            None if needs_secret => {
                return Err(Error::setting("client_secret", "is required by google"));
            }
            None => {}
        }
        login = login.scope(settings.get("scope").unwrap_or_default());
        if let Some(audience) = settings.get("audience") {
            login = login.audience(audience);
        }
        let pairs = |name| {
            let text = settings.get(name).unwrap_or_default();
            form_urlencoded::parse(text.as_bytes()).into_owned()
        };
        let mut login = login
            .device_extra(pairs("device_extra"))?
            .token_extra(pairs("token_extra"))?;
        login.pkce = settings.flag("pkce")?;
        login.allow_http = allow_http;
        Ok(login)
    }
}

fn checked<N, V>(
    setting: &'static str,
    pairs: impl IntoIterator<Item = (N, V)>,
) -> Result<Vec<(String, Secret)>, Error>
where
    N: Into<String>,
    V: Into<Secret>,
{
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()));
    let pairs: Vec<(String, Secret)> = pairs.collect();
    match pairs
        .iter()
        .find(|(name, _)| OWN.contains(&name.as_str()) || name.is_empty())
    {
        Some((name, _)) if !name.is_empty() => {
            let problem = format!("must not hold {name}, which the login sets itself");
            Err(Error::setting(setting, problem))
        }
        Some(_) => Err(Error::setting(setting, "must be name=value&name=value")),
        None => Ok(pairs),
    }
}
