//! What the network does to a call, from the plan's rates, outages and bursts.

use qrlogin::Failure;
use qrlogin_simulator::Fault;
use qrlogin_test_support::FlowUnderTest;

use super::random::Random;

/// A fault of one call.
#[derive(Clone, Debug)]
pub enum NetworkFault {
    /// The request is lost; the caller sees that after so many ms, or by its time-out.
    RequestLost(Failure, u64),
    /// The service acts, and its response is lost.
    ReplyLost(Failure),
    /// The response is so many ms late, which may be after the time-out.
    Late(u64),
    /// The body ends after so many thousandths, without an error.
    CutBody(u64),
    /// A proxy responds with this status, and with `Retry-After` in seconds if there is one.
    Status(u16, Option<u64>),
    /// A proxy responds with an empty body.
    Empty,
}

impl NetworkFault {
    pub fn name(&self) -> &'static str {
        match self {
            Self::RequestLost(Failure::Timeout, _) => "request lost, time-out",
            Self::RequestLost(..) => "request lost",
            Self::ReplyLost(Failure::Timeout) => "reply lost, time-out",
            Self::ReplyLost(_) => "reply lost",
            Self::Late(_) => "delay",
            Self::CutBody(_) => "body cut",
            Self::Status(429, _) => "429",
            Self::Status(..) => "502, 503, 504",
            Self::Empty => "empty answer",
        }
    }
}

/// The network of a world.
#[derive(Clone)]
pub struct NetworkFaults {
    /// How many calls in a thousand have a fault.
    rate: u64,
    /// First and last call of a burst, and the fault of its calls.
    bursts: Vec<(u64, u64, NetworkFault)>,
    /// Begin and end in ms after the start, and the fault of every call meanwhile.
    outages: Vec<(u64, u64, NetworkFault)>,
    /// The time from the caller to the service and back, in ms.
    round_trip: (u64, u64),
    /// Whether the service goes on with a long poll that its client has abandoned.
    pub abandoned: bool,
    faults: Vec<Fault>,
    calls: u64,
}

impl NetworkFaults {
    pub fn of(flow: &FlowUnderTest, life: u64, random: &mut Random) -> Self {
        let count = |random: &mut Random| random.between(0, 5).saturating_sub(3);
        let rate = *random.pick(&[0, 0, 0, 30, 30, 100, 200, 500]);
        let calm = rate == 0 && random.chance(500);
        let (bursts, outages) = if calm {
            (0, 0)
        } else {
            (count(random), count(random))
        };
        let bursts = (0..bursts).map(|_| {
            let first = random.between(0, *random.clone().pick(&[4, 20, 80]));
            (first, first + random.between(0, 8), lasting(random))
        });
        let bursts = bursts.collect();
        let outages = (0..outages).map(|_| {
            let begin = random.between(0, life);
            (
                begin,
                begin + random.between(1_000, 90_000),
                lasting(random),
            )
        });
        let outages = outages.collect();
        let faults = (0..if calm { 0 } else { count(random) }).map(|_| fault(flow, random));
        let faults = faults.collect();
        Self {
            rate,
            bursts,
            outages,
            round_trip: *random.pick(&[(0, 0), (1, 30), (50, 300), (300, 4_000)]),
            abandoned: random.chance(500),
            faults,
            calls: 0,
        }
    }

    /// The faults for the simulator itself.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// One way of a round trip.
    pub fn latency(&self, random: &mut Random) -> u64 {
        random.between(self.round_trip.0, self.round_trip.1) / 2
    }

    /// The fault of the next call, which is sent so many ms after the start.
    pub fn next(&mut self, elapsed: u64, shown: bool, random: &mut Random) -> Option<NetworkFault> {
        self.calls += 1;
        let call = self.calls;
        let during = self
            .outages
            .iter()
            .find(|(begin, end, _)| (*begin..*end).contains(&elapsed));
        let within = self
            .bursts
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&call));
        let lasting = during.or(within).map(|(.., fault)| fault.clone());
        let fault = lasting.or_else(|| random.chance(self.rate).then(|| passing(random)))?;
        Some(match fault {
            // Without a code on show, a failed handshake counts as permanent.
            NetworkFault::RequestLost(Failure::Tls, after) if !shown => {
                NetworkFault::RequestLost(Failure::Connect, after)
            }
            fault => fault,
        })
    }
}

/// A fault of a single call.
fn passing(random: &mut Random) -> NetworkFault {
    match random.between(0, 9) {
        0..=2 => lasting(random),
        3 => NetworkFault::ReplyLost(Failure::Timeout),
        4..=5 => NetworkFault::ReplyLost(Failure::Io),
        6 => NetworkFault::CutBody(random.between(0, 999)),
        7 => NetworkFault::Empty,
        _ => NetworkFault::Late(random.between(100, 60_000)),
    }
}

/// A fault that can hit call after call.
fn lasting(random: &mut Random) -> NetworkFault {
    match random.between(0, 9) {
        0..=3 => {
            let status = *random.pick(&[502, 503, 504, 429]);
            let after = random.chance(400).then(|| random.between(0, 90));
            NetworkFault::Status(status, after)
        }
        4..=5 => NetworkFault::RequestLost(Failure::Timeout, u64::MAX),
        _ => {
            let failures = [Failure::Connect, Failure::Io, Failure::Other, Failure::Tls];
            NetworkFault::RequestLost(*random.pick(&failures), random.between(0, 3_000))
        }
    }
}

/// A fault for the simulator.
fn fault(flow: &FlowUnderTest, random: &mut Random) -> Fault {
    let mut kinds = vec![
        "cut-before".to_owned(),
        "cut-after".to_owned(),
        format!("cut-body:{}", random.between(0, 90)),
        format!("slow-body:20/{}ms", random.between(1, 3_000)),
        "hang".to_owned(),
        "status:502".to_owned(),
        format!("status:503/{}", random.between(0, 20)),
        format!("status:429/{}", random.between(0, 20)),
        "garbage".to_owned(),
        "wrong-charset".to_owned(),
        "empty".to_owned(),
    ];
    let (poll, refusals) = flow.service.refusals;
    kinds.extend(refusals.iter().copied().map(String::from));
    let first = random.between(1, *random.clone().pick(&[3, 12, 60]));
    let last = first + random.between(0, 3);
    let kind = random.pick(&kinds);
    // A flow need not survive a refusal at another call than the poll.
    let target = if kind.starts_with("refuse") {
        poll
    } else {
        "any"
    };
    format!("{target}#{first}-{last} {kind}").parse().unwrap()
}
