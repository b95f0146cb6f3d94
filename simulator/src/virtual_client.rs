//! A client's side of a simulator, on virtual time.

use std::io;
use std::time::Duration;

use crate::exchange::{Failure, Request, Response};
use crate::scenario::Scenario;
use crate::simulator::Simulator;

/// A simulator together with the clock of one client: requests are handled in process, and the
/// clock moves to the time of the response. Nothing sleeps.
///
/// Any client with injected requests and time can run on it, such as the flows of `qrlogin`:
///
/// ```
/// use std::time::Duration;
/// use qrlogin_simulator::{Failure, Scenario, VirtualClient};
///
/// let scenario = Scenario::default().with("wechat-web.lifetime", "20s")?.with("person", "")?;
/// let mut client = VirtualClient::new(scenario, 1_800_000_000_000);
/// let get = |url: &str| http::Request::get(url).body(Vec::new());
///
/// let code = get("https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new")?;
/// let code = client.send(code, Duration::from_secs(10))?;
/// assert_eq!(code.status(), 200);
///
/// // A held long poll outlasts a short time-out.
/// let code = String::from_utf8(code.into_body())?;
/// let uuid = code.split('"').nth(1).unwrap_or_default();
/// let poll = "https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login";
/// let poll = get(&format!("{poll}?uuid={uuid}&tip=0"))?;
/// let quiet = client.send(poll, Duration::from_secs(5));
/// assert_eq!(quiet.err(), Some(Failure::TimedOut));
/// assert_eq!(client.now_ms(), 1_800_000_005_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct VirtualClient {
    simulator: Simulator,
    now_ms: u64,
}

impl VirtualClient {
    /// A client of a new simulator, whose clock shows this time (Unix milliseconds).
    pub fn new(scenario: Scenario, now_ms: u64) -> Self {
        Self::of(Simulator::new(scenario), now_ms)
    }

    /// A client of this simulator.
    pub fn of(simulator: Simulator, now_ms: u64) -> Self {
        Self { simulator, now_ms }
    }

    /// What the client's clock shows, in Unix milliseconds.
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Sends a request and waits for the response, at most for `timeout`. The clock moves to the
    /// time of the result.
    ///
    /// # Errors
    /// [`Failure::TimedOut`] if no response came in that time, as for a held long poll; the others
    /// if the connection was closed.
    pub fn send(&mut self, request: Request, timeout: Duration) -> Result<Response, Failure> {
        let timeout = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        let give_up = self.now_ms.saturating_add(timeout);
        let (when, outcome) = self.simulator.exchange(self.now_ms, request, give_up);
        self.wait_until(when);
        outcome
    }

    /// Advances the clock.
    pub fn wait(&mut self, time: Duration) {
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.now_ms = self.now_ms.saturating_add(time);
    }

    /// Advances the clock to this time (Unix milliseconds), unless it is past.
    pub fn wait_until(&mut self, at_ms: u64) {
        self.now_ms = self.now_ms.max(at_ms);
    }

    /// The simulator, to read what was issued and requested.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// The simulator alone.
    pub fn into_simulator(self) -> Simulator {
        self.simulator
    }

    /// The simulator, to act as the person or to change the scenario.
    pub fn simulator_mut(&mut self) -> &mut Simulator {
        &mut self.simulator
    }
}

/// As an HTTP client reports it: `TimedOut`, or `UnexpectedEof` for a connection that was closed.
impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        let kind = match failure {
            Failure::TimedOut => io::ErrorKind::TimedOut,
            Failure::Cut | Failure::CutBody => io::ErrorKind::UnexpectedEof,
        };
        Self::new(kind, failure)
    }
}
