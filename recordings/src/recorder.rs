//! Recording a login while it runs.

use qrlogin::flows::{FlowInfo, Options};
use qrlogin::{
    BoxFlow, Call, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Seed, Settings,
    Snapshot, Step, Timestamp,
};

use crate::PublicNames;
use crate::har::{
    CallInfo, Entry, FlowSetup, Har, Metadata, Outcome, RecordedRequest, TraceEvent, TraceStep,
};
use crate::policy::RecordingPolicy;

/// A flow that records what passes through it.
///
/// It holds all secrets of the login in memory, and so does the [`Har`] that it returns. Only what
/// [`Har::to_json`] writes has none.
#[must_use = "a recorder is a flow that has to be run"]
pub struct Recorder<F> {
    flow: F,
    metadata: Metadata,
    policy: RecordingPolicy,
    entries: Vec<Entry>,
    /// The latest call that was returned and has no outcome yet.
    sent: Option<(Timestamp, Call)>,
    /// The latest poll that repeated the one before it.
    repeated: Option<TraceStep>,
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
        let setup = FlowSetup::new(settings, seed.clone(), options);
        let flow = info.login(settings, seed, options)?;
        let metadata = Metadata::new(info.id, Some(setup));
        Ok(Self::of(flow, metadata, RecordingPolicy::of_flow(info)))
    }
}

impl<F: Flow> Recorder<F> {
    /// Records a flow that was created elsewhere, such as one that was resumed. The settings are
    /// unknown, so the recording supports lenient replay only, and the name of a self-hosted server
    /// is not redacted. `names` are what may stay: of a flow of `qrlogin` those of
    /// [`PublicNames::of_flow`], of an unknown one [`PublicNames::NOTHING`].
    pub fn new(flow: F, names: PublicNames) -> Self {
        let metadata = Metadata::new(flow.id(), None);
        Self::of(flow, metadata, RecordingPolicy::of_names(names))
    }

    fn of(flow: F, metadata: Metadata, policy: RecordingPolicy) -> Self {
        Self {
            flow,
            metadata,
            policy,
            entries: Vec::new(),
            sent: None,
            repeated: None,
            last: Timestamp::default(),
        }
    }

    /// Sets which values the recording keeps, for a flow of a provider outside `qrlogin`.
    pub fn keeping(mut self, names: PublicNames) -> Self {
        self.policy.names = names;
        self
    }

    /// The recording so far, secrets included.
    pub fn to_har(&self) -> Har {
        let mut metadata = self.metadata.clone();
        // A call without an outcome has no entry.
        let count = self.entries.len();
        let is_open = |step: &TraceStep| step.event == TraceEvent::Send(count);
        metadata.trace.retain(|step| !is_open(step));
        Har {
            entries: self.entries.clone(),
            metadata: Some(metadata),
            policy: self.policy.clone(),
            unreadable: Vec::new(),
        }
    }

    /// The flow inside, to continue unrecorded.
    pub fn into_flow(self) -> F {
        self.flow
    }

    fn trace(&mut self, at: Timestamp, event: TraceEvent) {
        let new = TraceStep { at, event };
        // A clock that goes back changes what the flow does: keep the reading before it, too.
        let is_back = at < self.last;
        self.last = at;
        let repeated = self.repeated.take();
        if is_back {
            self.metadata.trace.extend(repeated);
        } else if self.is_repetition(&new) {
            self.repeated = Some(new);
            return;
        }
        self.metadata.trace.push(new);
    }

    /// Whether a poll returned what the poll before it returned. Of a call that is returned several
    /// times, the first and the last time stay in the trace.
    fn is_repetition(&mut self, new: &TraceStep) -> bool {
        let trace = &mut self.metadata.trace;
        match (&new.event, trace.last().map(|step| &step.event)) {
            (TraceEvent::Wait(until), Some(TraceEvent::Wait(last))) => until == last,
            (TraceEvent::Send(entry), Some(TraceEvent::Send(last))) if entry == last => {
                let earlier = trace.len().checked_sub(2).and_then(|at| trace.get(at));
                if earlier.is_some_and(|step| step.event == TraceEvent::Send(*entry)) {
                    trace.pop();
                }
                false
            }
            _ => false,
        }
    }

    fn end(&mut self, now: Timestamp, outcome: Outcome) {
        self.metadata.outcome = Some(outcome.kind().to_owned());
        self.trace(now, TraceEvent::End(outcome));
    }
}

impl<F: Flow> Flow for Recorder<F> {
    type Credential = F::Credential;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        let step = self.flow.poll(now);
        match &step {
            Ok(Step::Send(call)) => {
                self.sent = Some((now, call.clone()));
                self.trace(now, TraceEvent::Send(self.entries.len()));
            }
            Ok(Step::Wait(until)) => self.trace(now, TraceEvent::Wait(*until)),
            Ok(Step::Event(event)) => {
                self.metadata.events.push(event.kind().to_owned());
                self.trace(now, TraceEvent::Event(event.clone()));
            }
            Ok(Step::Done(_)) => self.end(now, Outcome::Done),
            Err(Error::Finished) => {}
            Err(error) => self.end(now, Outcome::Failed(error.clone())),
            // A step of a later version of `qrlogin`, for which the format has no place.
            Ok(_) => {}
        }
        step
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if let Some((started, call)) = self.sent.take() {
            self.trace(now, TraceEvent::Handle(self.entries.len()));
            let request = RecordedRequest::of(&call);
            self.entries.push(Entry {
                call: Some(CallInfo::of(&call)),
                ..Entry::new(started, now - started, request, outcome.clone())
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

    fn input(&self) -> Option<InputWanted> {
        self.flow.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        let is_accepted = self.flow.answer(now, text);
        if is_accepted {
            self.trace(now, TraceEvent::Answer(self.metadata.inputs.len()));
            self.metadata.inputs.push(text.clone());
        }
        is_accepted
    }

    fn compact(&mut self) {
        self.flow.compact();
    }
}

impl<F> std::fmt::Debug for Recorder<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (flow, calls) = (&self.metadata.flow, self.entries.len());
        write!(f, "Recorder({flow}, {calls} calls)")
    }
}
