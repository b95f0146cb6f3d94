//! What only our own recordings have: the contents of `_qrlogin`.

use std::collections::BTreeMap;
use std::time::Duration;

use qrlogin::flows::Options;
use qrlogin::{BoxFlow, Error, Event, Secret, Seed, Settings, Timestamp};
use serde::{Deserialize, Serialize};

/// The format that this version writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The login that was recorded.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) format: u32,
    /// The flow's ID.
    pub(crate) flow: String,
    /// How the login was created; `None` if the recorder got it ready-made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) setup: Option<FlowSetup>,
    /// The kinds of the events.
    #[serde(default)]
    pub(crate) events: Vec<String>,
    /// What the user typed where the login wanted input; placeholders in a redacted recording.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) inputs: Vec<Secret>,
    /// `done` or the kind of the error; `None` if the recording ends before the login.
    #[serde(default)]
    pub(crate) outcome: Option<String>,
    /// Every step; empty if the login cannot be replayed exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) trace: Vec<TraceStep>,
}

impl Metadata {
    pub(crate) fn new(flow: &str, setup: Option<FlowSetup>) -> Self {
        Self {
            format: FORMAT,
            flow: flow.to_owned(),
            setup,
            events: Vec::new(),
            inputs: Vec::new(),
            outcome: None,
            trace: Vec::new(),
        }
    }

    /// The recorded login created again by `create`; `None` if its setup is unknown.
    pub(crate) fn login<C>(
        &self,
        create: impl FnOnce(&Settings, Seed, &Options) -> Result<BoxFlow<C>, Error>,
    ) -> Option<Result<BoxFlow<C>, Error>> {
        let setup = self.setup.as_ref()?;
        Some(create(
            &setup.settings(),
            setup.seed.clone(),
            &setup.options(),
        ))
    }

    /// Whether the trace refers to entries and inputs that exist.
    pub(super) fn is_consistent(&self, entries: usize) -> bool {
        let exists = |step: &TraceStep| match step.event {
            TraceEvent::Send(entry) | TraceEvent::Handle(entry) => entry < entries,
            TraceEvent::Answer(input) => input < self.inputs.len(),
            TraceEvent::Wait(_) | TraceEvent::Event(_) | TraceEvent::End(_) => true,
        };
        self.format == FORMAT && self.trace.iter().all(exists)
    }
}

/// How a login was created.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FlowSetup {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) settings: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) renewals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) give_up_after_ms: Option<u64>,
    pub(crate) seed: Seed,
}

impl FlowSetup {
    pub(crate) fn new(settings: &Settings, seed: Seed, options: &Options) -> Self {
        let limit = options.give_up_after;
        Self {
            settings: settings
                .iter()
                .map(|(name, value)| (name.to_owned(), value.expose().to_owned()))
                .collect(),
            renewals: options.renewals,
            give_up_after_ms: limit
                .map(|limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)),
            seed,
        }
    }

    fn settings(&self) -> Settings {
        let settings = self.settings.iter();
        settings
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    fn options(&self) -> Options {
        let options = Options::new().renewals(self.renewals);
        match self.give_up_after_ms {
            Some(ms) => options.give_up_after(Duration::from_millis(ms)),
            None => options,
        }
    }
}

/// One step of the login and its time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TraceStep {
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) event: TraceEvent,
}

/// What a poll returned, or what was handed to the login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TraceEvent {
    /// A poll returned `Step::Wait` until this time.
    Wait(Timestamp),
    /// A poll returned the call of the entry with this number.
    Send(usize),
    /// The outcome of the entry with this number was handed in.
    Handle(usize),
    /// The input with this number was handed in, and accepted.
    Answer(usize),
    /// A poll returned an event.
    Event(Event),
    /// A poll returned the end.
    End(Outcome),
}

/// How the login ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Done,
    Failed(Error),
}

impl Outcome {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed(error) => error.kind(),
        }
    }
}
