//! Recording a login, and taking the secrets out.
//!
//! [`Recorder`] is a flow around a flow: run it with any driver, then write what it has seen.
//!
//! ```
//! use qrlogin::flows::{self, Options};
//! use qrlogin::{Failure, Flow, Recorder, Seed, Settings, Step, Timestamp};
//!
//! let info = flows::find("bilibili-web").unwrap();
//! let seed = Seed::new([7; 16]);
//! let mut flow = Recorder::start(info, &Settings::new(), seed, &Options::default())?;
//! let now = Timestamp::from_secs(1_700_000_000);
//! if let Step::Send(_call) = flow.poll(now)? {
//!     flow.handle(now, Err(Failure::Connect)); // a driver does this
//! }
//! let text = flow.to_har().to_json();
//! assert!(text.contains("passport.bilibili.com"));
//! # Ok::<(), qrlogin::Error>(())
//! ```
//!
//! # What is written
//!
//! [`Har::to_json`] writes no secret. It does not look for secrets: it keeps what is on a list of
//! public names ([`Recordable::PUBLIC`] and the common ones), and replaces every other value in
//! bodies (JSON, scripts, XML, forms), headers, cookies and addresses by a *stand-in* of the same
//! length and alphabet; the same secret by the same stand-in everywhere. Pictures become a single
//! point, web pages their first tag, and the name of a server of your own `server.example`.
//!
//! The list is that of the recorded flow, whoever wrote its provider: the recorder has it from the
//! flow. A file that is read and written again has its flow's name only, which is enough for the
//! flows of this crate. For any other, and for a recording of a browser or of mitmproxy, say the
//! flow with [`Har::of_flow`]. Of an unknown flow not even the common names are kept, nor the paths
//! of addresses.
//!
//! Then the login is *told again*: the same flow runs over the redacted answers, with a fixed seed
//! in place of the real one, and the requests, events and outcome written are those of that run. So
//! the file holds nothing that was computed from a secret (a signature, an authorisation), and it
//! is known to replay exactly. If the flow cannot be made anew ([`Recorder::new`]), or if it goes
//! another way over the redacted answers, the requests are redacted like the answers, and the file
//! replays leniently only.
//!
//! What stays readable: which service and which calls, codes and statuses, times, the service's
//! messages. A message loses its numbers of five digits and more, mixtures of letters and digits,
//! addresses; a name made of plain letters in the middle of a message would stay, so look at the
//! file before you send it.

mod recordable;
mod redact;
mod retell;

pub use recordable::Recordable;

use crate::flows::{FlowInfo, Options};
use crate::har::{About, Asked, End, Entry, Har, Known, Mark, Notes, Setup, What};
use crate::{
    BoxFlow, Call, Error, Failure, Flow, InputWanted, PublicNames, QrCode, Response, Secret, Seed,
    Settings, Snapshot, Step, Timestamp,
};

pub(crate) use retell::redacted;

/// A flow that keeps what passes through it, to be written as a recording.
///
/// It holds all secrets of the login in memory, and so does the [`Har`] it gives: only what
/// [`Har::to_json`] writes is without.
pub struct Recorder<F> {
    flow: F,
    about: About,
    known: Known,
    entries: Vec<Entry>,
    /// The call that was handed out last.
    sent: Option<(Timestamp, Call)>,
    /// The last poll that told nothing new.
    passed_over: Option<Mark>,
    last: Timestamp,
}

impl<C: 'static> Recorder<BoxFlow<C>> {
    /// A login that is recorded with all that is needed to replay it exactly: one of
    /// [`flows::FLOWS`], or one of a provider of your own ([`FlowInfo::of`]).
    ///
    /// [`flows::FLOWS`]: crate::flows::FLOWS
    ///
    /// # Errors
    /// [`Error::Setting`] as from [`FlowInfo::login`].
    pub fn start(
        info: &FlowInfo<C>,
        settings: &Settings,
        seed: Seed,
        options: &Options,
    ) -> Result<Self, Error> {
        let setup = Setup::new(settings, seed.clone(), options);
        let flow = info.login(settings, seed, options)?;
        Ok(Self::of(flow, About::new(info.id, Some(setup)), info.known))
    }
}

impl<F: Flow> Recorder<F> {
    /// Records a flow that was made elsewhere, such as one that was resumed. The settings are
    /// unknown, so the recording supports lenient replay only, and the name of a self-hosted
    /// server is not redacted. `public` is what may stay in it: that of the provider
    /// ([`Recordable::PUBLIC`]), or [`PublicNames::NOTHING`].
    pub fn new(flow: F, public: PublicNames) -> Self {
        let about = About::new(flow.id(), None);
        let known = Known::names(public);
        Self::of(flow, about, known)
    }

    fn of(flow: F, about: About, known: Known) -> Self {
        Self {
            flow,
            about,
            known,
            entries: Vec::new(),
            sent: None,
            passed_over: None,
            last: Timestamp::default(),
        }
    }

    /// What was recorded so far, secrets included.
    pub fn to_har(&self) -> Har {
        let mut about = self.about.clone();
        // A call without an outcome has no entry.
        let count = self.entries.len();
        about.trace.retain(|mark| mark.what != What::Send(count));
        Har {
            entries: self.entries.clone(),
            about: Some(about),
            known: self.known,
            unreadable: Vec::new(),
        }
    }

    /// The flow, to go on with it unrecorded.
    pub fn into_flow(self) -> F {
        self.flow
    }

    fn mark(&mut self, at: Timestamp, what: What) {
        let new = Mark { at, what };
        // A clock that goes back has an effect of its own: keep both of its readings.
        let is_back = at < self.last;
        self.last = at;
        let passed_over = self.passed_over.take();
        if is_back {
            self.about.trace.extend(passed_over);
        } else if self.is_repetition(&new) {
            self.passed_over = Some(new);
            return;
        }
        self.about.trace.push(new);
    }

    /// Whether a poll gave what the one before gave. Of a call handed out again and again, the
    /// first and the last time count.
    fn is_repetition(&mut self, new: &Mark) -> bool {
        let trace = &mut self.about.trace;
        match (&new.what, trace.last().map(|mark| &mark.what)) {
            (What::Wait(until), Some(What::Wait(last))) => until == last,
            (What::Send(entry), Some(What::Send(last))) if entry == last => {
                let earlier = trace.len().checked_sub(2).and_then(|at| trace.get(at));
                if earlier.is_some_and(|mark| mark.what == What::Send(*entry)) {
                    trace.pop();
                }
                false
            }
            _ => false,
        }
    }
}

impl<F: Flow> Flow for Recorder<F> {
    type Credential = F::Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        let step = self.flow.poll(now);
        match &step {
            Ok(Step::Send(call)) => {
                self.sent = Some((now, call.clone()));
                self.mark(now, What::Send(self.entries.len()));
            }
            Ok(Step::Wait(until)) => self.mark(now, What::Wait(*until)),
            Ok(Step::Event(event)) => {
                self.about.events.push(event.kind().to_owned());
                self.mark(now, What::Event(event.clone()));
            }
            Ok(Step::Done(_)) => self.end(now, End::Done),
            Err(Error::Finished) => {}
            Err(error) => self.end(now, End::Failed(error.clone())),
        }
        step
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if let Some((started, call)) = self.sent.take() {
            self.mark(now, What::Handle(self.entries.len()));
            let asked = Asked::by(&call);
            self.entries.push(Entry {
                call: Some(Notes::of(&call)),
                ..Entry::new(started, now - started, asked, outcome.clone())
            });
        }
        self.flow.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.flow.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.flow.code()
    }

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn input(&self) -> Option<InputWanted> {
        self.flow.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.flow.answer(now, text)
    }
}

impl<F: Flow> Recorder<F> {
    fn end(&mut self, now: Timestamp, end: End) {
        self.about.outcome = Some(end.kind().to_owned());
        self.mark(now, What::End(end));
    }
}

impl<F> std::fmt::Debug for Recorder<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Recorder({}, {} calls)",
            self.about.flow,
            self.entries.len()
        )
    }
}
