//! The loop that runs a flow.

use std::fmt;
use std::time::{Duration, Instant};

use qrlogin::{Call, Event, Failure, Flow, Secret, Step, Timestamp};
use qrlogin_transport::body::capped;
use qrlogin_transport::pace::{SLICE, pause, wall_clock};

use crate::{Canceller, DriveError, Progress, Transport, TransportError};

/// The source of the time; it may hold state.
type Clock = Box<dyn FnMut() -> Timestamp + Send + Sync>;
/// Pauses for a time.
type Sleep = Box<dyn FnMut(Duration) + Send + Sync>;

/// Runs a login: a flow with the transport that makes its calls.
///
/// See the [crate's page](crate) for an example.
#[must_use = "a session sends nothing until it is run"]
pub struct Session<F, T: Transport> {
    flow: F,
    transport: T,
    canceller: Canceller,
    clock: Clock,
    sleep: Option<Sleep>,
    last_error: Option<T::Error>,
}

impl<F: Flow, T: Transport> Session<F, T> {
    /// A session that has not sent a request yet.
    pub fn new(flow: F, transport: T) -> Self {
        Self {
            canceller: Canceller::new(transport.interrupter()),
            flow,
            transport,
            clock: Box::new(wall_clock),
            sleep: None,
            last_error: None,
        }
    }

    /// Sets the clock, by default the system's; for tests, see the
    /// [crate's page](crate#a-test-on-virtual-time).
    pub fn with_clock(mut self, clock: impl FnMut() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Sets the function that pauses, for tests on virtual time: it must advance the clock of
    /// [`Session::with_clock`] by at least the given time. A [`Canceller`] does not interrupt it.
    pub fn with_sleep(mut self, sleep: impl FnMut(Duration) + Send + Sync + 'static) -> Self {
        self.sleep = Some(Box::new(sleep));
        self
    }

    /// Runs the login up to its next event or its end. Blocks.
    ///
    /// # Errors
    /// The login ended without credentials, or was cancelled. A failed call alone is no error: the
    /// flow decides whether to retry it.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator would go on after an error"
    )]
    pub fn next(&mut self) -> Result<Progress<F::Credential>, DriveError<T::Error>> {
        loop {
            let now = (self.clock)();
            match self.flow.poll(now) {
                Ok(Step::Event(event)) => return Ok(Progress::Event(event)),
                Ok(Step::Done(credential)) => return Ok(Progress::Done(credential)),
                Err(error) => return Err(DriveError::new(error, self.last_error.take())),
                _ if self.canceller.is_cancelled() => return Err(DriveError::Cancelled),
                Ok(Step::Send(call)) => self.exchange(call),
                Ok(Step::Wait(until)) => self.pause(pause(now, until)),
                // A step of a newer version of the core.
                Ok(_) => self.pause(SLICE),
            }
        }
    }

    /// Runs the login to its end. Blocks.
    ///
    /// # Errors
    /// As for [`Session::next`].
    pub fn run(
        &mut self,
        mut on_event: impl FnMut(Event),
    ) -> Result<F::Credential, DriveError<T::Error>> {
        loop {
            match self.next()? {
                Progress::Event(event) => on_event(event),
                Progress::Done(credential) => return Ok(credential),
            }
        }
    }

    /// A handle that ends this session, and no other, from another thread.
    pub fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }

    /// Hands the user's input to the flow, after
    /// [`Event::InputWanted`](qrlogin::Event::InputWanted); see [`Flow::answer`]. Call it before
    /// the next [`Session::next`], which would block until the code expires.
    pub fn answer(&mut self, text: &Secret) -> bool {
        let now = (self.clock)();
        self.flow.answer(now, text)
    }

    /// The flow.
    pub fn flow(&self) -> &F {
        &self.flow
    }

    /// The flow, to continue in another way: it returns an interrupted call again.
    pub fn into_flow(self) -> F {
        self.flow
    }

    fn pause(&mut self, pause: Duration) {
        match &mut self.sleep {
            Some(sleep) => sleep(pause),
            None => self.canceller.pause(pause),
        }
    }

    fn exchange(&mut self, call: Call) {
        let (started, timeout) = (Instant::now(), call.timeout);
        let outcome = match self.transport.send(call) {
            Ok(reply) => {
                self.last_error = None;
                capped(reply)
            }
            // Interrupted by the canceller: the flow returns the call again.
            Err(_) if self.canceller.is_cancelled() => return,
            Err(error) => {
                let failure = match error.failure() {
                    Failure::Io | Failure::Other if started.elapsed() >= timeout => {
                        Failure::Timeout
                    }
                    failure => failure,
                };
                self.last_error = Some(error);
                Err(failure)
            }
        };
        self.flow.handle((self.clock)(), outcome);
    }
}

impl<F: fmt::Debug, T: Transport> fmt::Debug for Session<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}
