//! The loop that runs a flow.

use std::fmt;
use std::time::{Duration, Instant};

use qrlogin::{Call, Event, Failure, Flow, Secret, Step, Timestamp};
use qrlogin_transport::body::capped;
use qrlogin_transport::pace::{SLICE, pause, wall_clock};

use crate::{Canceller, DriveError, Progress, Transport, TransportError};

/// A clock that can hold state.
type Clock = Box<dyn FnMut() -> Timestamp + Send + Sync>;
/// Lets time pass.
type Sleep = Box<dyn FnMut(Duration) + Send + Sync>;

/// A login being run: a flow and the transport that makes its calls.
///
/// See the [crate's page](crate) for an example.
pub struct Session<F, T: Transport> {
    flow: F,
    transport: T,
    canceller: Canceller,
    clock: Clock,
    sleep: Option<Sleep>,
    last_error: Option<T::Error>,
}

impl<F: Flow, T: Transport> Session<F, T> {
    /// A session that has sent nothing yet.
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

    /// Takes the time from here instead of the system's clock; for tests, see the
    /// [crate's page](crate#a-test-on-virtual-time).
    #[must_use]
    pub fn with_clock(mut self, clock: impl FnMut() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Pauses with this instead of sleeping, for tests on virtual time: it moves the clock of
    /// [`Session::with_clock`] on by at least so much. A [`Canceller`] does not wake it.
    #[must_use]
    pub fn with_sleep(mut self, sleep: impl FnMut(Duration) + Send + Sync + 'static) -> Self {
        self.sleep = Some(Box::new(sleep));
        self
    }

    /// Runs the login up to its next event or its end. Blocks.
    ///
    /// # Errors
    /// The login ended without credentials, or was cancelled. A call that failed is not yet an
    /// error: the flow decides whether to repeat it.
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
                // A step of a later version of the contract.
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

    /// Hands in what the user has typed, after [`Event::InputWanted`](qrlogin::Event::InputWanted);
    /// see [`Flow::answer`]. Call it before the next [`Session::next`], which would wait for
    /// the end of the code.
    pub fn answer(&mut self, text: &Secret) -> bool {
        let now = (self.clock)();
        self.flow.answer(now, text)
    }

    /// The flow.
    pub fn flow(&self) -> &F {
        &self.flow
    }

    /// The flow, to go on with it in another way: a call that was broken off comes again.
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
            // Broken off by us: of no interest to the flow.
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
