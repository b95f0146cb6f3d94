//! Recording a login while it runs.

use crate::PublicNames;
use crate::har::{About, Asked, End, Entry, Har, Mark, Notes, Setup, What};
use crate::policy::RecordingPolicy;
use qrlogin::flows::{FlowInfo, Options};
use qrlogin::{
    BoxFlow, Call, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Seed, Settings,
    Snapshot, Step, Timestamp,
};

/// A flow that keeps what passes through it, to be written as a recording.
///
/// It holds all secrets of the login in memory, and so does the [`Har`] it gives: only what
/// [`Har::to_json`] writes is without.
pub struct Recorder<F> {
    flow: F,
    about: About,
    policy: RecordingPolicy,
    entries: Vec<Entry>,
    /// The call that was handed out last.
    sent: Option<(Timestamp, Call)>,
    /// The last poll that told nothing new.
    passed_over: Option<Mark>,
    last: Timestamp,
}

impl<C: 'static> Recorder<BoxFlow<C>> {
    /// Records a login with all that is needed to replay it exactly: one of
    /// [`FLOWS`](qrlogin::flows::FLOWS), or one of a provider of your own ([`FlowInfo::of`]), for
    /// which [`Recorder::keeping`] says what may stay.
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
        Ok(Self::of(
            flow,
            About::new(info.id, Some(setup)),
            RecordingPolicy::of_flow(info),
        ))
    }
}

impl<F: Flow> Recorder<F> {
    /// Records a flow that was made elsewhere, such as one that was resumed. The settings are
    /// unknown, so the recording supports lenient replay only, and the name of a self-hosted
    /// server is not redacted. `names` are what may stay: of a flow of `qrlogin` those of
    /// [`PublicNames::of_flow`], of an unknown one [`PublicNames::NOTHING`].
    pub fn new(flow: F, names: PublicNames) -> Self {
        let about = About::new(flow.id(), None);
        Self::of(flow, about, RecordingPolicy::of_names(names))
    }

    fn of(flow: F, about: About, policy: RecordingPolicy) -> Self {
        Self {
            flow,
            about,
            policy,
            entries: Vec::new(),
            sent: None,
            passed_over: None,
            last: Timestamp::default(),
        }
    }

    /// Says which values the recording keeps, for a flow of a provider outside `qrlogin`.
    #[must_use]
    pub fn keeping(mut self, names: PublicNames) -> Self {
        self.policy.names = names;
        self
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
            policy: self.policy.clone(),
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
            // A step of a later version of `qrlogin`, which the file cannot hold.
            Ok(_) => {}
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
