//! Replaying a recording against a flow, without a network.
//!
//! A test with a recording of a login that succeeded, or failed:
//!
//! ```
//! use qrlogin::{Login, Seed, bilibili};
//! use qrlogin_recordings::Replay;
//!
//! let recording = include_str!("../../tests/recordings/bilibili-web/success-ticket-2026.har");
//! let login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
//! let replayed = Replay::from_har(recording)?.run(login)?;
//! assert_eq!(replayed.kinds(), ["code", "scanned", "confirmed"]);
//! assert!(replayed.outcome?.cookie("SESSDATA").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Two ways to compare:
//!
//! - **Lenient** ([`Replay::run`]): for any flow and any recording, also one of a browser or of
//!   mitmproxy. The entries are used in order; entries that match none of the flow's calls are
//!   skipped. A call matches an entry with the same method, host and path, and the same parameters
//!   (of query, form and JSON body, in any order), except for those that the flow declares volatile
//!   and those named with [`Replay::ignoring`]. In a recording of ours every recorded parameter and
//!   header must be present. In a foreign one only the parameters that both have are compared,
//!   since another client sends others, and a call that the client aborted is skipped. The time is
//!   that of the recording, as far as the flow's own pauses allow.
//! - **Exact** ([`Replay::run_exact`]): for a recording of ours and the flow that was recorded
//!   ([`Replay::login`], or [`Replay::login_of`] for a provider of your own). It compares every
//!   byte of every request, every time-out, wait, event and the outcome, at the recorded times.
//!
//! Where the user typed something ([`Flow::answer`]), a replay of our own recordings hands in the
//! recorded input, which is a placeholder in a redacted file. A foreign recording does not say what
//! was typed, so there the code expires.
//!
//! Where flow and recording differ, a [`Drift`] says at which entry, what was wanted and what came.
//! It names what differs and shows no values. A recording that ends before its login does has no
//! outcome to compare: the replay ends with [`DriftKind::Unfinished`].

mod compare;
mod drift;
mod exact;
mod lack;
mod lenient;

use std::fmt;

pub use drift::{Drift, DriftKind};
pub use lack::Lack;

use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Error, Event, Flow};

use crate::har::{Har, HarError};

/// A recording to be replayed.
#[derive(Clone, Debug)]
pub struct Replay {
    har: Har,
    ignored: Vec<String>,
}

impl Replay {
    /// The recording in this HAR file.
    ///
    /// # Errors
    /// [`HarError`] if it is none.
    pub fn from_har(json: &str) -> Result<Self, HarError> {
        Har::read(json).map(Self::of)
    }

    /// This recording.
    pub fn of(har: Har) -> Self {
        Self {
            har,
            ignored: Vec::new(),
        }
    }

    /// Does not compare parameters of this name.
    #[must_use]
    pub fn ignoring(mut self, parameter: impl Into<String>) -> Self {
        self.ignored.push(parameter.into());
        self
    }

    /// The recording.
    pub fn har(&self) -> &Har {
        &self.har
    }

    /// The flow that was recorded, with its recorded settings; `None` if the recording does not
    /// hold them, or if the flow is not one of [`flows::FLOWS`].
    ///
    /// # Errors
    /// [`Error::Setting`] if the flow no longer has these settings.
    pub fn login(&self) -> Option<Result<BoxFlow, Error>> {
        self.login_of(flows::find(&self.har.metadata.as_ref()?.flow)?)
    }

    /// The same for any flow, such as one of a provider of your own ([`FlowInfo::of`]); `None` if
    /// the recording is of another flow, or does not hold the settings.
    ///
    /// # Errors
    /// [`Error::Setting`] if the flow no longer has these settings.
    pub fn login_of<C: 'static>(&self, info: &FlowInfo<C>) -> Option<Result<BoxFlow<C>, Error>> {
        let metadata = self.har.metadata.as_ref()?;
        let metadata = Some(metadata).filter(|metadata| metadata.flow == info.id)?;
        metadata.login(|settings, seed, options| info.login(settings, seed, options))
    }

    /// Runs a flow over the recording, leniently.
    ///
    /// # Errors
    /// [`Drift`] where flow and recording differ.
    pub fn run<F: Flow>(&self, flow: F) -> Result<Replayed<F::Credential>, Drift> {
        self.run_with(flow, |_| {})
    }

    /// The same, and passes every event to `on_event` at once; events before a drift would be lost
    /// otherwise.
    ///
    /// # Errors
    /// [`Drift`] where flow and recording differ.
    pub fn run_with<F: Flow>(
        &self,
        flow: F,
        on_event: impl FnMut(&Event),
    ) -> Result<Replayed<F::Credential>, Drift> {
        lenient::run(self, flow, on_event)
    }

    /// Runs a flow over the recording, exactly.
    ///
    /// # Errors
    /// [`Drift`] where flow and recording differ, and at once if this is no recording of ours.
    pub fn run_exact<F: Flow>(&self, flow: F) -> Result<Replayed<F::Credential>, Drift> {
        self.run_exact_with(flow, |_| {})
    }

    /// The same, and passes every matching event to `on_event` at once; events before a drift would
    /// be lost otherwise.
    ///
    /// # Errors
    /// As [`Replay::run_exact`].
    pub fn run_exact_with<F: Flow>(
        &self,
        flow: F,
        on_event: impl FnMut(&Event),
    ) -> Result<Replayed<F::Credential>, Drift> {
        exact::run(&self.har, flow, on_event)
    }
}

/// The result of a replay.
#[non_exhaustive]
pub struct Replayed<C> {
    /// All events, in order.
    pub events: Vec<Event>,
    /// How the login ended.
    pub outcome: Result<C, Error>,
    /// The numbers of the entries that matched no call.
    pub skipped: Vec<usize>,
    /// What a foreign recording lacks: without cookies the credentials are incomplete.
    pub lacks: Option<Lack>,
}

impl<C> Replayed<C> {
    /// The kinds of the events, such as `code`.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(Event::kind).collect()
    }
}

impl<C> fmt::Debug for Replayed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.as_ref().map(|_| "..");
        f.debug_struct("Replayed")
            .field("events", &self.events)
            .field("outcome", &outcome)
            .field("skipped", &self.skipped)
            .field("lacks", &self.lacks)
            .finish()
    }
}
