//! The person (the simulated user with the phone): the acts on each code, and their times.

use std::fmt;
use std::str::FromStr;

use super::section::{Section, Setting};
use super::values::{Millis, Unreadable, Value};

/// The person: one script a login, in order; the last one is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The scripts. Without one, only control calls act.
    pub scripts: Vec<Script>,
}

/// What the person does with one code, step by step. A step never precedes the one before it, and
/// none follows the code's expiry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One act and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What the person does.
    pub act: Act,
    /// When.
    pub when: When,
}

/// What the person can do on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Act {
    /// Scans the code.
    Scan,
    /// Confirms the login (scanning first if that has not happened: the scanned state is skipped).
    Confirm,
    /// Refuses the login.
    Deny,
    /// Leaves the confirmation page; the code can be scanned again.
    Cancel,
}

/// When a step happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum When {
    /// This long after the code was issued.
    After(Millis),
    /// Just before the response to the client's n-th poll, so that this poll is the first to see
    /// it. Refused polls (too fast, wrongly signed, hit by a fault) do not count.
    Poll(u32),
    /// At a control call.
    Manual,
}

impl Default for Person {
    /// Scans after 2 s, confirms after 4 s.
    fn default() -> Self {
        Self {
            scripts: vec![Script::confirming(Millis::seconds(2), Millis::seconds(4))],
        }
    }
}

impl Person {
    /// A person who follows these scripts.
    pub fn of(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self {
            scripts: scripts.into_iter().collect(),
        }
    }

    /// The script of the n-th login (from 0) of a service.
    pub(crate) fn script(&self, login: usize) -> Script {
        self.scripts
            .get(login)
            .or(self.scripts.last())
            .cloned()
            .unwrap_or_default()
    }
}

impl Script {
    /// Scans and confirms at these times after the code was issued.
    pub fn confirming(scan: Millis, confirm: Millis) -> Self {
        Self::default()
            .then(Act::Scan, When::After(scan))
            .then(Act::Confirm, When::After(confirm))
    }

    /// Does nothing: the code expires.
    pub fn expiring() -> Self {
        Self::default()
    }

    /// Adds a step.
    #[must_use]
    pub fn then(mut self, act: Act, when: When) -> Self {
        self.steps.push(Step { act, when });
        self
    }

    /// Gives the first step of a kind another time, or removes it (`None`).
    fn reschedule(&mut self, matches: fn(Act) -> bool, act: Act, when: Option<When>) {
        let found = self.steps.iter().position(|step| matches(step.act));
        match (found, when) {
            (Some(index), None) => drop(self.steps.remove(index)),
            (Some(index), Some(when)) => {
                if let Some(step) = self.steps.get_mut(index) {
                    step.when = when;
                }
            }
            (None, Some(when)) if act == Act::Scan => self.steps.insert(0, Step { act, when }),
            (None, Some(when)) => self.steps.push(Step { act, when }),
            (None, None) => {}
        }
    }
}

impl Act {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Scan, "scan"),
        (Self::Confirm, "confirm"),
        (Self::Deny, "deny"),
        (Self::Cancel, "cancel"),
    ];

    /// The name used in the textual form.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(act, _)| *act == self)
            .map_or("", |(_, name)| name)
    }

    fn decides(self) -> bool {
        matches!(self, Self::Confirm | Self::Deny)
    }

    fn scans(self) -> bool {
        self == Self::Scan
    }
}

impl FromStr for Act {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        Self::ALL
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(act, _)| *act)
            .ok_or(Unreadable)
    }
}

impl FromStr for When {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        match text.split_once(':') {
            Some(("poll", number)) => match number.parse() {
                Ok(number) if number > 0 => Ok(Self::Poll(number)),
                _ => Err(Unreadable),
            },
            Some(_) => Err(Unreadable),
            None if text == "manual" => Ok(Self::Manual),
            None => Millis::parse(text).map(Self::After).ok_or(Unreadable),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(time) => time.fmt(f),
            Self::Poll(number) => write!(f, "poll:{number}"),
            Self::Manual => f.write_str("manual"),
        }
    }
}

impl FromStr for Script {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        match Self::problem(text) {
            Some(_) => Err(Unreadable),
            None => words(text).filter(|word| *word != "expire").try_fold(
                Self::default(),
                |script, word| {
                    let step = step(word)?;
                    Ok(script.then(step.act, step.when))
                },
            ),
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',']).filter(|word| !word.is_empty())
}

fn step(word: &str) -> Result<Step, Unreadable> {
    let (act, when) = word.split_once('@').unwrap_or((word, "manual"));
    Ok(Step {
        act: act.parse()?,
        when: when.parse()?,
    })
}

impl Script {
    /// Why a step of a script is unreachable or malformed.
    pub(super) fn problem(text: &str) -> Option<String> {
        let mut last: Option<&str> = None;
        for word in words(text) {
            let act = word.split('@').next().unwrap_or_default();
            if let Some(end @ ("confirm" | "expire")) = last {
                return Some(format!(
                    "`{word}` can never come: nothing comes after `{end}`"
                ));
            }
            if let Err(Unreadable) = step(word)
                && word != "expire"
            {
                return match act.parse::<Act>() {
                    Ok(_) => Some(format!(
                        "`{word}`: after `@` comes a time with its unit (2s), poll:N from 1 on, or manual"
                    )),
                    Err(Unreadable) => None,
                };
            }
            last = Some(act);
        }
        None
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("expire");
        }
        for (index, step) in self.steps.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{}@{}", step.act.name(), step.when)?;
        }
        Ok(())
    }
}

/// `person=SCRIPT[;SCRIPT…]` for the whole, and three shorthands for the last script.
impl Section for Person {
    fn set(&mut self, name: &str, value: &str) -> Option<bool> {
        if name.is_empty() {
            let scripts: Result<Vec<Script>, Unreadable> =
                value.split(';').map(str::parse).collect();
            return Some(scripts.map(|scripts| self.scripts = scripts).is_ok());
        }
        let when = if value == "never" {
            Ok(None)
        } else {
            value.parse().map(Some)
        };
        if self.scripts.is_empty() {
            self.scripts.push(Script::default());
        }
        let script = self.scripts.last_mut()?;
        match (name, when) {
            ("scan", Ok(when)) => script.reschedule(Act::scans, Act::Scan, when),
            ("confirm", Ok(when)) => script.reschedule(Act::decides, Act::Confirm, when),
            ("decision", _) => return Some(script.decide(value)),
            ("scan" | "confirm", Err(_)) => return Some(false),
            _ => return None,
        }
        Some(true)
    }

    fn list(&self) -> Vec<Setting> {
        let scripts: Vec<String> = self.scripts.iter().map(ToString::to_string).collect();
        let last = self.scripts.last().cloned().unwrap_or_default();
        let time = |matches: fn(Act) -> bool| {
            let step = last.steps.iter().find(|step| matches(step.act));
            step.map_or_else(|| "never".to_owned(), |step| step.when.to_string())
        };
        let decision = last.steps.iter().find(|step| step.act.decides());
        let decision = decision.map_or("expire", |step| step.act.name()).to_owned();
        let times = "a time after the code was issued (2s), poll:N, manual, never";
        [
            (
                "person",
                scripts.join("; "),
                "scripts such as `scan@2s confirm@4s`, acts scan, confirm, deny, cancel, or `expire`; `;` between logins",
                "What the person does with each login's code; the last script is repeated.",
            ),
            ("person.scan", time(Act::scans), times, "When the code is scanned."),
            ("person.confirm", time(Act::decides), times, "When the person decides."),
            ("person.decision", decision, "confirm | deny | expire", "What the person decides."),
        ]
        .map(|(name, value, allowed, help)| Setting {
            name: name.to_owned(),
            value,
            allowed: allowed.to_owned(),
            help: help.to_owned(),
        })
        .into()
    }
}

impl Script {
    /// `person.decision`: changes the decision, keeps its time.
    fn decide(&mut self, decision: &str) -> bool {
        let act = match decision {
            "confirm" => Act::Confirm,
            "deny" => Act::Deny,
            "expire" => {
                self.steps.retain(|step| !step.act.decides());
                return true;
            }
            _ => return false,
        };
        match self.steps.iter_mut().find(|step| step.act.decides()) {
            Some(step) => step.act = act,
            None => self.steps.push(Step {
                act,
                when: When::After(Millis::seconds(4)),
            }),
        }
        true
    }
}
