//! What only our own recordings have: the contents of `_qrlogin`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use qrlogin::flows::Options;
use qrlogin::{BoxFlow, Error, Event, Seed, Settings, Timestamp};

/// The format that this version writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The login that was recorded.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) format: u32,
    /// The flow's name.
    pub(crate) flow: String,
    /// What it was made of, if the recorder knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) setup: Option<Setup>,
    /// The kinds of the events.
    #[serde(default)]
    pub(crate) events: Vec<String>,
    /// `done` or the kind of the error; `None` if the recording ends before the login.
    #[serde(default)]
    pub(crate) outcome: Option<String>,
    /// Every step; empty if the login cannot be replayed exactly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) trace: Vec<Mark>,
}

impl About {
    pub(crate) fn new(flow: &str, setup: Option<Setup>) -> Self {
        Self {
            format: FORMAT,
            flow: flow.to_owned(),
            setup,
            events: Vec::new(),
            outcome: None,
            trace: Vec::new(),
        }
    }

    /// The same login made anew in this way.
    pub(crate) fn login<C>(
        &self,
        login: impl FnOnce(&Settings, Seed, &Options) -> Result<BoxFlow<C>, Error>,
    ) -> Option<Result<BoxFlow<C>, Error>> {
        let setup = self.setup.as_ref()?;
        Some(login(
            &setup.settings(),
            setup.seed.clone(),
            &setup.options(),
        ))
    }
}

/// What a login is made of.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Setup {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) settings: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) renewals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) give_up_after_ms: Option<u64>,
    pub(crate) seed: Seed,
}

impl Setup {
    pub(crate) fn new(settings: &Settings, seed: Seed, options: &Options) -> Self {
        let patience = options.give_up_after;
        Self {
            settings: settings
                .iter()
                .map(|(name, value)| (name.to_owned(), value.expose().to_owned()))
                .collect(),
            renewals: options.renewals,
            give_up_after_ms: patience
                .map(|patience| u64::try_from(patience.as_millis()).unwrap_or(u64::MAX)),
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

/// One step of the login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What a poll gave at that moment, or what the login was told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// Nothing to do before this time.
    Wait(Timestamp),
    /// The call of the entry of this number was handed out.
    Send(usize),
    /// Its outcome came.
    Handle(usize),
    Event(Event),
    End(End),
}

/// How the login ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    Done,
    Failed(Error),
}

impl End {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed(error) => error.kind(),
        }
    }
}
