//! WeCom: an AI bot of a member's company (spec 4).
//!
//! ```text
//! Start ──generate──▶ Wait ──query_result──▶ Done
//! ```

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::envelope;
use crate::provider::{Context, Next, Policy, Provider};
use crate::registry::Parts;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Account, SettingInfo, Settings};
use crate::{Advice, Call, Error, Listed, QrCode, Response, Scanner, Secret, Timestamp};

const HOST: &str = "https://work.weixin.qq.com";
/// What the text of every code begins with: the page that the app opens, before its query
/// (spec 4.1).
const PAGE: &str = "https://work.weixin.qq.com/ai/qc/c?";
/// What the link is good for besides the code (spec 4.1).
const NOTICE: &str = "scan it with WeCom, not with WeChat, as a member who may create bots; \
    the link also works when it is sent into a WeCom chat and opened there";
/// The name of the program by default.
const SOURCE: &str = "qrlogin";
/// The longest name of a program.
const LONGEST_SOURCE: usize = 64;
/// The longest text of a code.
const LONGEST_TEXT: usize = 1024;
/// How long a code is valid (spec 4.2).
const LIFETIME: Duration = Duration::from_secs(300);
/// An error so shortly before the end of the code is that end by the service's clock (spec 4.2).
const NEAR_END: Duration = Duration::from_secs(10);
/// The pause between two polls (spec 4.2).
const INTERVAL: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(15);

/// The registration of an AI bot at WeCom.
///
/// Only a member of a company who may create bots can confirm it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeCom {
    source: String,
    plat: Plat,
}

/// The operating system that is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Plat {
    Other,
    MacOs,
    Windows,
    Linux,
}

impl Plat {
    const ALL: [Self; 4] = [Self::Other, Self::MacOs, Self::Windows, Self::Linux];
    const NAMES: [&'static str; 4] = ["other", "macos", "windows", "linux"];

    fn named(name: &str) -> Option<Self> {
        let mut known = Self::NAMES.into_iter().zip(Self::ALL);
        known.find_map(|(known, plat)| (known == name).then_some(plat))
    }

    /// The service's own number (spec 4.1).
    fn number(self) -> &'static str {
        match self {
            Self::Other => "0",
            Self::MacOs => "1",
            Self::Windows => "2",
            Self::Linux => "3",
        }
    }
}

/// What the registration of a bot at WeCom yields. Neither text is empty. There is no end and no
/// refresh.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeComCredential {
    /// The bot's ID, `botid` at the service.
    pub app_id: Secret,
    /// The bot's secret.
    pub app_secret: Secret,
}

impl Parts for WeComCredential {
    /// The bot.
    fn account(&self) -> Option<Account> {
        Account::new(self.app_id.clone())
    }
}

impl Default for WeCom {
    fn default() -> Self {
        Self::new()
    }
}

impl WeCom {
    /// The registration for a program named `qrlogin` on no system that is named.
    pub fn new() -> Self {
        Self {
            source: SOURCE.to_owned(),
            plat: Plat::Other,
        }
    }

    /// Names the program that the bot is for.
    ///
    /// # Errors
    /// [`Error::Setting`] unless the name is 1 to 64 letters, digits, `_`, `-` and `.` of ASCII.
    pub fn source(mut self, source: &str) -> Result<Self, Error> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if !(1..=LONGEST_SOURCE).contains(&source.len()) || !source.bytes().all(is_plain) {
            let problem = "must be 1 to 64 letters, digits, `_`, `-` and `.`";
            return Err(Error::setting("source", problem));
        }
        self.source = source.to_owned();
        Ok(self)
    }

    /// Claims this operating system: `macos`, `windows`, `linux`, or `other`, which is the default.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other text.
    pub fn plat(mut self, plat: &str) -> Result<Self, Error> {
        let names = Plat::NAMES.join(", ");
        let unknown = || Error::setting("plat", format!("must be one of {names}"));
        self.plat = Plat::named(plat).ok_or_else(unknown)?;
        Ok(self)
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
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    scode: Secret,
    /// When the code ends.
    end: Timestamp,
    /// The last state that the specification does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl Provider for WeCom {
    const ID: &'static str = "wecom";

    type Stage = Stage;
    type Credential = WeComCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, query) = match stage {
            Stage::Start => {
                let plat = self.plat.number();
                let query = request::query([("source", self.source.as_str()), ("plat", plat)]);
                ("generate", query)
            }
            Stage::Wait(waiting) => {
                let query = request::query([("scode", waiting.scode.expose())]);
                ("query_result", query)
            }
        };
        let request = request::get(&format!("{HOST}/ai/qc/{name}?{query}"))?;
        Ok(Call::new(name, request, TIMEOUT))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, WeComCredential>, Error> {
        match stage {
            Stage::Start => started(reply, cx),
            Stage::Wait(waiting) => polled(waiting, reply, cx),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            Stage::Start => Policy::new(INTERVAL),
            Stage::Wait(_) => Policy::new(INTERVAL).poll_returns_credentials(),
        }
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                unknown: Some(state),
                ..
            }) => Error::rejected(state, "", Advice::REPORT_CHANGE),
            _ => Error::Expired,
        }
    }
}

impl Listed for WeCom {
    const SCAN_WITH: &'static str = "WeCom";
    const YIELDS: &'static str = "bot ID, bot secret";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text("source", SOURCE, "name of the program that the bot is for"),
        SettingInfo::one_of("plat", &Plat::NAMES, "other", "operating system to claim"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let mut wecom = Self::new();
        if let Some(source) = settings.get("source") {
            wecom = wecom.source(source)?;
        }
        match settings.get("plat") {
            Some(plat) => wecom.plat(plat),
            None => Ok(wecom),
        }
    }
}

/// The data of a reply to either call.
#[derive(Default, Deserialize)]
struct Data<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    scode: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    auth_url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    status: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::object")]
    bot_info: BotInfo<'a>,
}

#[derive(Default, Deserialize)]
struct BotInfo<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    botid: Cow<'a, str>,
    /// The same in another spelling.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    bot_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    secret: Cow<'a, str>,
}

/// The reply with the code (spec 4.1).
fn started(reply: &Response, cx: &Context<'_>) -> Result<Next<Stage, WeComCredential>, Error> {
    let data = envelope::open::<Data<'_>>(reply, "generate")?;
    if data.scode.is_empty() || data.auth_url.is_empty() {
        return Err(Error::malformed("generate: no code"));
    }
    if data.auth_url.len() > LONGEST_TEXT {
        return Err(Error::malformed("generate: the code's text is too long"));
    }
    check_link(&data.auth_url)?;
    let end = cx.now() + LIFETIME;
    let mut shown = QrCode::new(data.auth_url.as_ref().into(), WeCom::SCAN_WITH, end);
    shown.notice = Some(NOTICE.to_owned());
    let waiting = Waiting {
        scode: data.scode.as_ref().into(),
        end,
        unknown: None,
    };
    Ok(Next::Show(shown, Stage::Wait(waiting)))
}

/// Checks that the text of a code leads to the service's page, without a port or a user, and has a
/// query (spec 4.1).
fn check_link(link: &str) -> Result<(), Error> {
    let host = reply::plain_https_host(link)?;
    let has_query = |url: Url| url.query().is_some_and(|query| !query.is_empty());
    match link.starts_with(PAGE) && Url::parse(link).is_ok_and(has_query) {
        true => Ok(()),
        false => Err(Error::untrusted(&format!("{host}, not the page of a code"))),
    }
}

/// The reply to a poll (spec 4.2).
fn polled(
    waiting: &Waiting,
    reply: &Response,
    cx: &Context<'_>,
) -> Result<Next<Stage, WeComCredential>, Error> {
    let data = match envelope::open::<Data<'_>>(reply, "query_result") {
        Err(Error::Rejected { .. }) if cx.now() + NEAR_END >= waiting.end => {
            return Err(Error::Expired);
        }
        opened => opened?,
    };
    let status = data.status.trim().to_ascii_lowercase();
    let still = |unknown| {
        Stage::Wait(Waiting {
            unknown,
            ..waiting.clone()
        })
    };
    Ok(match status.as_str() {
        "" | "waiting" => Next::Pending(still(None), None),
        "scanned" | "confirmed" => Next::Pending(still(None), Some(Scanner::default())),
        "success" => Next::Done(credential(&data.bot_info)?),
        "expired" | "timeout" => return Err(Error::Expired),
        "fail" | "rejected" => return Err(Error::Denied),
        // `cancel`, `canceled`, `cancelled`.
        state if state.starts_with("cancel") => return Err(Error::Denied),
        state => Next::Pending(still(Some(state.chars().take(40).collect())), None),
    })
}

/// A success without its parts stays one: to wait for them is in vain (spec 4.3).
fn credential(bot: &BotInfo<'_>) -> Result<WeComCredential, Error> {
    let id = match bot.botid.as_ref() {
        "" => &bot.bot_id,
        _ => &bot.botid,
    };
    reply::require(&[
        ("botid", !id.is_empty()),
        ("secret", !bot.secret.is_empty()),
    ])?;
    Ok(WeComCredential {
        app_id: id.as_ref().into(),
        app_secret: bot.secret.as_ref().into(),
    })
}
