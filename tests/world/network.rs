//! Carries calls to the simulator on virtual time, with all that can happen on the way.

use qrlogin::http::header::RETRY_AFTER;
use qrlogin::http::{HeaderValue, StatusCode};
use qrlogin::{Call, Failure, Response};
use qrlogin_simulator::{Exchange, Progress, Simulator};
use qrlogin_test_support::{reply, to_failure};

use super::random::Random;
use super::weather::{Mishap, Weather};

/// What the simulator does to a request so that its service never sees it.
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
/// The firewall of 115 at one of its hosts, whatever else happens on the way.
const FIREWALL: &str = "host blocked";

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// The service's own answer came whole.
    Intact,
    /// The service held the request longer than the caller waited: nothing has happened.
    Held,
    /// No answer came.
    Lost,
    /// Another server answered that it cannot, now.
    Busy,
    /// What came was not the service's answer as it gave it.
    Spoilt,
}

/// A call that was carried.
pub struct Carried {
    /// When the caller knows the outcome.
    pub at: u64,
    pub outcome: Result<Response, Failure>,
    pub quality: Quality,
    /// When the service acted on it, if it did.
    pub acted: Option<u64>,
    /// The pause that was asked for in seconds.
    pub retry_after: Option<u64>,
    /// Whether the service found that it came too fast.
    pub too_fast: bool,
    /// What went wrong, by name.
    pub mishap: Option<&'static str>,
}

pub struct Network {
    pub simulator: Simulator,
    weather: Weather,
    random: Random,
    /// Long polls whose clients have gone, and that their service still holds.
    ghosts: Vec<Exchange>,
}

impl Network {
    pub fn new(simulator: Simulator, weather: Weather, random: Random) -> Self {
        Self {
            simulator,
            weather,
            random,
            ghosts: Vec::new(),
        }
    }

    /// Makes a call. The caller waits for `patience` ms at most.
    pub fn carry(
        &mut self,
        now: u64,
        elapsed: u64,
        shown: bool,
        call: &Call,
        patience: u64,
    ) -> Carried {
        let mishap = self.weather.next(elapsed, shown, &mut self.random);
        let give_up = now + patience;
        let there = self.weather.latency(&mut self.random);
        let back = self.weather.latency(&mut self.random);
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
            mishap: mishap.as_ref().map(Mishap::name),
        };
        match mishap {
            Some(Mishap::LostBefore(failure, after)) => {
                return nothing(now.saturating_add(after), Err(failure), Quality::Lost);
            }
            Some(Mishap::Status(status, after)) => {
                let mut carried =
                    nothing(now + there + back, Ok(front(status, after)), Quality::Busy);
                carried.retry_after = after.filter(|_| carried.outcome.is_ok());
                return carried;
            }
            Some(Mishap::Empty) => {
                return nothing(now + there + back, Ok(front(200, None)), Quality::Spoilt);
            }
            _ if there >= patience => {
                return nothing(u64::MAX, Err(Failure::Timeout), Quality::Lost);
            }
            _ => {}
        }
        let mut carried = self.exchange(now + there, give_up, call);
        if carried.quality == Quality::Held {
            return carried;
        }
        carried.mishap = mishap.as_ref().map(Mishap::name).or(carried.mishap);
        let mut late = carried.at + back;
        match mishap {
            Some(Mishap::LostAfter(failure)) => {
                late = if failure == Failure::Timeout {
                    u64::MAX
                } else {
                    late
                };
                carried.outcome = Err(failure);
                carried.quality = Quality::Lost;
            }
            Some(Mishap::Late(by)) => late += by,
            Some(Mishap::CutBody(thousandths)) => {
                if let Ok(response) = &mut carried.outcome {
                    let body = response.body_mut();
                    // A redirect has nothing to cut.
                    if !body.is_empty() && carried.quality != Quality::Busy {
                        body.truncate(body.len() * thousandths as usize / 1000);
                        carried.quality = Quality::Spoilt;
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
        self.haunt(arrival);
        let entry = self.simulator.log().len();
        let exchange = self.simulator.begin(arrival, call.request.clone());
        let mut now = arrival;
        let delivery = loop {
            match self.simulator.poll(now, &exchange) {
                Progress::Ready(delivery) => break Some(delivery),
                Progress::Held { until_ms } if until_ms <= give_up => now = until_ms,
                Progress::Held { .. } => {
                    if self.weather.ghosts {
                        self.ghosts.push(exchange);
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
        let mishap = firewall.or_else(|| notes.first().copied().filter(|note| is_fault(note)));
        let acted = !notes.iter().any(|note| KEPT_OFF.contains(note));
        // A service may have asked another one behind it.
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
                mishap,
            };
        };
        let (at, outcome) = delivery.received(now, give_up);
        let outcome = outcome.map_err(to_failure);
        let transient = |status: StatusCode| matches!(status.as_u16(), 429 | 502..=504);
        let quality = match (&outcome, mishap) {
            (Err(_), _) => Quality::Lost,
            (Ok(_), None | Some("slow-body" | "wrong-charset" | "cut-body")) => Quality::Intact,
            (Ok(response), _) if transient(response.status()) => Quality::Busy,
            (Ok(_), _) => Quality::Spoilt,
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
            mishap,
        }
    }

    /// Lets the service go on with what nobody waits for.
    fn haunt(&mut self, now: u64) {
        let simulator = &mut self.simulator;
        self.ghosts
            .retain(|ghost| matches!(simulator.poll(now, ghost), Progress::Held { .. }));
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

/// The answer of a server in front.
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
