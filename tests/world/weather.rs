//! What the network does to a call: decided from the plan's rates, outages and bursts.

use qrlogin::Failure;
use qrlogin_simulator::Fault;
use qrlogin_test_support::FlowUnderTest;

use super::random::Random;

/// What happens to one call on its way.
#[derive(Clone, Debug)]
pub enum Mishap {
    /// The request never arrives; the caller learns of it after so many ms, or by its time-out.
    LostBefore(Failure, u64),
    /// The service acts, the reply never arrives.
    LostAfter(Failure),
    /// The reply is so many ms late, perhaps later than the caller waits.
    Late(u64),
    /// The body ends after so many thousandths, and the caller does not notice.
    CutBody(u64),
    /// Another server in front answers; with `Retry-After` in seconds if there is one.
    Status(u16, Option<u64>),
    /// An empty answer of another server in front.
    Empty,
}

impl Mishap {
    pub fn name(&self) -> &'static str {
        match self {
            Self::LostBefore(Failure::Timeout, _) => "request lost, time-out",
            Self::LostBefore(..) => "request lost",
            Self::LostAfter(Failure::Timeout) => "reply lost, time-out",
            Self::LostAfter(_) => "reply lost",
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
pub struct Weather {
    /// How many calls in a thousand suffer.
    rate: u64,
    /// First and last call of a burst, and what hits all of its calls.
    bursts: Vec<(u64, u64, Mishap)>,
    /// Begin and end in ms after the start, and what hits every call meanwhile.
    outages: Vec<(u64, u64, Mishap)>,
    /// The time from the caller to the service and back, in ms.
    round_trip: (u64, u64),
    /// Whether the service goes on serving a long poll that its client has given up.
    pub ghosts: bool,
    faults: Vec<Fault>,
    calls: u64,
}

impl Weather {
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
            ghosts: random.chance(500),
            faults,
            calls: 0,
        }
    }

    /// The faults that the simulator itself plays.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// One way of a round trip.
    pub fn latency(&self, random: &mut Random) -> u64 {
        random.between(self.round_trip.0, self.round_trip.1) / 2
    }

    /// What happens to the next call, which is made so long after the start.
    pub fn next(&mut self, elapsed: u64, shown: bool, random: &mut Random) -> Option<Mishap> {
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
        let lasting = during.or(within).map(|(.., mishap)| mishap.clone());
        let mishap = lasting.or_else(|| random.chance(self.rate).then(|| passing(random)))?;
        Some(match mishap {
            // Where no code is on show, a failed handshake is taken for a lasting one.
            Mishap::LostBefore(Failure::Tls, after) if !shown => {
                Mishap::LostBefore(Failure::Connect, after)
            }
            mishap => mishap,
        })
    }
}

/// A mishap as it can strike one call.
fn passing(random: &mut Random) -> Mishap {
    match random.between(0, 9) {
        0..=2 => lasting(random),
        3 => Mishap::LostAfter(Failure::Timeout),
        4..=5 => Mishap::LostAfter(Failure::Io),
        6 => Mishap::CutBody(random.between(0, 999)),
        7 => Mishap::Empty,
        _ => Mishap::Late(random.between(100, 60_000)),
    }
}

/// A mishap as it can strike call after call.
fn lasting(random: &mut Random) -> Mishap {
    match random.between(0, 9) {
        0..=3 => {
            let status = *random.pick(&[502, 503, 504, 429]);
            let after = random.chance(400).then(|| random.between(0, 90));
            Mishap::Status(status, after)
        }
        4..=5 => Mishap::LostBefore(Failure::Timeout, u64::MAX),
        _ => {
            let failures = [Failure::Connect, Failure::Io, Failure::Other, Failure::Tls];
            Mishap::LostBefore(*random.pick(&failures), random.between(0, 3_000))
        }
    }
}

/// A fault for the simulator to play.
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
    // What a refusal means at another call than the poll is not for the flow to bear.
    let target = if kind.starts_with("refuse") {
        poll
    } else {
        "any"
    };
    format!("{target}#{first}-{last} {kind}").parse().unwrap()
}
