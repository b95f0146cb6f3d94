//! The loop that runs a flow.

use std::fmt;

use qrlogin::{Event, Failure, Flow, Response, Secret, Step, Timestamp};
use qrlogin_transport::body::capped;
use qrlogin_transport::pace::{SLICE, pause, wall_clock};
use tokio::time::sleep;

use crate::exchange::Exchange;
use crate::{DriveError, Progress, Transport, TransportError};

/// The source of the time; it may hold state.
pub(crate) type Clock = Box<dyn FnMut() -> Timestamp + Send + Sync>;

/// Runs a login: a flow with the transport that makes its calls, and the call in flight.
///
/// It needs a tokio runtime with its time driver. See the [crate's page](crate) for an example.
#[must_use = "a session sends nothing until it is run"]
pub struct Session<F, T: Transport> {
    flow: F,
    transport: T,
    clock: Clock,
    in_flight: Option<Exchange<T::Error>>,
    last_error: Option<T::Error>,
}

impl<F: Flow, T: Transport> Session<F, T> {
    /// A session that has not sent a request yet.
    pub fn new(flow: F, transport: T) -> Self {
        Self {
            flow,
            transport,
            clock: Box::new(wall_clock),
            in_flight: None,
            last_error: None,
        }
    }

    /// Sets the clock, by default the system's; for tests with tokio's paused time, see the
    /// [crate's page](crate#a-test-on-virtual-time).
    pub fn with_clock(mut self, clock: impl FnMut() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Runs the login up to its next event or its end.
    ///
    /// Cancel-safe: the call in flight stays in the session, so that the future can be dropped and
    /// created again at any time, as `select!` in a loop does. To cancel the login, drop the
    /// session.
    ///
    /// # Errors
    /// The login ended without credentials. A failed call alone is no error: the flow decides
    /// whether to retry it.
    pub async fn next(&mut self) -> Result<Progress<F::Credential>, DriveError<T::Error>> {
        loop {
            if let Some(exchange) = &mut self.in_flight {
                let outcome = exchange.await;
                self.in_flight = None;
                let outcome = self.outcome(outcome);
                self.flow.handle((self.clock)(), outcome);
            }
            let now = (self.clock)();
            match self.flow.poll(now) {
                Ok(Step::Send(call)) => {
                    let timeout = call.timeout;
                    self.in_flight = Some(Exchange::new(self.transport.send(call), timeout));
                }
                Ok(Step::Wait(until)) => sleep(pause(now, until)).await,
                Ok(Step::Event(event)) => return Ok(Progress::Event(event)),
                Ok(Step::Done(credential)) => return Ok(Progress::Done(credential)),
                // A step of a newer version of the core.
                Ok(_) => sleep(SLICE).await,
                Err(error) => return Err(DriveError::new(error, self.last_error.take())),
            }
        }
    }

    /// Runs the login to its end. As cancel-safe as [`Session::next`].
    ///
    /// # Errors
    /// As for [`Session::next`].
    pub async fn run(
        &mut self,
        mut on_event: impl FnMut(Event),
    ) -> Result<F::Credential, DriveError<T::Error>> {
        loop {
            match self.next().await? {
                Progress::Event(event) => on_event(event),
                Progress::Done(credential) => return Ok(credential),
            }
        }
    }

    /// Hands the user's input to the flow, after
    /// [`Event::InputWanted`](qrlogin::Event::InputWanted); see [`Flow::answer`].
    /// [`Session::next`] is cancel-safe, so a `select!` can wait for it and the input.
    pub fn answer(&mut self, text: &Secret) -> bool {
        let now = (self.clock)();
        self.flow.answer(now, text)
    }

    /// The flow.
    pub fn flow(&self) -> &F {
        &self.flow
    }

    /// The flow, to continue in another way: the call in flight is dropped, and the flow returns it
    /// again.
    pub fn into_flow(self) -> F {
        self.flow
    }

    fn outcome(
        &mut self,
        outcome: Option<Result<Response, T::Error>>,
    ) -> Result<Response, Failure> {
        self.last_error = None;
        match outcome {
            None => Err(Failure::Timeout),
            Some(Ok(reply)) => capped(reply),
            Some(Err(error)) => {
                let failure = error.failure();
                self.last_error = Some(error);
                Err(failure)
            }
        }
    }
}

impl<F: fmt::Debug, T: Transport> fmt::Debug for Session<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("flow", &self.flow)
            .field("in_flight", &self.in_flight.is_some())
            .finish_non_exhaustive()
    }
}
