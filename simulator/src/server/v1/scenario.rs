//! The scenario, the clock, and the way back to the start.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::codes::no_such_value;
use super::problem::Problem;
use super::{Answer, Call};
use crate::scenario::Millis;
use crate::scenario::values::Value as _;
use crate::server::control::LONGEST_ADVANCE;
use crate::simulator::Simulator;

/// Every setting.
#[derive(Serialize, JsonSchema)]
pub(super) struct Settings {
    settings: Vec<Setting>,
}

/// A setting.
#[derive(Serialize, JsonSchema)]
struct Setting {
    /// Its name, such as `bilibili-web.lifetime`.
    name: String,
    /// Its present value.
    value: String,
    /// The values that it can have.
    allowed: String,
    /// What it does.
    help: String,
}

/// Settings by name, such as `{"person": "", "bilibili-web.lifetime": "5s"}`. Numbers and booleans
/// count as their text.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Changes(#[allow(dead_code, reason = "for its schema")] BTreeMap<String, Scalar>);

/// A value of a setting.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "for its schema")]
pub(super) enum Scalar {
    Text(String),
    Number(i64),
    Truth(bool),
}

/// The settings that were changed.
#[derive(Serialize, JsonSchema)]
pub(super) struct Changed {
    /// Names and values.
    settings: BTreeMap<String, String>,
    /// Which of them have no effect, and why.
    notes: Vec<String>,
}

/// The clock of the services.
#[derive(Serialize, JsonSchema)]
pub(super) struct Clock {
    now_ms: u64,
    /// How far it is ahead of the clock of the machine.
    ahead_ms: u64,
}

/// How far to set the clock ahead.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Advance {
    /// A time with its unit: `250ms`, `2s`, `3m`, `2h`, `1d`.
    advance: String,
}

/// What a reset leaves as it is.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Reset {
    /// `scenario`: the settings that were changed stay.
    #[serde(default)]
    #[schemars(extend("items" = {"type": "string", "enum": KEPT}))]
    keep: Vec<String>,
}

const KEPT: [&str; 1] = ["scenario"];

pub(super) fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let simulator = call.simulator();
    let settings = simulator.scenario().settings().into_iter();
    let settings = settings.map(|setting| Setting {
        name: setting.name,
        value: setting.value,
        allowed: setting.allowed,
        help: setting.help,
    });
    Answer::ok(&Settings {
        settings: settings.collect(),
    })
}

pub(super) fn change(call: &Call<'_>) -> Result<Answer, Problem> {
    let changes = settings(call.input.members())?;
    let mut simulator = call.simulator();
    let mut scenario = simulator.scenario().clone();
    for (name, value) in &changes {
        scenario.set(name, value)?;
    }
    let is_changed = |note: &String| {
        let mut names = changes.iter();
        names.any(|(name, _)| note.starts_with(&format!("{name} ")))
    };
    let notes = scenario.without_effect().into_iter().filter(is_changed);
    let notes = notes.collect();
    *simulator.scenario_mut() = scenario;
    Answer::ok(&Changed {
        settings: changes.iter().cloned().collect(),
        notes,
    })
}

/// Settings with their textual values, in order.
pub(super) fn settings(
    members: &serde_json::Map<String, Value>,
) -> Result<Vec<(String, String)>, Problem> {
    let text = |(name, value): (&String, &Value)| match value {
        Value::String(text) => Ok((name.clone(), text.clone())),
        Value::Bool(_) | Value::Number(_) => Ok((name.clone(), value.to_string())),
        _ => {
            let problem = format!("`{name}` has to be a text, a number or a boolean");
            Err(Problem::bad_value(name, problem))
        }
    };
    members.iter().map(text).collect()
}

pub(super) fn clock(call: &Call<'_>) -> Result<Answer, Problem> {
    Answer::ok(&Clock::of(&call.simulator()))
}

pub(super) fn advance(call: &Call<'_>) -> Result<Answer, Problem> {
    let Advance { advance } = call.input.body()?;
    let Some(Millis(by)) = Millis::parse(&advance) else {
        let problem = format!("`{advance}` is not {}", Millis::allowed());
        return Err(Problem::bad_value("advance", problem));
    };
    let mut simulator = call.simulator();
    let by = by.min(LONGEST_ADVANCE);
    simulator.ahead = simulator.ahead.saturating_add(by);
    let now = simulator.now.saturating_add(by);
    simulator.tick(now);
    Answer::ok(&Clock::of(&simulator))
}

pub(super) fn reset(call: &Call<'_>) -> Result<Answer, Problem> {
    let Reset { keep } = call.input.body()?;
    if let Some(other) = keep.iter().find(|kept| !KEPT.contains(&kept.as_str())) {
        return Err(no_such_value("keep", other, &KEPT));
    }
    call.simulator().reset(!keep.is_empty());
    Ok(Answer::empty())
}

impl Clock {
    fn of(simulator: &Simulator) -> Self {
        Self {
            now_ms: simulator.now,
            ahead_ms: simulator.ahead,
        }
    }
}
