//! Any number of logins in one task.

mod calls;
mod hosts;
mod logins;
mod run;
mod schedule;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use qrlogin::{Error, Flow, QrCode, Secret, Snapshot, Timestamp};
use qrlogin_transport::pace::wall_clock;
use tokio::time::{Instant, Sleep};

use crate::session::Clock;
use crate::{DriveError, Progress, Transport};
use calls::Calls;
use hosts::{Hosts, Limits};
pub use logins::LoginId;
use logins::{Logins, Place};
use schedule::Schedule;

/// The result of one step of a fleet: the login, and an event, its credentials or its error.
///
/// After [`Progress::Done`] or an error, the login is no longer in the fleet.
pub type FleetItem<C, E> = (LoginId, Result<Progress<C>, DriveError<E>>);

/// How many calls are in flight at most, by default. Each holds a connection, and many systems
/// allow a program 1,024 open files.
const MAX_CALLS: usize = 512;

/// The shortest wait for which a login is compacted, by default. All services are polled at this
/// interval or a longer one.
const COMPACT_FROM: Duration = Duration::from_secs(1);

/// The limit of a stop whose end is no moment that tokio knows.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Runs any number of logins in one task, over one transport.
///
/// A fleet is to many logins what a [`Session`](crate::Session) is to one. [`Fleet::next`] returns
/// the next event, credentials or error of any login, with its [`LoginId`]. A [`BoxFlow`] holds a
/// login of any service, so `Fleet<BoxFlow, _>` runs logins of all services together.
///
/// ```
/// use std::error::Error;
///
/// use qrlogin::flows::{self, Options};
/// use qrlogin::{BoxFlow, Call, Failure, Response, Settings};
/// use qrlogin_tokio::{Fleet, Progress};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn Error>> {
/// // `HyperTransport`, in a real program.
/// let transport = |_: Call| async { Err::<Response, _>(Failure::Tls) };
/// let mut fleet = Fleet::<BoxFlow, _>::new(transport).max_calls(100);
/// for name in ["bilibili-web", "wechat-web"] {
///     let info = flows::find(name).ok_or("no such flow")?;
///     let flow = info.login(&Settings::new(), qrlogin_tokio::seed()?, &Options::new())?;
///     fleet.add(flow);
/// }
/// let mut failed = 0;
/// while let Some((id, progress)) = fleet.next().await {
///     match progress {
///         Ok(Progress::Event(event)) => println!("{id:?}: {}", event.kind()),
///         Ok(Progress::Done(credential)) => println!("{id:?}: {}", credential.flow()),
///         Err(_) => failed += 1,
///     }
/// }
/// assert_eq!(failed, 2);
/// # Ok(())
/// # }
/// ```
///
/// # A waiting login
///
/// Between two calls a login is its flow, in its [compact form](Flow::compact), and a moment in a
/// schedule: it has no connection, no timer and no future. One timer wakes the fleet. It reads the
/// clock at least once a second while logins wait, so a jump of the clock has the same effect as in
/// a session. A flow of a large type is best boxed, as a `BoxFlow` is.
///
/// # Back-pressure
///
/// Nothing happens outside [`Fleet::next`]: the fleet spawns no task. Each `next` hands the
/// responses of finished calls to their flows, and then polls the logins that are ready or due
/// until one returns an item. A call is polled once when it starts, so a response that is there at
/// once is handed in at once. So a program that is slow to call `next` again
///
/// - starts no call in the meantime;
/// - has at most [`max_calls`](Fleet::max_calls) calls in flight. Each keeps its own response,
///   limited to [`MAX_BODY`](crate::MAX_BODY) bytes, until the next `next`. A call whose time-out
///   has passed by then has another second, so that a response that is already there is read;
/// - has no queue of items: at most one item is returned for each `next`, and a flow is not polled
///   before its turn. The exception is a clock that is set back: what the logins return at that
///   moment is kept, usually nothing.
///
/// `next` returns to the runtime after a number of polls, also while more logins are due.
///
/// # Limits
///
/// [`Fleet::max_calls`] limits the calls in flight, [`Fleet::min_gap`] the rate of calls to one
/// host. A login whose call is not admitted yet is *queued*: it builds its request when its turn
/// comes. Where several hosts have queued logins, the next call goes to the host with the fewest in
/// flight, and within a host to the login that was queued first. A login that goes on after a
/// response or an input, for example to fetch its credentials, comes before those that poll.
///
/// A host may use the limit up to its equal share (`max_calls` divided by the number of hosts with
/// logins, rounded up). Above its share it may use free room, except for the last quarter of the
/// limit. So long polls of one service leave room for the others. No room is kept while all logins
/// are of one host and each has made a call.
///
/// A service that holds long polls occupies a call for each of its waiting logins: with a lower
/// limit they are polled in turns.
///
/// # Stopping
///
/// After [`Fleet::stop`], `next` starts no calls, returns what comes of those in flight, and then
/// `None`. [`Fleet::snapshots`] then has the rest:
///
/// ```
/// # use std::time::Duration;
/// # use qrlogin::{BoxFlow, Error, Snapshot};
/// # use qrlogin_tokio::{Fleet, Transport};
/// # fn save(_: Snapshot) {}
/// # async fn shut_down<T: Transport>(mut fleet: Fleet<BoxFlow, T>) -> Result<(), Error> {
/// fleet.stop(Duration::from_secs(5));
/// while let Some((id, progress)) = fleet.next().await {
///     // Events, credentials and errors, as before.
///     # let _ = (id, progress);
/// }
/// for (_, snapshot) in fleet.snapshots() {
///     save(snapshot?);
/// }
/// # Ok(())
/// # }
/// ```
///
/// Another fleet goes on with `fleet.add(flows::resume(&snapshot)?)`. Dropping a fleet cancels all
/// of its logins.
///
/// [`BoxFlow`]: qrlogin::BoxFlow
#[must_use = "a fleet sends nothing until it is run"]
pub struct Fleet<F: Flow, T: Transport> {
    transport: T,
    clock: Clock,
    limits: Limits,
    compact_from: Duration,
    logins: Logins<F, T::Error>,
    ready: VecDeque<LoginId>,
    schedule: Schedule,
    hosts: Hosts,
    calls: Calls<T::Error>,
    /// Items that came while the clock was set back.
    items: VecDeque<FleetItem<F::Credential, T::Error>>,
    /// The latest reading of the clock since it was last set back.
    latest: Timestamp,
    timer: Option<Pin<Box<Sleep>>>,
    /// When to stop waiting for the calls in flight; `None` unless the fleet is to stop.
    stop_at: Option<Instant>,
}

impl<F: Flow, T: Transport> Fleet<F, T> {
    /// An empty fleet.
    pub fn new(transport: T) -> Self {
        Self {
            transport,
            clock: Box::new(wall_clock),
            limits: Limits {
                calls: MAX_CALLS,
                gap: Duration::ZERO,
            },
            compact_from: COMPACT_FROM,
            logins: Logins::new(),
            ready: VecDeque::new(),
            schedule: Schedule::default(),
            hosts: Hosts::default(),
            calls: Calls::new(),
            items: VecDeque::new(),
            latest: Timestamp::default(),
            timer: None,
            stop_at: None,
        }
    }

    /// Sets the clock, by default the system's; for tests with tokio's paused time, see the
    /// [crate's page](crate#a-test-on-virtual-time).
    pub fn with_clock(mut self, clock: impl FnMut() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Sets how many calls may be in flight at once, by default 512; 0 counts as 1. Each holds a
    /// connection, so the system's limit of open files has to be higher.
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.limits.calls = calls.max(1);
        self
    }

    /// Sets the shortest time between the starts of two calls to the same host (name and port), by
    /// default none. tokio's clock measures it, to the millisecond.
    pub fn min_gap(mut self, gap: Duration) -> Self {
        self.limits.gap = gap;
        self
    }

    /// Sets from which wait on a login is kept in its [compact form](Flow::compact), by default a
    /// second. That takes less than half of the memory, and a little more time for each poll.
    /// `Duration::MAX` is never.
    pub fn compact_from(mut self, wait: Duration) -> Self {
        self.compact_from = wait;
        self
    }

    /// Adds a login, new or resumed from a snapshot. It begins in the next [`Fleet::next`].
    pub fn add(&mut self, flow: F) -> LoginId {
        let id = self.logins.insert(flow);
        self.hosts.join();
        self.ready.push_back(id);
        id
    }

    /// Runs the logins until one of them has an event or has ended. `None` if the fleet is empty,
    /// or was stopped and no call is left to wait for.
    ///
    /// Cancel-safe: the calls in flight stay in the fleet, so that the future can be dropped and
    /// created again at any time, as `select!` in a loop does.
    pub async fn next(&mut self) -> Option<FleetItem<F::Credential, T::Error>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Removes a login, and drops its call in flight, if there is one. The flow can be continued in
    /// another way; it returns that call again. `None` if the login is not in the fleet.
    pub fn cancel(&mut self, id: LoginId) -> Option<F> {
        if let Place::InFlight(call) = self.logins.get(id)?.place() {
            self.calls.remove(call);
            let host = self.logins.get(id)?.host;
            self.hosts.finish(host);
        }
        self.remove(id).map(|member| member.flow)
    }

    /// Hands the user's input to a login, after
    /// [`Event::InputWanted`](qrlogin::Event::InputWanted); see [`Flow::answer`]. `false` if the
    /// login wants none or is not in the fleet.
    pub fn answer(&mut self, id: LoginId, text: &Secret) -> bool {
        let now = (self.clock)();
        let Some(member) = self.logins.get_mut(id) else {
            return false;
        };
        let (is_waiting, taken) = (
            member.place() == Place::Waiting,
            member.flow.answer(now, text),
        );
        if taken && is_waiting {
            self.make_ready(id, true);
        }
        taken
    }

    /// The code that a login shows; see [`Flow::code`]. `None` if the login is not in the fleet.
    pub fn code(&self, id: LoginId) -> Option<QrCode> {
        self.flow(id)?.code()
    }

    /// A login's whole state, to be resumed later or in another process.
    ///
    /// # Errors
    /// [`Error::Finished`] if the login is not in the fleet.
    pub fn snapshot(&self, id: LoginId) -> Result<Snapshot, Error> {
        self.flow(id).ok_or(Error::Finished)?.snapshot()
    }

    /// The state of every login; see [`Flow::snapshot`]. The logins go on.
    pub fn snapshots(&self) -> impl Iterator<Item = (LoginId, Result<Snapshot, Error>)> {
        self.flows().map(|(id, flow)| (id, flow.snapshot()))
    }

    /// The flow of a login.
    pub fn flow(&self, id: LoginId) -> Option<&F> {
        self.logins.get(id).map(|member| &member.flow)
    }

    /// The flows of all logins.
    pub fn flows(&self) -> impl Iterator<Item = (LoginId, &F)> {
        self.logins.iter()
    }

    /// How many logins the fleet has.
    pub fn len(&self) -> usize {
        self.logins.len()
    }

    /// Whether the fleet has no logins.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many logins wait for the time of their next call, or for input.
    pub fn waiting(&self) -> usize {
        self.logins.waiting()
    }

    /// How many logins have a call to make that the [limits](Fleet#limits) do not admit yet.
    pub fn queued(&self) -> usize {
        self.logins.queued()
    }

    /// How many calls are in flight.
    pub fn in_flight(&self) -> usize {
        self.calls.len()
    }

    /// Starts no more calls. [`Fleet::next`] returns what comes of those in flight, and `None` when
    /// there are none left or `limit` has passed. All other logins stay as they are, for
    /// [`Fleet::snapshots`]; so do logins whose call is still in flight at the limit. Such a call
    /// is repeated when the login is resumed.
    pub fn stop(&mut self, limit: Duration) {
        let now = Instant::now();
        self.stop_at = Some(now.checked_add(limit).unwrap_or(now + FAR));
    }
}

impl<F: Flow, T: Transport> fmt::Debug for Fleet<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("logins", &self.len())
            .field("waiting", &self.waiting())
            .field("queued", &self.queued())
            .field("in_flight", &self.in_flight())
            .finish_non_exhaustive()
    }
}
