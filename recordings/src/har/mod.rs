//! HAR 1.2, as much of it as a recorded login needs.
//!
//! A recording is a HAR file: what was asked, what was answered, and when. [`Har::read`] takes our
//! own files as well as what a browser ("Save all as HAR"), Playwright or mitmproxy exports:
//! unknown fields are ignored, the pseudo headers of HTTP/2 and a `content-encoding` that the
//! exporter has already undone are dropped, header values that were joined by a line feed are taken
//! apart, and an entry with status 0 or -1 is a call that failed. Their entries are put in the
//! order of time.
//!
//! An entry that cannot be used is passed over, since most files hold other sites' traffic, too:
//! [`Har::unreadable`] names it with the field and the cause. An answer whose body was left out is
//! one of those. Only a recording of ours must be whole.
//!
//! Our own files carry more, under `_qrlogin`: which flow with which settings, the time-out of
//! every call, and the *trace*, which is every step of the login with its time. With that a login
//! can be replayed exactly.
//!
//! [`Har::to_json`] writes without secrets: see the [front page](crate) for how that is done. The
//! only other way is called [`Har::to_json_with_all_secrets`]. What may stay depends on the flow:
//! of a recording that does not say which one it is of, [`Har::of_flow`] says it.
//!
//! Limits: [`MAX_ENTRIES`] entries, times up to a day each; a body longer than [`MAX_BODY`] is read
//! as [`Failure::BodyTooLarge`], as it would have been by a driver.

mod body;
mod cookies;
mod date;
mod entry;
mod error;
mod failure;
mod layout;
mod metadata;
mod raw;
mod read;
mod write;

use std::fmt;
use std::time::Duration;

pub use error::{HarError, Unreadable};
pub(crate) use metadata::{FlowSetup, Metadata, Outcome, TraceEvent, TraceStep};

use qrlogin::flows::FlowInfo;
use qrlogin::{Call, Failure, Response, Timestamp};

use crate::PublicNames;
use crate::policy::RecordingPolicy;

/// The most entries that are read.
pub const MAX_ENTRIES: usize = 10_000;
/// The longest body that is read, the same as a driver's.
pub const MAX_BODY: usize = 1024 * 1024;

/// A recording. It holds secrets as long as it is in memory; its `Debug` shows none.
#[derive(Clone)]
pub struct Har {
    /// What was asked and answered, in order; those of a foreign file in the order of their time.
    pub entries: Vec<Entry>,
    /// What only our own recordings have.
    pub(crate) metadata: Option<Metadata>,
    pub(crate) policy: RecordingPolicy,
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Har {
    /// A recording of these entries by somebody else, of no known flow: see [`Har::of_flow`].
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            metadata: None,
            policy: RecordingPolicy::NOTHING,
            unreadable: Vec::new(),
        }
    }

    /// The entries of the file that cannot be used, each with the field and the cause. They are not
    /// among [`Har::entries`], and where a login needs one of them, its
    /// [`Drift`](crate::replay::Drift) names it.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// How many entries the file has, or would have.
    pub(crate) fn count(&self) -> usize {
        self.entries.len() + self.unreadable.len()
    }

    /// The number in the file of the entry at this place; after the last one, how many there are.
    pub(crate) fn number(&self, place: usize) -> usize {
        match self.entries.get(place) {
            Some(entry) => entry.number.unwrap_or(place),
            None => self.count(),
        }
    }

    /// Says of which flow this is a recording, so that [`Har::to_json`] keeps what is public with
    /// that flow ([`PublicNames::of_flow`]; of any other flow, see [`Har::keeping`]). It takes
    /// precedence over what the file says, and is not written into it.
    ///
    /// Needed for a recording of a browser or of mitmproxy, and for one of ours that is of a
    /// provider outside `qrlogin` and was read from a file. Otherwise the flow is unknown, and what
    /// is written no longer replays. Only say what you know: what is public with one service may be
    /// a secret with another.
    ///
    /// ```
    /// use qrlogin::flows;
    /// use qrlogin_recordings::Har;
    ///
    /// # let file = include_str!("../../tests/recordings/foreign/browser-bilibili-web.har");
    /// let info = flows::find("bilibili-web").unwrap();
    /// // Without secrets, and it still replays.
    /// let text = Har::read(file)?.of_flow(info).to_json();
    /// assert!(text.contains("/x/passport-login/web/qrcode/poll?qrcode_key="));
    /// # Ok::<(), qrlogin_recordings::har::HarError>(())
    /// ```
    #[must_use]
    pub fn of_flow<C: 'static>(mut self, info: &FlowInfo<C>) -> Self {
        self.policy = RecordingPolicy::of_flow(info);
        self
    }

    /// Says which values [`Har::to_json`] keeps, for a flow of a provider outside `qrlogin`. To be
    /// called after [`Har::of_flow`].
    #[must_use]
    pub fn keeping(mut self, names: PublicNames) -> Self {
        self.policy.names = names;
        self
    }

    /// The name of the recorded flow, if this is a recording of ours or [`Har::of_flow`] has said
    /// it.
    pub fn flow(&self) -> Option<&str> {
        let said = self.policy.flow.as_ref().map(|flow| flow.id());
        said.or_else(|| Some(self.metadata.as_ref()?.flow.as_str()))
    }

    /// Whether every step of the login and its time are known, so that it can be replayed exactly.
    pub fn is_exact(&self) -> bool {
        let metadata = self.metadata.as_ref();
        metadata.is_some_and(|metadata| metadata.setup.is_some() && !metadata.trace.is_empty())
    }

    /// How the recorded login ended: `done`, the kind of an error such as `expired`, or `None` if
    /// the recording ends before the login.
    pub fn outcome(&self) -> Option<&str> {
        self.metadata.as_ref()?.outcome.as_deref()
    }

    /// The kinds of the events that the login told, such as `code`.
    pub fn events(&self) -> &[String] {
        self.metadata
            .as_ref()
            .map_or(&[], |metadata| &metadata.events)
    }
}

impl fmt::Debug for Har {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Har")
            .field("flow", &self.flow())
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

/// One call and what became of it. Its `Debug` gives method, host, path and status only.
#[non_exhaustive]
#[derive(Clone)]
pub struct Entry {
    /// When the request was sent.
    pub started: Timestamp,
    /// How long it took.
    pub time: Duration,
    /// The request.
    pub request: RecordedRequest,
    /// The response, or why there was none.
    pub outcome: Result<Response, Failure>,
    /// What the flow said about the call; nobody else's recording has it.
    pub call: Option<CallInfo>,
    /// Its number in the foreign file that it was read from.
    pub(crate) number: Option<usize>,
    /// Whether it has no answer because the client did not wait for one.
    pub(crate) is_aborted: bool,
}

impl Entry {
    /// A call that somebody else has made: it was sent at `started` and took `time`.
    pub fn new(
        started: Timestamp,
        time: Duration,
        request: RecordedRequest,
        outcome: Result<Response, Failure>,
    ) -> Self {
        Self {
            started,
            time,
            request,
            outcome,
            call: None,
            number: None,
            is_aborted: false,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({:?} -> ", self.request)?;
        match &self.outcome {
            Ok(response) => write!(f, "{})", response.status().as_u16()),
            Err(failure) => write!(f, "{failure:?})"),
        }
    }
}

/// A request as it stands in a recording: texts, which need not be those of a valid request.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Names and values in order; a name may come more than once.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// A request without headers and body; both can be set afterwards.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// What this call asks.
    pub fn of(call: &Call) -> Self {
        let request = &call.request;
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
        let headers = request.headers().iter();
        Self {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: request.body().clone(),
        }
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The address up to the query, without user and password.
    pub(crate) fn place(&self) -> &str {
        let end = self.url.find(['?', '#']).unwrap_or(self.url.len());
        let place = self.url.get(..end).unwrap_or_default();
        let place = place.split_once("://").map_or(place, |(_, rest)| rest);
        let authority = place.find('/').unwrap_or(place.len());
        match place.get(..authority).and_then(|text| text.rfind('@')) {
            Some(at) => place.get(at + 1..).unwrap_or_default(),
            None => place,
        }
    }
}

impl fmt::Display for RecordedRequest {
    /// Method, host and path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.place())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What the flow says about a call besides the request.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInfo {
    /// Which call of the protocol it is, such as `poll`.
    pub name: String,
    /// Its time-out.
    pub timeout: Duration,
    /// The names of the parameters that differ from run to run.
    pub volatile: Vec<String>,
}

impl CallInfo {
    /// What is said about this call.
    pub fn of(call: &Call) -> Self {
        Self {
            name: call.name.to_owned(),
            timeout: call.timeout,
            volatile: call.volatile.iter().map(ToString::to_string).collect(),
        }
    }
}
