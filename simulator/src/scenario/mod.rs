//! What a simulator plays: each service's variant, the person (the simulated user with the phone),
//! and the faults.
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

mod account;
mod error;
mod fault;
mod nearest;
mod person;
pub(crate) mod section;
pub(crate) mod values;

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::services::services;
use section::Section;
use values::Value;

pub use account::Account;
pub use error::SettingError;
pub use fault::{Fault, FaultKind, FaultTarget};
pub use person::{Act, Person, Script, Step, When};
pub use section::Setting;
pub use values::{Millis, Unreadable};

pub(crate) use nearest::nearest;

macro_rules! scenario {
    ($(
        $(#[$doc:meta])*
        $id:ident $name:literal $field:ident: $module:ident::$service:ident, $calls:ident;
    )+) => {
        $(
            #[allow(unused_imports, unreachable_pub, reason = "two services of one folder export the same")]
            pub use crate::services::$module::scenario::*;
        )+

        /// Everything that decides how a simulator behaves.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct Scenario {
            /// The seed of all randomness: the same seed gives the same keys, tokens and cookies.
            pub seed: u64,
            /// Seconds by which the services' clocks are ahead of the real one (negative: behind).
            pub clock_skew: i64,
            /// How many codes, credentials and requests are kept at least. Older entries are
            /// dropped in batches of a quarter of that: a dropped code is unknown, dropped
            /// credentials are no longer accepted, dropped requests leave the log.
            pub remember: u32,
            /// The person with the phone.
            pub person: Person,
            /// The account of the person.
            pub account: Account,
            $($(#[$doc])* pub $field: $id,)+
            /// The faults, in this order; the first that matches a request applies.
            pub faults: Vec<Fault>,
        }

        impl Default for Scenario {
            fn default() -> Self {
                Self {
                    seed: 0,
                    clock_skew: 0,
                    remember: 20_000,
                    person: Person::default(),
                    account: Account::default(),
                    $($field: $id::default(),)+
                    faults: Vec::new(),
                }
            }
        }

        impl Scenario {
            /// The settings of each service.
            fn sections(&self) -> [&dyn Section; crate::service_id::ServiceId::ALL.len()] {
                [$(&self.$field),+]
            }

            /// The settings of the service of this name.
            fn section_mut(&mut self, name: &str) -> Option<&mut dyn Section> {
                match name {
                    $($name => Some(&mut self.$field),)+
                    _ => None,
                }
            }
        }
    };
}

services!(scenario);

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
        settings.extend(self.account.list());
        for section in self.sections() {
            settings.extend(section.list());
        }
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

    /// The settings that are not at their defaults and have no effect because of others, each with
    /// the reason.
    pub fn without_effect(&self) -> Vec<String> {
        let defaults = Self::default();
        let idle = |section: &dyn Section, default: &dyn Section| {
            let idle = section.idle()?;
            let changed = section.list().into_iter().zip(default.list());
            let changed = changed.filter(|(setting, default)| setting.value != default.value);
            let idle = changed.filter_map(move |(setting, _)| {
                let (_, name) = setting.name.split_once('.')?;
                idle.contains(name)
                    .then(|| format!("{} has no effect: {}", setting.name, idle.why))
            });
            Some(idle.collect::<Vec<_>>())
        };
        let sections = self.sections().into_iter().zip(defaults.sections());
        sections
            .filter_map(|(section, default)| idle(section, default))
            .flatten()
            .collect()
    }

    fn try_set(&mut self, name: &str, value: &str) -> Option<bool> {
        let (section, rest) = name.split_once('.').unwrap_or((name, ""));
        match section {
            "seed" if rest.is_empty() => Some(assign(&mut self.seed, value)),
            "remember" if rest.is_empty() => Some(assign(&mut self.remember, value)),
            "clock-skew" if rest.is_empty() => Some(assign(&mut self.clock_skew, value)),
            "fault" => self.set_fault(rest, value),
            "person" => self.person.set(rest, value),
            "account" => self.account.set(rest, value),
            name => self.section_mut(name)?.set(rest, value),
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

    /// What is wrong with a well-formed value.
    fn problem(&self, name: &str, value: &str) -> Option<String> {
        if name == "person" {
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
