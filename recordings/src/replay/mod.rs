//! Replaying a recording against a flow, without a network.
//!
//! A test of your own, with a recording of a login that once went well, or wrong:
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
//!   mitmproxy. The entries are gone through in order; those that answer none of the flow's calls
//!   are skipped. A call matches an entry with the same method, host and path, and the same
//!   parameters (of query, form and JSON body, in any order) but for those that the flow declares
//!   volatile and those named with [`Replay::ignoring`]. Against a recording of ours every
//!   parameter and header that it has must be there; of anybody else's only the parameters that
//!   both have are compared, since another client sends other ones, and a call that the other
//!   client did not wait for is passed over: that was no answer. Time is that of the recording, as
//!   far as the flow's own pauses allow.
//! - **Exact** ([`Replay::run_exact`]): for a recording of ours and the flow it is of
//!   ([`Replay::login`], or [`Replay::login_of`] for a provider of your own). Every request to the
//!   byte, every time-out, wait, event and the outcome, at the recorded times.
//!
//! Where the flow leaves the recording, a [`Drift`] says at which entry, what was wanted and what
//! came. It names what differs and shows no values. A recording that ends before its login does,
//! such as one of a login that was interrupted, has no outcome to compare: the replay ends with
//! [`DriftKind::Unfinished`].

mod compare;
mod drift;
mod exact;
mod lack;
mod lenient;

use std::fmt;

pub use drift::{Drift, DriftKind};
pub use lack::Lack;

use crate::har::{Har, HarError};
use qrlogin::flows::{self, FlowInfo};
use qrlogin::{BoxFlow, Error, Event, Flow};

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

    /// Does not compare parameters of this name either.
    #[must_use]
    pub fn ignoring(mut self, parameter: impl Into<String>) -> Self {
        self.ignored.push(parameter.into());
        self
    }

    /// The recording.
    pub fn har(&self) -> &Har {
        &self.har
    }

    /// The flow that was recorded, with the settings that it had; `None` if the recording does not
    /// say, or if the flow is not one of [`flows::FLOWS`].
    ///
    /// # Errors
    /// [`Error::Setting`] if the flow no longer has these settings.
    pub fn login(&self) -> Option<Result<BoxFlow, Error>> {
        self.login_of(flows::find(&self.har.metadata.as_ref()?.flow)?)
    }

    /// The same, where the recording is of this flow, be it of a provider of your own
    /// ([`FlowInfo::of`]); `None` if it is of another one, or does not say.
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
    /// [`Drift`] where the flow leaves the recording.
    pub fn run<F: Flow>(&self, flow: F) -> Result<Replayed<F::Credential>, Drift> {
        self.run_with(flow, |_| {})
    }

    /// The same, and tells every event at once: those before a drift would be lost otherwise.
    ///
    /// # Errors
    /// [`Drift`] where the flow leaves the recording.
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
    /// [`Drift`] where the flow leaves the recording, and at once if this is no recording of ours.
    pub fn run_exact<F: Flow>(&self, flow: F) -> Result<Replayed<F::Credential>, Drift> {
        self.run_exact_with(flow, |_| {})
    }

    /// The same, and tells every event that fits at once: those before a drift would be lost
    /// otherwise.
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

/// What a flow came to over a recording.
#[non_exhaustive]
pub struct Replayed<C> {
    /// All events, in order.
    pub events: Vec<Event>,
    /// How the login ended.
    pub outcome: Result<C, Error>,
    /// The numbers of the entries of the file that answered no call.
    pub skipped: Vec<usize>,
    /// What a foreign recording lacks: without its cookies, what the login yields is not complete.
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
