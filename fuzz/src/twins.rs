//! Two logins, or two tasks, with the same inputs. The second one is also polled twice, gets stray
//! outcomes and is resumed from its snapshot. Both must do the same to the byte: rules 1, 2, 4, 9
//! and 10 of the contract, and the promises of snapshots.

use qrlogin::{
    BoxFlow, Call, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot, Step,
    Timestamp,
};

use crate::memory::peak_of;

/// The two logins, and how much memory one of them took.
pub struct Twins<C> {
    plain: BoxFlow<C>,
    tried: BoxFlow<C>,
    resume: Resume<C>,
    /// The longest answer so far, in bytes.
    longest: usize,
    /// How often the second login may still be resumed, to bound the time of a run.
    moves_left: u8,
}

/// The extra actions on the second login, one a bit.
#[derive(Clone, Copy, Default)]
pub struct Trial(pub u8);

impl Trial {
    fn moves(self) -> bool {
        self.0 & 1 != 0
    }

    fn moves_with_call(self) -> bool {
        self.0 & 2 != 0
    }

    fn is_polled_twice(self) -> bool {
        self.0 & 4 != 0
    }

    fn gets_stray_outcomes(self) -> bool {
        self.0 & 8 != 0
    }
}

type Polled<C> = Result<Step<C>, Error>;

/// How a flow goes on from a snapshot.
type Resume<C> = fn(&Snapshot) -> Result<BoxFlow<C>, Error>;

impl<C: PartialEq> Twins<C> {
    /// For one call of `poll` or `handle`: sixteen times the longest answer so far, which stands in
    /// JSON in JSON in JSON at worst, and what a tree of XML takes.
    const BYTES_FOR_ONE: usize = 16;
    const BYTES_FOR_NONE: usize = 256 * 1024;

    pub fn new(login: impl Fn() -> BoxFlow<C>, resume: Resume<C>) -> Self {
        Self {
            plain: login(),
            tried: login(),
            resume,
            longest: 0,
            moves_left: 20,
        }
    }

    pub fn code(&self) -> Option<QrCode> {
        self.plain.code()
    }

    pub fn input(&self) -> Option<InputWanted> {
        assert_eq!(self.plain.input(), self.tried.input());
        self.plain.input()
    }

    /// Hands in what the user has typed.
    pub fn answer(&mut self, now: Timestamp, text: &Secret) {
        for flow in [&mut self.plain, &mut self.tried] {
            assert!(flow.answer(now, text), "no input is wanted");
        }
    }

    pub fn poll(&mut self, now: Timestamp, trial: Trial) -> Polled<C> {
        if trial.moves() {
            self.move_on();
        }
        let (plain, peak) = peak_of(|| self.plain.poll(now));
        self.check(peak);
        assert_same(&plain, &self.tried.poll(now));
        let going_on = matches!(plain, Ok(Step::Send(_) | Step::Wait(_)));
        if trial.is_polled_twice() && going_on {
            assert_same(&plain, &self.tried.poll(now));
        }
        if let Ok(Step::Wait(until)) = plain {
            // An early poll returns the same as one in time.
            let early = now + (until - now) / 2;
            assert_same(&plain, &self.plain.poll(early));
            assert_same(&plain, &self.tried.poll(early));
            if trial.gets_stray_outcomes() {
                self.tried
                    .handle(early, Ok(Response::new(b"stray".to_vec())));
            }
        }
        if !going_on && !matches!(plain, Ok(Step::Event(_))) {
            self.check_the_end(now);
        }
        plain
    }

    pub fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>, trial: Trial) {
        if trial.moves_with_call() {
            self.move_on();
        }
        self.longest = self.longest.max(outcome.as_ref().map_or(0, size));
        self.tried.handle(now, outcome.clone());
        if trial.gets_stray_outcomes() {
            self.tried.handle(now, Err(Failure::Tls));
        }
        let ((), peak) = peak_of(|| self.plain.handle(now, outcome));
        self.check(peak);
    }

    /// Resumes the second login from its snapshot, as in another process.
    fn move_on(&mut self) {
        let Some(left) = self.moves_left.checked_sub(1) else {
            return;
        };
        self.moves_left = left;
        let snapshot = self.tried.snapshot().expect("a login that has not ended");
        assert!(
            snapshot == self.plain.snapshot().expect("the same"),
            "they differ"
        );
        let json = snapshot.to_json();
        let most = 16 * 1024 + Self::BYTES_FOR_ONE * self.longest;
        assert!(json.len() <= most, "a snapshot of {} bytes", json.len());
        let read = Snapshot::from_json(&json).expect("its own snapshot");
        self.tried = (self.resume)(&read).expect("its own login");
    }

    fn check(&self, peak: usize) {
        let most = Self::BYTES_FOR_NONE + Self::BYTES_FOR_ONE * self.longest;
        assert!(
            peak <= most,
            "{peak} bytes, the longest answer has {}",
            self.longest
        );
    }

    fn check_the_end(&mut self, now: Timestamp) {
        for flow in [&mut self.plain, &mut self.tried] {
            flow.handle(now, Ok(Response::new(b"late".to_vec())));
            assert!(matches!(flow.poll(now), Err(Error::Finished)));
            assert!(matches!(flow.snapshot(), Err(Error::Finished)));
            assert!(flow.code().is_none());
        }
    }
}

fn size(response: &Response) -> usize {
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + 32);
    response.body().len() + headers.sum::<usize>()
}

fn assert_same<C: PartialEq>(one: &Polled<C>, two: &Polled<C>) {
    let same = match (one, two) {
        (Ok(Step::Send(one)), Ok(Step::Send(two))) => same_call(one, two),
        (Ok(Step::Wait(one)), Ok(Step::Wait(two))) => one == two,
        (Ok(Step::Event(one)), Ok(Step::Event(two))) => one == two,
        (Ok(Step::Done(one)), Ok(Step::Done(two))) => one == two,
        (Err(one), Err(two)) => one == two,
        _ => false,
    };
    assert!(same, "{one:?} and {two:?}");
}

fn same_call(one: &Call, two: &Call) -> bool {
    let parts = |call: &Call| (call.name, call.timeout, call.volatile);
    let (ours, theirs) = (&one.request, &two.request);
    parts(one) == parts(two)
        && ours.method() == theirs.method()
        && ours.uri() == theirs.uri()
        && ours.headers() == theirs.headers()
        && ours.body() == theirs.body()
}
