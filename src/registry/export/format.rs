//! The formats and which flows they are for.

use std::fmt;
use std::str::FromStr;

use super::super::flows::{FLOWS, FlowInfo};
use super::env;
use crate::Error;

/// A form to export credentials in, and to import them from.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object with every field, tagged with the flow's name. What could steer a terminal
    /// is escaped in it: see [`escape_json`](crate::text::escape_json).
    Json,
    /// The value of a `Cookie` request header: `name=value; name=value`.
    Header,
    /// Netscape `cookies.txt`, as curl, wget, yt-dlp and many others read it.
    Netscape,
    /// A config file of curl (`curl --config`): a `cookie` line, or the header with a token.
    Curl,
    /// Environment lines `NAME=value`, for shells, containers and dotenv. Bots have the names that
    /// their agents read, such as `FEISHU_APP_ID`.
    Env,
    /// Playwright's storage state: `browser.newContext({ storageState: 'file' })`.
    Playwright,
    /// The JSON of the browser extensions Cookie-Editor and EditThisCookie.
    CookieEditor,
    /// `cookies.json` of biliup. It wants the tokens of `bilibili-tv`.
    Biliup,
    /// `BBDown.data` of BBDown.
    Bbdown,
    /// `BBDownTV.data` of BBDown: the access token of `bilibili-tv`.
    BbdownTv,
    /// `auth.toml` of yutto, with one profile `default`.
    Yutto,
    /// The arguments of bilibili-api's `Credential` as a JSON object. It has no file of its own.
    BilibiliApi,
    /// The cookie file of p115client.
    P115client,
    /// The `addition` of a storage of OpenList's (alist's) driver "115 Cloud", as a JSON object.
    OpenList,
    /// The JSON that wechat4u's `botData` is saved as.
    Wechat4u,
}

const BILIBILI: &[&str] = &["bilibili-web", "bilibili-tv"];
const PAN115: &[&str] = &["115", "115-gateway"];

/// The flows that a format is for.
enum Flows {
    All,
    WithCookies,
    Of(&'static [&'static str]),
}

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Json,
        Self::Header,
        Self::Netscape,
        Self::Curl,
        Self::Env,
        Self::Playwright,
        Self::CookieEditor,
        Self::Biliup,
        Self::Bbdown,
        Self::BbdownTv,
        Self::Yutto,
        Self::BilibiliApi,
        Self::P115client,
        Self::OpenList,
        Self::Wechat4u,
    ];

    /// Its name, such as `cookie-editor`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Header => "header",
            Self::Netscape => "netscape",
            Self::Curl => "curl",
            Self::Env => "env",
            Self::Playwright => "playwright",
            Self::CookieEditor => "cookie-editor",
            Self::Biliup => "biliup",
            Self::Bbdown => "bbdown",
            Self::BbdownTv => "bbdown-tv",
            Self::Yutto => "yutto",
            Self::BilibiliApi => "bilibili-api",
            Self::P115client => "p115client",
            Self::OpenList => "openlist",
            Self::Wechat4u => "wechat4u",
        }
    }

    /// Other names of it, such as `alist` for `openlist`.
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::CookieEditor => &["editthiscookie"],
            Self::OpenList => &["alist"],
            _ => &[],
        }
    }

    /// What it is, in one line for a list of options.
    pub fn about(self) -> &'static str {
        match self {
            Self::Json => "One JSON object with everything",
            Self::Header => "The value of a `Cookie` header: name=value; name=value",
            Self::Netscape => "Netscape cookies.txt, for curl, wget, yt-dlp and many others",
            Self::Curl => "A config file of curl: `curl --config FILE URL`",
            Self::Env => "Environment lines: NAME=value",
            Self::Playwright => "Playwright's storage state",
            Self::CookieEditor => "JSON of the extensions Cookie-Editor and EditThisCookie",
            Self::Biliup => "biliup's cookies.json, of bilibili-tv",
            Self::Bbdown => "BBDown's BBDown.data, of bilibili-web or bilibili-tv",
            Self::BbdownTv => "BBDown's BBDownTV.data, of bilibili-tv",
            Self::Yutto => "yutto's auth.toml, of bilibili-web or bilibili-tv",
            Self::BilibiliApi => "Arguments of bilibili-api's Credential as JSON",
            Self::P115client => "p115client's cookie file, of 115 or 115-gateway",
            Self::OpenList => "The storage of OpenList's driver 115 Cloud, as JSON",
            Self::Wechat4u => "wechat4u's botData as JSON, of wechat-web",
        }
    }

    /// Whether credentials of this flow can have this format, as far as the flow says. Some
    /// credentials of it still cannot: [`ExportError`](super::ExportError) names why.
    pub fn fits<C>(self, info: &FlowInfo<C>) -> bool {
        self.is_for(info.id, info.cookies)
    }

    /// The formats that credentials of this flow can have, in the order of [`Format::ALL`].
    pub fn of<C>(info: &FlowInfo<C>) -> impl Iterator<Item = Self> {
        let (id, cookies) = (info.id, info.cookies);
        let all = Self::ALL.into_iter();
        all.filter(move |format| format.is_for(id, cookies))
    }

    /// The flows of this crate whose credentials can have this format.
    pub fn flows(self) -> Vec<&'static str> {
        let all = FLOWS.iter().filter(|info| self.fits(info));
        all.map(|info| info.id).collect()
    }

    pub(super) fn is_for(self, flow: &str, cookies: bool) -> bool {
        let with_token = ["115-open", "device", "wechat-ilink"].contains(&flow);
        let flows = match self {
            Self::Json => Flows::All,
            Self::Curl if with_token => Flows::All,
            Self::Env if env::table(flow).is_some() => Flows::All,
            Self::Env => Flows::Of(&[]),
            Self::Header | Self::Netscape | Self::Curl => Flows::WithCookies,
            Self::Playwright | Self::CookieEditor => Flows::WithCookies,
            Self::Biliup | Self::BbdownTv => Flows::Of(&["bilibili-tv"]),
            Self::Bbdown | Self::Yutto | Self::BilibiliApi => Flows::Of(BILIBILI),
            Self::P115client | Self::OpenList => Flows::Of(PAN115),
            Self::Wechat4u => Flows::Of(&["wechat-web"]),
        };
        match flows {
            Flows::All => true,
            Flows::WithCookies => cookies,
            Flows::Of(flows) => flows.contains(&flow),
        }
    }
}

impl fmt::Display for Format {
    /// Its name, such as `json`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// The format of this name, such as `json`; else [`Error::Setting`] with all of them.
    fn from_str(name: &str) -> Result<Self, Error> {
        let is_named = |format: &Self| format.name() == name || format.aliases().contains(&name);
        let found = Self::ALL.into_iter().find(is_named);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::setting("format", format!("must be one of {names}"))
        })
    }
}
