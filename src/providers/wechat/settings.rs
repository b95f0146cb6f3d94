//! The settings of the web login.

use http::header::{HeaderName, HeaderValue, REFERER, USER_AGENT};
use serde::{Deserialize, Serialize};

use super::hosts;
use crate::toolkit::request::with_header;
use crate::{Error, Request, Secret, SettingInfo, Settings};

/// The login of the WeChat web client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    pub(super) mode: Mode,
    /// The requested page host.
    pub(super) host: String,
    pub(super) lang: String,
    pub(super) headers: Option<DesktopHeaders>,
}

/// Which client the phone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    Web,
    Desktop,
    FileTransfer,
}

impl Default for Web {
    fn default() -> Self {
        Self::new()
    }
}

impl Web {
    /// The login of the web client, `wx.qq.com`.
    pub fn new() -> Self {
        Self::with_mode(Mode::Web)
    }

    /// The same, but the phone shows a desktop login (spec 2.1). Some accounts that are refused as
    /// [`Web::new`] are accepted this way, usually with [`DesktopHeaders`] only.
    pub fn desktop() -> Self {
        Self::with_mode(Mode::Desktop)
    }

    /// The login of the File Transfer web app (spec 2.6), which reaches the file helper's chat only
    /// and is open to accounts that are refused as [`Web::new`].
    pub fn file_transfer() -> Self {
        Self::with_mode(Mode::FileTransfer)
    }

    fn with_mode(mode: Mode) -> Self {
        let [web, ..] = hosts::WEB;
        let [file_transfer, ..] = hosts::FILE_TRANSFER;
        let host = match mode {
            Mode::Web | Mode::Desktop => web,
            Mode::FileTransfer => file_transfer,
        };
        Self {
            mode,
            host: host.to_owned(),
            lang: "zh_CN".to_owned(),
            headers: None,
        }
    }

    /// Requests this page host. The service may choose another one: the account decides.
    ///
    /// # Errors
    /// [`Error::Setting`] for a host that is none of the service's, or not one of this client.
    pub fn host(mut self, host: &str) -> Result<Self, Error> {
        let known: &[&str] = match self.mode {
            Mode::Web | Mode::Desktop => &hosts::WEB,
            Mode::FileTransfer => &hosts::FILE_TRANSFER,
        };
        if !known.contains(&host) {
            let problem = format!("must be one of {} in this mode", known.join(", "));
            return Err(Error::setting("host", problem));
        }
        self.host = host.to_owned();
        Ok(self)
    }

    /// Requests this language, such as `en_US`; by default `zh_CN`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be a language.
    pub fn lang(mut self, lang: &str) -> Result<Self, Error> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if !(1..=16).contains(&lang.len()) || !lang.bytes().all(allowed) {
            return Err(Error::setting("lang", "must be a language such as `en_US`"));
        }
        self.lang = lang.to_owned();
        Ok(self)
    }

    /// Sends these headers along with the exchange, and with nothing else.
    #[must_use]
    pub fn desktop_headers(mut self, headers: DesktopHeaders) -> Self {
        self.headers = Some(headers);
        self
    }
}

/// The headers by which a desktop client shows that it is one (spec 2.4).
///
/// `extspam` is a token of the service's own client. None comes with this library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesktopHeaders {
    client_version: String,
    extspam: Secret,
    user_agent: Option<String>,
    referer: Option<String>,
}

impl DesktopHeaders {
    /// `client-version`, such as `2.0.0`, and `extspam`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be the value of a header.
    pub fn new(client_version: &str, extspam: impl Into<Secret>) -> Result<Self, Error> {
        let extspam = extspam.into();
        header("client_version", client_version)?;
        header("extspam", extspam.expose())?;
        Ok(Self {
            client_version: client_version.to_owned(),
            extspam,
            user_agent: None,
            referer: None,
        })
    }

    /// The same with this `user-agent` instead of a browser's.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be the value of a header.
    pub fn user_agent(mut self, user_agent: &str) -> Result<Self, Error> {
        header("user_agent", user_agent)?;
        self.user_agent = Some(user_agent.to_owned());
        Ok(self)
    }

    /// The same with this `referer` instead of the page's address.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be the value of a header.
    pub fn referer(mut self, referer: &str) -> Result<Self, Error> {
        header("referer", referer)?;
        self.referer = Some(referer.to_owned());
        Ok(self)
    }

    /// The request with these headers.
    pub(super) fn apply(&self, request: Request) -> Result<Request, Error> {
        const CLIENT_VERSION: HeaderName = HeaderName::from_static("client-version");
        const EXTSPAM: HeaderName = HeaderName::from_static("extspam");
        let version = header("client_version", &self.client_version)?;
        let mut extspam = header("extspam", self.extspam.expose())?;
        extspam.set_sensitive(true);
        let mut request = with_header(
            with_header(request, CLIENT_VERSION, version),
            EXTSPAM,
            extspam,
        );
        if let Some(user_agent) = &self.user_agent {
            request = with_header(request, USER_AGENT, header("user_agent", user_agent)?);
        }
        if let Some(referer) = &self.referer {
            request = with_header(request, REFERER, header("referer", referer)?);
        }
        Ok(request)
    }
}

fn header(name: &'static str, value: &str) -> Result<HeaderValue, Error> {
    let is_text = !value.is_empty() && value.bytes().all(|b| (b' '..=b'~').contains(&b));
    HeaderValue::from_str(value)
        .ok()
        .filter(|_| is_text)
        .ok_or_else(|| Error::setting(name, "must be printable ASCII characters, at least one"))
}

/// What [`configure`] reads.
pub(super) const SETTINGS: &[SettingInfo] = &[
    SettingInfo::one_of(
        "mode",
        &["web", "desktop", "filehelper"],
        "web",
        "client to imitate: the web client, the desktop client, or the File Transfer web app",
    ),
    SettingInfo::text(
        "host",
        "wx.qq.com; filehelper.weixin.qq.com for `filehelper`",
        "page host to request, such as wx2.qq.com or web.wechat.com",
    ),
    SettingInfo::text("lang", "zh_CN", "language to request, such as en_US"),
    SettingInfo::text(
        "extspam",
        "none",
        "the token of a desktop client, sent with the exchange only; a secret",
    ),
    SettingInfo::text(
        "client_version",
        "2.0.0",
        "the version of that desktop client; needs `extspam`",
    ),
    SettingInfo::text(
        "user_agent",
        "a browser's",
        "the user agent of that desktop client; needs `extspam`",
    ),
    SettingInfo::text(
        "referer",
        "the page host",
        "the referer of that desktop client; needs `extspam`",
    ),
];

/// The login with these settings.
pub(super) fn configure(settings: &Settings) -> Result<Web, Error> {
    let mut web = match settings.get("mode") {
        None | Some("web") => Web::new(),
        Some("desktop") => Web::desktop(),
        Some("filehelper") => Web::file_transfer(),
        Some(_) => {
            let problem = "must be one of web, desktop, filehelper";
            return Err(Error::setting("mode", problem));
        }
    };
    if let Some(host) = settings.get("host") {
        web = web.host(host)?;
    }
    if let Some(lang) = settings.get("lang") {
        web = web.lang(lang)?;
    }
    let Some(extspam) = settings.get("extspam") else {
        let orphan = ["client_version", "user_agent", "referer"]
            .into_iter()
            .find(|name| settings.get(name).is_some());
        return match orphan {
            Some(name) => Err(Error::setting(name, "needs `extspam`")),
            None => Ok(web),
        };
    };
    let version = settings.get("client_version").unwrap_or("2.0.0");
    let mut headers = DesktopHeaders::new(version, extspam)?;
    if let Some(user_agent) = settings.get("user_agent") {
        headers = headers.user_agent(user_agent)?;
    }
    if let Some(referer) = settings.get("referer") {
        headers = headers.referer(referer)?;
    }
    Ok(web.desktop_headers(headers))
}
