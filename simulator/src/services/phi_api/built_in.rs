//! The built-in backend of phiApi: TapTap's device codes, tokens and profiles, and LeanCloud's
//! session tokens.

use super::error::UpstreamError;
use super::request::Token;
use super::rules::Rules;
use crate::json::Json;
use crate::memory::Newest;
use crate::person::{Phase, Terms};
use crate::random::Random;
use crate::scenario::PhiEra;
use crate::service::Cx;
use crate::services::taptap::Region;

/// TapTap's side.
#[derive(Default)]
pub(super) struct BuiltIn {
    codes: Newest<String, Region>,
    /// Tokens by kid.
    tokens: Newest<String, Granted>,
}

struct Granted {
    mac_key: String,
    region: Region,
    device_code: String,
}

/// A new code.
pub(super) struct NewDeviceCode {
    pub(super) device_id: String,
    pub(super) device_code: String,
    pub(super) url: String,
    pub(super) expires_in: u64,
    pub(super) interval: u64,
}

impl BuiltIn {
    pub(super) fn device_code(&mut self, region: Region, cx: &mut Cx<'_>) -> NewDeviceCode {
        let settings = &cx.scenario.phi_api;
        let mut random = cx.random(cx.next_number(), "device");
        let device_code = random.alnum(40);
        let top_level = if region == Region::China { "cn" } else { "io" };
        let url = format!(
            "https://accounts.taptap.{top_level}/device?qrcode=1&user_code={}",
            random.lower_alnum(5)
        );
        let device_id = named_device(random.between(0, 114_513), cx);
        let (expires_in, interval) = (settings.lifetime.0 / 1000, u64::from(settings.interval));
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        cx.issue(terms, &device_code, &url);
        self.codes
            .insert(device_code.clone(), region, cx.scenario.remember);
        NewDeviceCode {
            device_id,
            device_code,
            url,
            expires_in,
            interval,
        }
    }

    /// The token poll.
    pub(super) fn exchange(
        &mut self,
        device_code: &str,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Result<GrantedToken, UpstreamError> {
        let settings = &cx.scenario.phi_api;
        let reported = u64::from(settings.interval);
        let interval = if rules.era == PhiEra::Current {
            reported.max(3)
        } else {
            reported
        } * 1000;
        let gap = interval.saturating_sub(settings.tolerance.0);
        let now = cx.now;
        let Some(login) = cx.login(device_code) else {
            cx.note("unknown device code");
            return Err(UpstreamError::named("invalid_grant_code"));
        };
        let (spent, number) = (login.spent, login.number);
        if self.codes.get(device_code) != Some(&region) {
            cx.note("another region");
            return Err(UpstreamError::RegionMismatch);
        }
        if spent {
            cx.note("device code already used");
            return Err(UpstreamError::named("invalid_grant_code"));
        }
        // A refused poll does not restart the interval.
        if cx.is_too_fast(device_code, gap) && settings.enforces_interval {
            return Err(UpstreamError::named("slow_down"));
        }
        cx.count_poll(device_code);
        let phase = cx
            .login(device_code)
            .map_or(Phase::Expired, |login| login.phase(now));
        match phase {
            Phase::Waiting => return Err(UpstreamError::named("authorization_pending")),
            Phase::Scanned { .. } => return Err(UpstreamError::named("authorization_waiting")),
            Phase::Denied { .. } => return Err(UpstreamError::named("access_denied")),
            Phase::Expired => return Err(UpstreamError::named("invalid_grant_code")),
            Phase::Confirmed { .. } => {}
        }
        if let Some(login) = cx.login(device_code) {
            login.spent = true;
        }
        let mut random = cx.random(number, "token");
        let token = GrantedToken {
            kid: format!("1/{}", random.base64_url(340)),
            mac_key: random.alnum(40),
        };
        let device_code = device_code.to_owned();
        self.tokens.insert(
            token.kid.clone(),
            Granted {
                mac_key: token.mac_key.clone(),
                region,
                device_code,
            },
            cx.scenario.remember,
        );
        Ok(token)
    }

    /// The profile of a token's owner; `None` if the token is not valid in this region.
    pub(super) fn profile(&self, token: &Token, region: Region, cx: &Cx<'_>) -> Option<Profile> {
        let kid = token.kid.as_deref()?;
        let granted = self.tokens.get(kid)?;
        if granted.region != region || token.mac_key.as_deref() != Some(&granted.mac_key) {
            return None;
        }
        let mut random = Random::new(cx.scenario.account.seed(cx.scenario.seed), "taptap/player");
        Some(Profile {
            device_code: granted.device_code.clone(),
            kid: kid.to_owned(),
            mac_key: granted.mac_key.clone(),
            openid: format!("{}==", random.base64(22)),
            unionid: format!("{}==", random.base64(22)),
            name: cx.scenario.account.name_or(Profile::NAME).to_owned(),
        })
    }
}

/// The device id for a code of the simulated TapTap.
pub(super) fn device_id(cx: &Cx<'_>) -> String {
    let mut random = cx.random(cx.log.total() as usize, "device");
    named_device(random.between(0, 114_513), cx)
}

/// A device id in the era's form.
fn named_device(number: u64, cx: &Cx<'_>) -> String {
    let clock = cx.clock();
    if cx.scenario.phi_api.era == PhiEra::Documented {
        // A number with a thousands separator, as in the document.
        format!(
            "PhigrosLibraryCSharp-3.0.0.0-{clock}.4153-{},{:03}.00",
            number / 1000,
            number % 1000
        )
    } else {
        format!("PhigrosLibraryCSharp-4.4.0.0-{clock}.123-{number}")
    }
}

/// A new token.
pub(super) struct GrantedToken {
    kid: String,
    mac_key: String,
}

impl GrantedToken {
    pub(super) fn json(&self, rules: &Rules, cx: &Cx<'_>) -> Json {
        let names = if rules.camel {
            ["token", "tokenType", "macKey", "macAlgorithm"]
        } else {
            ["access_token", "token_type", "mac_key", "mac_algorithm"]
        };
        let [access, kind, key, algorithm] = names;
        let mut members = vec![("kid", self.kid.as_str().into())];
        if cx.scenario.phi_api.access_token {
            members.push((access, self.kid.as_str().into()));
        }
        members.extend([
            (kind, "mac".into()),
            (key, self.mac_key.as_str().into()),
            (algorithm, "hmac-sha-1".into()),
            ("scope", "public_profile".into()),
        ]);
        Json::Object(members)
    }
}

/// The account of a login, and its token.
pub(super) struct Profile {
    pub(super) device_code: String,
    kid: String,
    mac_key: String,
    openid: String,
    unionid: String,
    name: String,
}

impl Profile {
    const NAME: &'static str = "player";
    const AVATAR: &'static str =
        "https://img3.tapimg.com/default_avatars/simulated.jpg?imageMogr2/auto-orient/strip";

    pub(super) fn json(&self, rules: &Rules) -> Json {
        let [open, union] = if rules.camel {
            ["openId", "unionId"]
        } else {
            ["openid", "unionid"]
        };
        Json::object([
            (open, self.openid.as_str().into()),
            (union, self.unionid.as_str().into()),
            ("name", self.name.as_str().into()),
            ("gender", "".into()),
            ("avatar", Self::AVATAR.into()),
        ])
    }

    pub(super) fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kid", self.kid.clone()),
            ("mac_key", self.mac_key.clone()),
            ("openid", self.openid.clone()),
            ("unionid", self.unionid.clone()),
            ("name", self.name.clone()),
            ("avatar", Self::AVATAR.to_owned()),
        ]
    }
}

/// The session token of the player, which is the same in every login but differs by region.
pub(super) fn session_token(region: Region, cx: &Cx<'_>) -> String {
    let seed = cx.scenario.account.seed(cx.scenario.seed);
    Random::new(seed, &format!("leancloud/{region:?}")).lower_alnum(25)
}

/// The counts only: codes can be exchanged for credentials, tokens are credentials.
impl std::fmt::Debug for BuiltIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "BuiltIn({} codes, {} tokens)",
            self.codes.len(),
            self.tokens.len()
        )
    }
}
