//! Which app logs in, and where its hosts are.

use std::sync::LazyLock;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::Goal;
use super::calls::TAPTAP_AGENT;
use crate::providers::taptap::Region;
use crate::toolkit::request::{headers, post_form, post_form_at};
use crate::{BaseUrl, Error, Request, Secret, Settings};

/// Those of the forms for code and token.
static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers([(CONTENT_TYPE, form), (USER_AGENT, TAPTAP_AGENT)])
});

/// The app that a user logs in to, with the hosts of its region: Phigros, unless it is one of your
/// own.
///
/// Client id, key and hosts belong together: an id of one region is refused by the hosts of the
/// other.
///
/// The session token comes from LeanCloud, which has announced to **stop on 2027-01-12** for its
/// own customers. Whether the hosts under `tapapis` stop as well is not known (spec 6): if the game
/// moves, name its new host with [`App::cloud_at`]. The token and the profile are TapTap's own and
/// do not depend on LeanCloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    pub(super) region: Region,
    /// Phigros if there is none.
    client_id: Option<String>,
    app_key: Option<Secret>,
    accounts: Option<BaseUrl>,
    open: Option<BaseUrl>,
    cloud: Option<BaseUrl>,
}

impl App {
    /// The game Phigros.
    pub fn phigros(region: Region) -> Self {
        Self {
            region,
            client_id: None,
            app_key: None,
            accounts: None,
            open: None,
            cloud: None,
        }
    }

    /// An app of one's own, by the client id that TapTap gave it in this region. For
    /// [`Goal::Session`] it also needs [`App::key`] and [`App::cloud_at`].
    pub fn new(region: Region, client_id: impl Into<String>) -> Self {
        Self {
            client_id: Some(client_id.into()),
            ..Self::phigros(region)
        }
    }

    /// With the LeanCloud key of an app of one's own. It signs, and is sent itself only if
    /// LeanCloud refuses the signature.
    #[must_use]
    pub fn key(mut self, app_key: impl Into<Secret>) -> Self {
        self.app_key = Some(app_key.into());
        self
    }

    /// With another host for code and token than `accounts.tapapis.cn` or `.com`.
    #[must_use]
    pub fn accounts_at(mut self, host: BaseUrl) -> Self {
        self.accounts = Some(host);
        self
    }

    /// With another host for the profile than `open.tapapis.cn` or `.com`.
    #[must_use]
    pub fn open_at(mut self, host: BaseUrl) -> Self {
        self.open = Some(host);
        self
    }

    /// With another LeanCloud host than the game's.
    #[must_use]
    pub fn cloud_at(mut self, host: BaseUrl) -> Self {
        self.cloud = Some(host);
        self
    }

    /// The app of the settings `region`, `client_id`, `app_key` and `…_url`.
    pub(super) fn configured(settings: &Settings) -> Result<Self, Error> {
        let host = |name: &'static str| {
            let parse = |text| BaseUrl::parse(text).map_err(|error| renamed(error, name));
            settings.get(name).map(parse).transpose()
        };
        Ok(Self {
            region: Region::configured(settings)?,
            client_id: settings.get("client_id").map(str::to_owned),
            app_key: settings.get("app_key").map(Secret::from),
            accounts: host("accounts_url")?,
            open: host("open_url")?,
            cloud: host("cloud_url")?,
        })
    }

    /// Refuses what cannot work, and what would send tokens in the clear.
    pub(super) fn check(&self, goal: Goal) -> Result<(), Error> {
        let hosts = [
            ("accounts_url", &self.accounts),
            ("open_url", &self.open),
            ("cloud_url", &self.cloud),
        ];
        for (name, host) in hosts {
            let problem = match host {
                Some(host) if !host.is_private() => {
                    "must be https unless the host is on this machine: tokens go there"
                }
                Some(host) if host.has_password() => "must have neither user name nor password",
                _ => continue,
            };
            return Err(Error::setting(name, problem));
        }
        let is_plain = |id: &String| !id.is_empty() && id.bytes().all(|b| b.is_ascii_graphic());
        match (&self.client_id, &self.app_key) {
            (Some(id), _) if !is_plain(id) => Err(Error::setting(
                "client_id",
                "must be letters, digits and signs",
            )),
            (Some(_), None) if goal == Goal::Session => Err(Error::setting(
                "app_key",
                "is required with your own client_id to get a session",
            )),
            (Some(_), _) if goal == Goal::Session && self.cloud.is_none() => Err(Error::setting(
                "cloud_url",
                "is required with your own client_id to get a session",
            )),
            (None, Some(_)) => Err(Error::setting(
                "client_id",
                "give `client_id` and `app_key` together",
            )),
            _ => Ok(()),
        }
    }

    /// Whether it is the caller's own and not the game.
    pub(super) fn is_own(&self) -> bool {
        self.client_id.is_some()
    }

    /// Whether the caller says which key is good at which LeanCloud host.
    pub(super) fn names_its_cloud(&self) -> bool {
        self.is_own() || self.cloud.is_some()
    }

    pub(super) fn client_id(&self) -> &str {
        let own = self.client_id.as_deref();
        own.unwrap_or(self.region.hosts().client_id)
    }

    pub(super) fn app_key(&self) -> &str {
        let own = self.app_key.as_ref().map(Secret::expose);
        own.unwrap_or(self.region.hosts().app_key)
    }

    /// A form to a path that gives the code and the token.
    pub(super) fn accounts_form(
        &self,
        path: &PathAndQuery,
        form: String,
    ) -> Result<Request, Error> {
        let Some(own) = &self.accounts else {
            return post_form_at(&self.region.hosts().accounts, path, form, HEADERS.clone());
        };
        let mut request = post_form(&own.join(path.as_str()), form)?;
        request.headers_mut().clone_from(&HEADERS);
        Ok(request)
    }

    /// The URL of a path that gives the profile.
    pub(super) fn open(&self, path: &str) -> String {
        join(self.open.as_ref(), self.region.hosts().open, path)
    }

    /// The URL of a path that gives the session token.
    pub(super) fn cloud(&self, path: &str) -> String {
        join(self.cloud.as_ref(), self.region.hosts().cloud, path)
    }
}

fn join(own: Option<&BaseUrl>, host: &str, path: &str) -> String {
    match own {
        Some(own) => own.join(path),
        None => format!("{host}{path}"),
    }
}

/// The error of a base URL, under the setting's own name.
fn renamed(error: Error, name: &'static str) -> Error {
    match error {
        Error::Setting { problem, .. } => Error::setting(name, problem),
        other => other,
    }
}
