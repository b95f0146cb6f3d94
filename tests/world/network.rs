//! Sends calls to the simulator on virtual time, through the network's faults.

use qrlogin::http::header::RETRY_AFTER;
use qrlogin::http::{HeaderValue, StatusCode};
use qrlogin::{Call, Failure, Response};
use qrlogin_simulator::{CodeState, Exchange, Progress, Simulator};
use qrlogin_test_support::{reply, to_failure};

use super::network_faults::{NetworkFault, NetworkFaults};
use super::random::Random;

/// The simulator's notes of faults that keep a request from its service.
const KEPT_OFF: [&str; 10] = [
    "cut-before",
    "hang",
    "status",
    "412-json",
    "412-html",
    "405-html",
    "html",
    "empty",
    "refuse",
    FIREWALL,
];
/// The note of 115's firewall at one of its hosts.
const FIREWALL: &str = "host blocked";

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// The service's own response came whole.
    Intact,
    /// The service held the request longer than the caller waited: nothing had happened.
    Held,
    /// No response came.
    Lost,
    /// Another server reported a transient error.
    Busy,
    /// The response is not the service's own, or was damaged.
    Malformed,
}

/// A call and its outcome.
pub struct Carried {
    /// When the caller knows the outcome.
    pub at: u64,
    pub outcome: Result<Response, Failure>,
    pub quality: Quality,
    /// When the service acted on it, if it did.
    pub acted: Option<u64>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// Whether the service noted that it came too fast.
    pub too_fast: bool,
    /// The fault, by name.
    pub fault: Option<&'static str>,
}

pub struct Network {
    pub simulator: Simulator,
    faults: NetworkFaults,
    random: Random,
    /// Long polls that their clients have abandoned and the service still holds.
    abandoned: Vec<Exchange>,
    /// The codes whose credentials, sent only once, were in the response to an abandoned poll.
    pub lost: Vec<usize>,
}

impl Network {
    pub fn new(simulator: Simulator, faults: NetworkFaults, random: Random) -> Self {
        Self {
            simulator,
            faults,
            random,
            abandoned: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Sends a call. The caller waits for `limit` ms at most.
    pub fn carry(
        &mut self,
        now: u64,
        elapsed: u64,
        shown: bool,
        call: &Call,
        limit: u64,
    ) -> Carried {
        let fault = self.faults.next(elapsed, shown, &mut self.random);
        let give_up = now + limit;
        let there = self.faults.latency(&mut self.random);
        let back = self.faults.latency(&mut self.random);
        let nothing = |at: u64, outcome, quality| Carried {
            at: at.min(give_up),
            outcome: if at > give_up {
                Err(Failure::Timeout)
            } else {
                outcome
            },
            quality: if at > give_up { Quality::Lost } else { quality },
            acted: None,
            retry_after: None,
            too_fast: false,
            fault: fault.as_ref().map(NetworkFault::name),
        };
        match fault {
            Some(NetworkFault::RequestLost(failure, after)) => {
                return nothing(now.saturating_add(after), Err(failure), Quality::Lost);
            }
            Some(NetworkFault::Status(status, after)) => {
                let mut carried =
                    nothing(now + there + back, Ok(front(status, after)), Quality::Busy);
                carried.retry_after = after.filter(|_| carried.outcome.is_ok());
                return carried;
            }
            Some(NetworkFault::Empty) => {
                return nothing(now + there + back, Ok(front(200, None)), Quality::Malformed);
            }
            _ if there >= limit => {
                return nothing(u64::MAX, Err(Failure::Timeout), Quality::Lost);
            }
            _ => {}
        }
        let mut carried = self.exchange(now + there, give_up, call);
        if carried.quality == Quality::Held {
            return carried;
        }
        carried.fault = fault.as_ref().map(NetworkFault::name).or(carried.fault);
        let mut late = carried.at + back;
        match fault {
            Some(NetworkFault::ReplyLost(failure)) => {
                late = if failure == Failure::Timeout {
                    u64::MAX
                } else {
                    late
                };
                carried.outcome = Err(failure);
                carried.quality = Quality::Lost;
            }
            Some(NetworkFault::Late(by)) => late += by,
            Some(NetworkFault::CutBody(thousandths)) => {
                if let Ok(response) = &mut carried.outcome {
                    let body = response.body_mut();
                    // A redirect has no body.
                    if !body.is_empty() && carried.quality != Quality::Busy {
                        body.truncate(body.len() * thousandths as usize / 1000);
                        carried.quality = Quality::Malformed;
                    }
                }
            }
            _ => {}
        }
        if late > give_up {
            carried.outcome = Err(Failure::Timeout);
            carried.quality = Quality::Lost;
        }
        carried.at = late.min(give_up);
        carried.retry_after = carried
            .retry_after
            .filter(|_| carried.quality == Quality::Busy);
        carried
    }

    /// The simulator's part.
    fn exchange(&mut self, arrival: u64, give_up: u64, call: &Call) -> Carried {
        self.serve_abandoned(arrival);
        let entry = self.simulator.log().len();
        let exchange = self.simulator.begin(arrival, call.request.clone());
        let mut now = arrival;
        let delivery = loop {
            match self.simulator.poll(now, &exchange) {
                Progress::Ready(delivery) => break Some(delivery),
                Progress::Held { until_ms, .. } if until_ms <= give_up => now = until_ms,
                Progress::Held { .. } => {
                    if self.faults.abandoned {
                        self.abandoned.push(exchange);
                    } else {
                        self.simulator.abandon(&exchange);
                    }
                    break None;
                }
                Progress::Gone => panic!("an exchange was lost"),
            }
        };
        let notes = &self.simulator.log()[entry].notes;
        let firewall = notes.contains(&FIREWALL).then_some(FIREWALL);
        let fault = firewall.or_else(|| notes.first().copied().filter(|note| is_fault(note)));
        let acted = !notes.iter().any(|note| KEPT_OFF.contains(note));
        // A gateway logs its calls to the service behind it.
        let behind = self.simulator.log()[entry..].iter();
        let mut said = behind.flat_map(|entry| &entry.notes);
        let too_fast = said.any(|note| note.contains("fast"));
        let Some(delivery) = delivery else {
            return Carried {
                at: give_up,
                outcome: Err(Failure::Timeout),
                quality: Quality::Held,
                acted: None,
                retry_after: None,
                too_fast,
                fault,
            };
        };
        let (at, outcome) = delivery.received(now, give_up);
        let outcome = outcome.map_err(to_failure);
        let transient = |status: StatusCode| matches!(status.as_u16(), 429 | 502..=504);
        let quality = match (&outcome, fault) {
            (Err(_), _) => Quality::Lost,
            (Ok(_), None | Some("slow-body" | "wrong-charset" | "cut-body")) => Quality::Intact,
            (Ok(response), _) if transient(response.status()) => Quality::Busy,
            (Ok(_), _) => Quality::Malformed,
        };
        let asked = outcome.as_ref().ok().and_then(|response| {
            let value = response.headers().get(RETRY_AFTER)?;
            value.to_str().ok()?.parse().ok()
        });
        Carried {
            at,
            outcome,
            quality,
            acted: acted.then_some(now),
            retry_after: asked.filter(|_| quality == Quality::Busy),
            too_fast,
            fault,
        }
    }

    /// Lets the service go on with abandoned polls.
    fn serve_abandoned(&mut self, now: u64) {
        let collected = |simulator: &Simulator| -> Vec<usize> {
            let codes = simulator.codes().into_iter().enumerate();
            let collected = codes.filter(|(_, code)| code.state == CodeState::Collected);
            collected.map(|(index, _)| index).collect()
        };
        if self.abandoned.is_empty() {
            return;
        }
        let before = collected(&self.simulator);
        let simulator = &mut self.simulator;
        self.abandoned
            .retain(|abandoned| matches!(simulator.poll(now, abandoned), Progress::Held { .. }));
        let after = collected(simulator).into_iter();
        self.lost
            .extend(after.filter(|index| !before.contains(index)));
    }
}

fn is_fault(note: &str) -> bool {
    let spoils = [
        "cut-after",
        "cut-body",
        "slow-body",
        "garbage",
        "wrong-charset",
    ];
    KEPT_OFF.contains(&note) || spoils.contains(&note)
}

/// The response of a proxy before the service.
fn front(status: u16, retry_after: Option<u64>) -> Response {
    let page = if status == 200 {
        ""
    } else {
        "<html><h1>Bad gateway</h1></html>"
    };
    let mut response = reply(status, page);
    if let Some(seconds) = retry_after {
        let value = HeaderValue::from_str(&seconds.to_string()).unwrap();
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}
