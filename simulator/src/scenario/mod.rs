//! What a simulator plays: each service's variant, the person with the phone, and the faults.
//!
//! Every setting is a public field and has a textual form, `name=value`, for command lines and
//! files:
//!
//! ```
//! use qrlogin_simulator::Scenario;
//!
//! let mut scenario: Scenario = "
//!     seed = 7
//!     bilibili-web.era = ticket-2026-hops
//!     person = scan@2s cancel@3s scan@5s confirm@6s
//!     fault.1 = bilibili-web/poll#2 cut-after
//! ".parse()?;
//! scenario.set("bilibili-web.lifetime", "30s")?;
//! assert!(scenario.set("bilibili-web.era", "stone").is_err());
//! # Ok::<(), qrlogin_simulator::SettingError>(())
//! ```

mod bilibili;
mod fault;
mod gateway115;
mod idle;
mod nearest;
mod open115;
mod pan115;
mod person;
mod phi_api;
mod taptap;
pub(crate) mod values;
mod wechat_web;

use std::collections::BTreeSet;
use std::str::FromStr;

pub use bilibili::*;
pub use fault::{Fault, FaultKind, FaultTarget};
pub use gateway115::*;
pub use open115::*;
pub use pan115::*;
pub use person::{Act, Person, Script, Step, When};
pub use phi_api::*;
pub use taptap::*;
pub use values::{Millis, Unreadable};
pub use wechat_web::*;

pub(crate) use nearest::nearest;
use values::Value;

/// Everything that decides how a simulator behaves.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// All randomness comes from here: the same seed gives the same keys, tokens and cookies.
    pub seed: u64,
    /// Seconds by which the services' clocks are ahead of the real one (negative: behind).
    pub clock_skew: i64,
    /// How many codes, credentials and requests are remembered at least, the newest ones. What is
    /// older by a quarter of that is forgotten: its code is unknown, its credentials are no longer
    /// accepted, the log no longer has it.
    pub remember: u32,
    /// The person with the phone.
    pub person: Person,
    /// Bilibili web.
    pub bilibili_web: BilibiliWeb,
    /// Bilibili TV.
    pub bilibili_tv: BilibiliTv,
    /// WeChat web.
    pub wechat_web: WechatWeb,
    /// The 115 gateway.
    pub gateway_115: Gateway115,
    /// 115 itself.
    pub pan_115: Pan115,
    /// 115's open platform.
    pub open_115: Open115,
    /// phiApi.
    pub phi_api: PhiApi,
    /// TapTap, and the session service of Phigros.
    pub taptap: TapTap,
    /// What goes wrong, in this order; the first that fits a request applies.
    pub faults: Vec<Fault>,
}

/// One setting, as [`Scenario::settings`] lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Its name, such as `bilibili-web.era`.
    pub name: String,
    /// Its present value.
    pub value: String,
    /// The values it can have.
    pub allowed: String,
    /// What it does, in one line.
    pub help: String,
}

/// A setting that does not exist, or a value it cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// No setting has this name.
    #[error("no setting is called `{name}`; the nearest are: {}", valid.join(", "))]
    #[non_exhaustive]
    UnknownName {
        /// The name that was given.
        name: String,
        /// The three names that are nearest to it.
        valid: Vec<String>,
    },
    /// The setting exists, the value does not fit.
    #[error("`{value}` is not a value of `{name}`; allowed: {allowed}")]
    #[non_exhaustive]
    BadValue {
        /// The setting.
        name: String,
        /// The value that was given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// The setting exists, the value has its form, and it would do nothing or something else.
    #[error("`{value}` is not a value of `{name}`: {problem}")]
    #[non_exhaustive]
    NoEffect {
        /// The setting.
        name: String,
        /// The value that was given.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A setting that is given twice, so that the first value would be lost.
    #[error("`{0}` is set twice")]
    Twice(String),
    /// A line without `=`.
    #[error("`{0}` is not of the form name=value")]
    NotASetting(String),
}

/// A group of settings with a common prefix.
pub(crate) trait Section {
    const NAME: &'static str;
    /// Sets one value; `None`: no such name, `Some(false)`: no such value.
    fn set(&mut self, name: &str, value: &str) -> Option<bool>;
    fn list(&self) -> Vec<Setting>;
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            seed: 0,
            clock_skew: 0,
            remember: 20_000,
            person: Person::default(),
            bilibili_web: BilibiliWeb::default(),
            bilibili_tv: BilibiliTv::default(),
            wechat_web: WechatWeb::default(),
            gateway_115: Gateway115::default(),
            pan_115: Pan115::default(),
            open_115: Open115::default(),
            phi_api: PhiApi::default(),
            taptap: TapTap::default(),
            faults: Vec::new(),
        }
    }
}

impl Scenario {
    /// Changes one setting, given in its textual form.
    ///
    /// # Errors
    /// Names the nearest settings or the valid values if `name` or `value` is none of them.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SettingError> {
        let (name, value) = (name.trim(), value.trim());
        match self.try_set(name, value) {
            Some(true) => Ok(()),
            Some(false) => Err(self.bad_value(name, value)),
            None => Err(self.unknown_name(name)),
        }
    }

    /// The scenario with one setting changed.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn with(mut self, name: &str, value: &str) -> Result<Self, SettingError> {
        self.set(name, value)?;
        Ok(self)
    }

    /// The scenario with settings of the form `name=value` changed, in this order.
    ///
    /// # Errors
    /// As [`set`](Self::set); and if one has no `=`, or is given twice.
    pub fn with_all<S: AsRef<str>>(
        mut self,
        settings: impl IntoIterator<Item = S>,
    ) -> Result<Self, SettingError> {
        let mut seen = BTreeSet::new();
        for setting in settings {
            let setting = setting.as_ref();
            let (name, value) = setting
                .split_once('=')
                .ok_or_else(|| SettingError::NotASetting(setting.to_owned()))?;
            if !seen.insert(name.trim().to_owned()) {
                return Err(SettingError::Twice(name.trim().to_owned()));
            }
            self.set(name, value)?;
        }
        Ok(self)
    }

    /// Every setting with its present value, its allowed values and a line of help.
    pub fn settings(&self) -> Vec<Setting> {
        let mut settings = vec![
            setting("seed", &self.seed, "All randomness comes from it."),
            setting(
                "clock-skew",
                &self.clock_skew,
                "Seconds by which the services' clocks are ahead.",
            ),
            setting(
                "remember",
                &self.remember,
                "How many codes, credentials and requests are remembered; older ones are forgotten.",
            ),
        ];
        settings.extend(self.person.list());
        settings.extend(self.bilibili_web.list());
        settings.extend(self.bilibili_tv.list());
        settings.extend(self.wechat_web.list());
        settings.extend(self.gateway_115.list());
        settings.extend(self.pan_115.list());
        settings.extend(self.open_115.list());
        settings.extend(self.phi_api.list());
        settings.extend(self.taptap.list());
        let faults = self
            .faults
            .iter()
            .map(ToString::to_string)
            .chain([String::new()]);
        settings.extend(faults.enumerate().map(|(index, value)| Setting {
            name: format!("fault.{}", index + 1),
            value,
            allowed: Fault::allowed(),
            help: "A fault: [SERVICE[/CALL]][#N | #A-B | #A-] KIND. Empty: none.".to_owned(),
        }));
        settings
    }

    fn try_set(&mut self, name: &str, value: &str) -> Option<bool> {
        let (section, rest) = name.split_once('.').unwrap_or((name, ""));
        match section {
            "seed" if rest.is_empty() => Some(assign(&mut self.seed, value)),
            "remember" if rest.is_empty() => Some(assign(&mut self.remember, value)),
            "clock-skew" if rest.is_empty() => Some(assign(&mut self.clock_skew, value)),
            "fault" => self.set_fault(rest, value),
            Person::NAME => self.person.set(rest, value),
            BilibiliWeb::NAME => self.bilibili_web.set(rest, value),
            BilibiliTv::NAME => self.bilibili_tv.set(rest, value),
            WechatWeb::NAME => self.wechat_web.set(rest, value),
            Gateway115::NAME => self.gateway_115.set(rest, value),
            Pan115::NAME => self.pan_115.set(rest, value),
            Open115::NAME => self.open_115.set(rest, value),
            PhiApi::NAME => self.phi_api.set(rest, value),
            TapTap::NAME => self.taptap.set(rest, value),
            _ => None,
        }
    }

    /// `fault.N`: replaces the N-th fault or adds one; an empty value removes it.
    fn set_fault(&mut self, number: &str, value: &str) -> Option<bool> {
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        if index > self.faults.len() {
            return Some(false);
        }
        if value.is_empty() {
            if index < self.faults.len() {
                self.faults.remove(index);
            }
            return Some(true);
        }
        let Ok(fault) = value.parse() else {
            return Some(false);
        };
        match self.faults.get_mut(index) {
            Some(old) => *old = fault,
            None => self.faults.push(fault),
        }
        Some(true)
    }

    fn bad_value(&self, name: &str, value: &str) -> SettingError {
        let listed = self
            .settings()
            .into_iter()
            .find(|setting| setting.name == name);
        if let Some(problem) = self.problem(name, value) {
            return SettingError::NoEffect {
                name: name.to_owned(),
                value: value.to_owned(),
                problem,
            };
        }
        let allowed = listed.map_or_else(Fault::allowed, |setting| setting.allowed);
        SettingError::BadValue {
            name: name.to_owned(),
            value: value.to_owned(),
            allowed,
        }
    }

    /// What is wrong with a value that has the form of one.
    fn problem(&self, name: &str, value: &str) -> Option<String> {
        if name == Person::NAME {
            return value.split(';').find_map(Script::problem);
        }
        let number = name.strip_prefix("fault.")?.parse::<usize>().ok()?;
        let next = self.faults.len() + 1;
        if number > next {
            return Some(format!(
                "faults are counted up: the next one is fault.{next}"
            ));
        }
        Fault::problem(value)
    }

    fn unknown_name(&self, name: &str) -> SettingError {
        let all = self.settings();
        let names = all.iter().map(|setting| setting.name.as_str());
        SettingError::UnknownName {
            name: name.to_owned(),
            valid: nearest(name, names, 3),
        }
    }
}

fn assign<V: Value>(field: &mut V, value: &str) -> bool {
    V::parse(value).map(|value| *field = value).is_some()
}

fn setting<V: Value>(name: &str, value: &V, help: &str) -> Setting {
    Setting {
        name: name.to_owned(),
        value: value.show(),
        allowed: V::allowed(),
        help: help.to_owned(),
    }
}

/// Reads lines of `name = value`; empty lines and lines that start with `#` are skipped.
impl FromStr for Scenario {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lines = text.lines().map(str::trim);
        let settings = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self::default().with_all(settings)
    }
}
