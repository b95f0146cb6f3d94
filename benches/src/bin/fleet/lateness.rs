//! How late the polls of many logins are in real time, over HTTP on loopback. The simulator is in a
//! second process.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use qrlogin::{BoxFlow, Error, Event, Failure, Flow, InputWanted, Login, QrCode, Response};
use qrlogin::{Secret, Seed, Snapshot, Step, Timestamp, taptap};
use qrlogin_simulator::{Scenario, Server};
use qrlogin_tokio::{Config, Fleet, HyperTransport, Progress};
use tokio::time::{self, sleep_until, timeout_at};

use crate::process;

/// The interval of the polls, as the scenario states it to the logins.
const INTERVAL: Duration = Duration::from_secs(30);
const SCENARIO: &str = "taptap.interval = 30\nperson =\nremember = 2000000";
/// The limit of calls in flight.
const MAX_CALLS: usize = 512;
/// The logins of an interval are started in so many groups.
const GROUPS: u32 = 3_000;

/// Runs the logins for so many seconds, after an interval in which they are started one by one.
pub fn print(logins: usize, seconds: u64) {
    let mut server = Command::new(std::env::current_exe().unwrap())
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let origin = origin_of(&mut server);
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let seconds = Duration::from_secs(seconds);
    let (mut polls, most_in_flight) = runtime.block_on(run(&origin, logins, seconds));
    polls.sort_unstable();
    let at = |part: f64| polls[((polls.len() - 1) as f64 * part) as usize];
    println!("{logins} logins of taptap at an interval of 30 s, max_calls {MAX_CALLS},");
    println!(
        "{} polls in {} s, at most {most_in_flight} in flight\n",
        polls.len(),
        seconds.as_secs()
    );
    println!("| lateness of a poll | p50 | p99 | max |");
    println!("|---|---|---|---|");
    println!("| ms | {} | {} | {} |", at(0.5), at(0.99), at(1.0));
    drop(server.stdin.take());
    server.wait().unwrap();
}

/// What the process of the simulator does: serves until its input ends.
pub fn serve() {
    let scenario: Scenario = SCENARIO.parse().unwrap();
    let server = Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap();
    println!("{}", server.origin());
    let _ = std::io::stdin().read(&mut [0]);
}

fn origin_of(server: &mut Child) -> String {
    let mut line = String::new();
    let output = server.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// The lateness of each poll in ms, and the most calls that were seen in flight.
async fn run(origin: &str, logins: usize, time: Duration) -> (Vec<u64>, usize) {
    let transport = HyperTransport::new(Config::new().reroute(origin).unwrap()).unwrap();
    let mut fleet = Fleet::new(transport).max_calls(MAX_CALLS);
    let polls = Rc::default();
    let begun = time::Instant::now();
    let mut most_in_flight = 0;
    for group in 0..GROUPS {
        let before = logins * group as usize / GROUPS as usize;
        let after = logins * (group as usize + 1) / GROUPS as usize;
        for number in before..after {
            fleet.add(Timed::new(number, &polls));
        }
        run_until(&mut fleet, begun + INTERVAL * (group + 1) / GROUPS).await;
    }
    // From here on, each login has its code and polls.
    polls.borrow_mut().clear();
    let (cpu, wall) = (process::cpu_nanoseconds(), Instant::now());
    let steps = u32::try_from(time.as_millis() / 10).unwrap();
    for step in 1..=steps {
        run_until(
            &mut fleet,
            begun + INTERVAL + Duration::from_millis(10) * step,
        )
        .await;
        most_in_flight = most_in_flight.max(fleet.in_flight());
    }
    let used = (process::cpu_nanoseconds() - cpu) / wall.elapsed().as_nanos() as f64;
    println!("the fleet's thread used {:.0} % of a core", used * 100.0);
    (polls.take(), most_in_flight)
}

async fn run_until(fleet: &mut Fleet<Timed, HyperTransport>, end: time::Instant) {
    while let Ok(item) = timeout_at(end, fleet.next()).await {
        match item {
            Some((_, Ok(Progress::Event(Event::Code(_))))) => {}
            Some((_, Ok(_))) => panic!("a call has failed, or a login has ended"),
            Some((_, Err(error))) => panic!("{error}"),
            None => return sleep_until(end).await,
        }
    }
}

/// A login that records how long after its wait the next call starts.
struct Timed {
    flow: BoxFlow,
    due: Option<Timestamp>,
    late: Option<u64>,
    polls: Rc<RefCell<Vec<u64>>>,
}

impl Timed {
    fn new(number: usize, polls: &Rc<RefCell<Vec<u64>>>) -> Self {
        let mut seed = [7; 16];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let provider = taptap::Direct::new(taptap::Region::China, taptap::Goal::Token);
        Self {
            flow: Login::new(provider, Seed::new(seed)).boxed(),
            due: None,
            late: None,
            polls: polls.clone(),
        }
    }
}

impl Flow for Timed {
    type Credential = <BoxFlow as Flow>::Credential;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        let step = self.flow.poll(now);
        match (&step, self.due) {
            (Ok(Step::Wait(until)), _) => self.due = Some(*until),
            // Comes again if the call is queued: the last time counts.
            (Ok(Step::Send(_)), Some(due)) => {
                let late = Timestamp::from(SystemTime::now()) - due;
                self.late = Some(u64::try_from(late.as_millis()).unwrap());
            }
            _ => {}
        }
        step
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.polls.borrow_mut().extend(self.late.take());
        self.flow.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.flow.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.flow.code()
    }

    fn input(&self) -> Option<InputWanted> {
        self.flow.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.flow.answer(now, text)
    }
}
