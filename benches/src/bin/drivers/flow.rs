//! The login of bilibili-web on a clock of its own, and one of its polls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use qrlogin::{Call, Flow as _, Login, Request, Response, Seed, Step, Timestamp, bilibili};
use qrlogin_transport::reroute::{loopback, reroute};

use crate::replies;

/// The interval of the polls.
const INTERVAL_MS: u64 = 2000;

/// A login whose code is renewed so often.
pub fn login(renewals: u32) -> Login<bilibili::Web> {
    Login::new(bilibili::Web::new(), Seed::new([7; 16])).renewals(renewals)
}

/// A clock that advances by the interval of the polls at each reading, except for the reading after
/// a call: thus no session pauses.
#[derive(Clone)]
pub struct Clock(Arc<State>);

struct State {
    now_ms: AtomicU64,
    calls: AtomicU64,
    has_called: AtomicBool,
}

impl Clock {
    pub fn new() -> Self {
        Self(Arc::new(State {
            now_ms: AtomicU64::new(1_800_000_000_000),
            calls: AtomicU64::new(0),
            has_called: AtomicBool::new(false),
        }))
    }

    pub fn read(&self) -> Timestamp {
        let step = match self.0.has_called.swap(false, Relaxed) {
            true => 0,
            false => INTERVAL_MS,
        };
        Timestamp::from_millis(self.0.now_ms.fetch_add(step, Relaxed) + step)
    }

    /// Counts a call.
    pub fn called(&self) {
        self.0.calls.fetch_add(1, Relaxed);
        self.0.has_called.store(true, Relaxed);
    }

    pub fn calls(&self) -> u64 {
        self.0.calls.load(Relaxed)
    }
}

/// The request of a poll, sent to this origin.
pub fn poll(origin: &str) -> Request {
    let (clock, mut login) = (Clock::new(), login(0));
    loop {
        match login.poll(clock.read()).unwrap() {
            Step::Send(call) if call.name == "poll" => return rerouted(call, origin),
            Step::Send(_) => {
                let body = replies::WEB_STARTED.1.as_bytes().to_vec();
                login.handle(clock.read(), Ok(Response::new(body)));
            }
            _ => {}
        }
    }
}

fn rerouted(call: Call, origin: &str) -> Request {
    let mut request = call.request;
    reroute(&mut request, &loopback(origin).unwrap()).unwrap();
    request
}
