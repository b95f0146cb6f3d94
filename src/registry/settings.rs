//! Settings by name, for programs that let a user choose: the command line, a configuration file.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::{Error, Secret};

/// One setting of a flow.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SettingInfo {
    /// Its name, such as `region`.
    pub name: &'static str,
    /// The allowed values, if they are few; otherwise empty.
    pub values: &'static [&'static str],
    /// Values that the service once took and refuses by now.
    pub retired: &'static [&'static str],
    /// What holds without it; nothing if it is required.
    pub default: &'static str,
    /// Whether there is no login without it.
    pub required: bool,
    /// What it does, in one line.
    pub help: &'static str,
}

impl SettingInfo {
    /// A setting with any text as its value.
    pub const fn text(name: &'static str, default: &'static str, help: &'static str) -> Self {
        Self::one_of(name, &[], default, help)
    }

    /// A setting with one of a few values.
    pub const fn one_of(
        name: &'static str,
        values: &'static [&'static str],
        default: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            values,
            retired: &[],
            default,
            required: false,
            help,
        }
    }

    /// A setting with any text as its value that has to be given.
    pub const fn required(name: &'static str, help: &'static str) -> Self {
        let mut setting = Self::text(name, "", help);
        setting.required = true;
        setting
    }

    /// The same setting with these retired values.
    #[must_use]
    pub const fn retired(mut self, values: &'static [&'static str]) -> Self {
        self.retired = values;
        self
    }
}

/// Settings by name. Their values may be secrets (a signing key, a password in a URL), so `Debug`
/// gives the names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, Secret>);

impl Settings {
    /// No settings: every default.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same settings and this one.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// A setting's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Secret::expose)
    }

    /// All names and values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A setting that is `true` or `false`; `false` if it is not there.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other value.
    pub fn flag(&self, name: &'static str) -> Result<bool, Error> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Error::setting(name, "must be `true` or `false`")),
        }
    }

    /// Refuses what is not in the list, so that a misspelt setting is not silently ignored, and
    /// misses what is required. [`FlowInfo::login`](crate::flows::FlowInfo::login) does this
    /// before [`Listed::configure`](crate::Listed::configure); `flow` is named in the error.
    ///
    /// ```
    /// use qrlogin::{SettingInfo, Settings};
    ///
    /// const SIDE: SettingInfo =
    ///     SettingInfo::one_of("side", &["left", "right"], "left", "which side");
    /// const KNOWN: &[SettingInfo] = &[SIDE];
    /// assert!(Settings::new().with("side", "left").check("mine", KNOWN).is_ok());
    /// assert!(Settings::new().with("side", "top").check("mine", KNOWN).is_err());
    /// assert!(Settings::new().with("sied", "left").check("mine", KNOWN).is_err());
    /// ```
    ///
    /// # Errors
    /// [`Error::Setting`] for an unknown setting, for a value that is not among those that are
    /// allowed, and for a required one that is not there.
    pub fn check(&self, flow: &str, known: &[SettingInfo]) -> Result<(), Error> {
        for (name, value) in &self.0 {
            let Some(info) = known.iter().find(|info| info.name == name) else {
                return Err(Error::setting(name.clone(), unknown(name, flow, known)));
            };
            if !info.values.is_empty() && !info.values.contains(&value.expose()) {
                let retired = info.retired.iter().find(|old| **old == value.expose());
                let retired = retired.map(|old| format!("`{old}` is retired by the service; it "));
                let retired = retired.unwrap_or_default();
                let problem = format!("{retired}must be one of {}", info.values.join(", "));
                return Err(Error::setting(info.name, problem));
            }
        }
        let lacks = |info: &&SettingInfo| info.required && self.get(info.name).is_none();
        match known.iter().find(lacks) {
            Some(info) => Err(Error::setting(
                info.name,
                format!("is required: {}", info.help),
            )),
            None => Ok(()),
        }
    }
}

/// A setting that the flow does not have: what it has, and which of that is the same but for its
/// spelling.
fn unknown(name: &str, flow: &str, known: &[SettingInfo]) -> String {
    let letters = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    let meant = known
        .iter()
        .find(|info| letters(info.name) == letters(name));
    let names: Vec<_> = known.iter().map(|info| info.name).collect();
    match (meant, names.as_slice()) {
        (Some(meant), _) => format!("is not a setting; did you mean `{}`?", meant.name),
        (None, []) => format!("does not apply to {flow}, which has no settings"),
        (None, names) => format!(
            "does not apply to {flow}, which has the settings {}",
            names.join(", ")
        ),
    }
}

impl<N: Into<String>, V: Into<Secret>> FromIterator<(N, V)> for Settings {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(settings: I) -> Self {
        settings
            .into_iter()
            .fold(Self::new(), |all, (name, value)| all.with(name, value))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
