//! The file format: HAR 1.2, as much of it as a recorded login needs.
//!
//! A recording is a HAR file: requests, responses and times. [`Har::read`] reads our own files and
//! those that a browser ("Save all as HAR"), Playwright or mitmproxy exports: unknown fields are
//! ignored; pseudo headers of HTTP/2 and a `content-encoding` that the exporter has decoded are
//! dropped; header values joined by a line feed are split; an entry with status 0 or -1 is a failed
//! call. Entries of other programs are sorted by time.
//!
//! An entry that cannot be used is skipped, since most files hold traffic of other sites:
//! [`Har::unreadable`] names it with the field and the problem. A response whose body was left out
//! is one of those. In a recording of ours every entry must be readable.
//!
//! Our own files hold more, under `_qrlogin`: the flow and its settings, the time-out of every
//! call, and the *trace*, which is every step of the login with its time. With the trace a login
//! replays exactly.
//!
//! [`Har::to_json`] writes without secrets: see the [front page](crate).
//! [`Har::to_json_with_all_secrets`] is the only other way to write a file.
//!
//! Limits: [`MAX_ENTRIES`] entries, a day for each call; a body longer than [`MAX_BODY`] is read as
//! [`Failure::BodyTooLarge`], as a driver reports it.

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
    /// The calls in order; those of a foreign file sorted by time.
    pub entries: Vec<Entry>,
    /// What only our own recordings have.
    pub(crate) metadata: Option<Metadata>,
    pub(crate) policy: RecordingPolicy,
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Har {
    /// A recording of these calls of another client, of an unknown flow: see [`Har::of_flow`].
    pub fn new(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            metadata: None,
            policy: RecordingPolicy::NOTHING,
            unreadable: Vec::new(),
        }
    }

    /// The entries of the file that cannot be used, each with the field and the problem. They are
    /// not among [`Har::entries`]. If a login needs one of them, its
    /// [`Drift`](crate::replay::Drift) names it.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// How many entries the file has, or would have.
    pub(crate) fn count(&self) -> usize {
        self.entries.len() + self.unreadable.len()
    }

    /// The number in the file of the entry at this position; after the last one, the number of
    /// entries.
    pub(crate) fn number(&self, place: usize) -> usize {
        match self.entries.get(place) {
            Some(entry) => entry.number.unwrap_or(place),
            None => self.count(),
        }
    }

    /// Sets the flow that was recorded, so that [`Har::to_json`] keeps what is public with
    /// that flow ([`PublicNames::of_flow`]; of any other flow, see [`Har::keeping`]). It takes
    /// precedence over what the file says, and is not written into it.
    ///
    /// Needed for a recording of a browser or of mitmproxy, and for one of ours that is of a
    /// provider outside `qrlogin` and was read from a file. Otherwise the flow is unknown, and the
    /// redacted file does not replay. Be sure of the flow: a value that is public with one service
    /// can be a secret with another.
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

    /// Sets which values [`Har::to_json`] keeps, for a flow of a provider outside `qrlogin`. Call
    /// it after [`Har::of_flow`], which resets them.
    #[must_use]
    pub fn keeping(mut self, names: PublicNames) -> Self {
        self.policy.names = names;
        self
    }

    /// The ID of the recorded flow, if this is a recording of ours or [`Har::of_flow`] has set it.
    pub fn flow(&self) -> Option<&str> {
        let known = self.policy.flow.as_ref().map(|flow| flow.id());
        known.or_else(|| Some(self.metadata.as_ref()?.flow.as_str()))
    }

    /// Whether the setup and every step of the login are known, so that it replays exactly.
    pub fn is_exact(&self) -> bool {
        let metadata = self.metadata.as_ref();
        metadata.is_some_and(|metadata| metadata.setup.is_some() && !metadata.trace.is_empty())
    }

    /// How the recorded login ended: `done`, the kind of an error such as `expired`, or `None` if
    /// the recording ends before the login.
    pub fn outcome(&self) -> Option<&str> {
        self.metadata.as_ref()?.outcome.as_deref()
    }

    /// The kinds of the events that the login emitted, such as `code`.
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

/// A call and its outcome. `Debug` prints method, host, path and status only.
#[non_exhaustive]
#[derive(Clone)]
pub struct Entry {
    /// When the request was sent.
    pub started: Timestamp,
    /// How long the call took.
    pub time: Duration,
    /// The request.
    pub request: RecordedRequest,
    /// The response, or why there was none.
    pub outcome: Result<Response, Failure>,
    /// What the flow knows about the call; only our own recordings have it.
    pub call: Option<CallInfo>,
    /// Its number in the foreign file from which it was read.
    pub(crate) number: Option<usize>,
    /// Whether the client aborted the call.
    pub(crate) is_aborted: bool,
}

impl Entry {
    /// A call of another client: it was sent at `started` and took `time`.
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

/// A request as recorded: texts, which need not be those of a valid request.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Names and values in order; a name can occur several times.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// A request without headers and body; set them afterwards.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The request of this call.
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

    /// The URL up to the query, without scheme, user and password.
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

/// What the flow knows about a call besides the request.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInfo {
    /// The name of the call, such as `poll`.
    pub name: String,
    /// Its time-out.
    pub timeout: Duration,
    /// The names of parameters and headers that differ from run to run.
    pub volatile: Vec<String>,
}

impl CallInfo {
    /// The information on this call.
    pub fn of(call: &Call) -> Self {
        Self {
            name: call.name.to_owned(),
            timeout: call.timeout,
            volatile: call.volatile.iter().map(ToString::to_string).collect(),
        }
    }
}
