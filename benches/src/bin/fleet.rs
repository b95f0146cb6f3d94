//! Many waiting logins of bilibili-web on virtual time: in a fleet, as a tokio task with a session
//! each, and as a task with a bare loop each. Rounds of the three are interleaved; the figures are
//! medians.
//!
//! ```text
//! cargo run --release --bin fleet [LOGINS [ROUNDS]]
//! ```

#[path = "../replies.rs"]
#[allow(dead_code)]
mod replies;

use std::future::{Ready, ready};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use qrlogin::{BoxFlow, Call, Failure, Flow, Login, Response, Seed, Step, Timestamp, bilibili};
use qrlogin_tokio::{Fleet, Session};
use tokio::runtime::Runtime;
use tokio::time;

/// How far a round advances the virtual time. All rounds have to end before the codes expire.
const ROUND: Duration = Duration::from_secs(4);
/// Logins are started in so many groups, 10 ms apart.
const GROUPS: usize = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default| {
        let argument = arguments.get(place);
        argument.and_then(|it| it.parse().ok()).unwrap_or(default)
    };
    if let Some("memory") = arguments.first().map(String::as_str) {
        return print_memory(&arguments[1], number(2, 100_000));
    }
    let (logins, rounds) = (number(0, 100_000), number(1, 15));
    println!("{logins} logins of bilibili-web on virtual time, medians of {rounds} rounds\n");
    let memory = ["fleet", "sessions", "loops"].map(|kind| memory_of(kind, logins));
    let speed = speed(logins, rounds);
    println!("| | fleet | session per task | bare loop per task | ratios to the fleet |");
    println!("|---|---|---|---|---|");
    println!(
        "| resident bytes of a waiting login | {:.0} | {:.0} | {:.0} | {:.2}, {:.2} |",
        memory[0],
        memory[1],
        memory[2],
        memory[1] / memory[0],
        memory[2] / memory[0],
    );
    let per_second = speed.map(|nanoseconds| 1e6 / nanoseconds);
    println!(
        "| thousand polls of the service per second | {:.0} | {:.0} | {:.0} | {:.2}, {:.2} |",
        per_second[0],
        per_second[1],
        per_second[2],
        per_second[1] / per_second[0],
        per_second[2] / per_second[0],
    );
}

/// Nanoseconds for each poll of the service: in a fleet, in sessions, in bare loops.
fn speed(logins: usize, rounds: usize) -> [f64; 3] {
    let mut worlds = ["fleet", "sessions", "loops"].map(|kind| start(kind, logins));
    let mut samples = [const { Vec::new() }; 3];
    for round in 0..=rounds {
        for (world, samples) in worlds.iter_mut().zip(&mut samples) {
            let (polls, begun) = (world.polls(), Instant::now());
            world.advance(ROUND);
            let nanoseconds = begun.elapsed().as_nanos() as f64;
            // The first round warms the caches.
            if round > 0 {
                samples.push(nanoseconds / (world.polls() - polls) as f64);
            }
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    })
}

type Transport = Box<dyn FnMut(Call) -> Ready<Result<Response, Failure>> + Send>;

/// Logins on a runtime of their own, whose clock stands still between rounds.
struct World {
    runtime: Runtime,
    fleet: Option<Fleet<BoxFlow, Transport>>,
    polls: Arc<AtomicU64>,
}

impl World {
    fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    fn advance(&mut self, by: Duration) {
        let Self { runtime, fleet, .. } = self;
        runtime.block_on(async {
            let end = time::Instant::now() + by;
            match fleet {
                Some(fleet) if !fleet.is_empty() => {
                    while let Ok(Some(item)) = time::timeout_at(end, fleet.next()).await {
                        let _ = item.1.unwrap();
                    }
                }
                _ => time::sleep_until(end).await,
            }
        });
    }
}

/// The logins of this kind, each of which waits for its first poll or a later one.
fn start(kind: &str, logins: usize) -> World {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    let entered = runtime.enter();
    let begun = time::Instant::now();
    drop(entered);
    let now = move || Timestamp::from_secs(1_800_000_000) + begun.elapsed();
    let polls = Arc::new(AtomicU64::new(0));
    let counter = polls.clone();
    let transport = move || -> Transport {
        let polls = counter.clone();
        Box::new(move |call| {
            polls.fetch_add(1, Ordering::Relaxed);
            ready(Ok(reply(&call)))
        })
    };
    let fleet = (kind == "fleet").then(|| {
        let fleet = Fleet::new(transport()).with_clock(now);
        fleet.max_calls(usize::MAX)
    });
    let mut world = World {
        runtime,
        fleet,
        polls,
    };
    for _ in 0..GROUPS {
        for _ in 0..logins.div_ceil(GROUPS) {
            let login = Login::new(bilibili::Web::new(), Seed::new([7; 16])).boxed();
            let transport = &transport;
            match (&mut world.fleet, kind) {
                (Some(fleet), _) => drop(fleet.add(login)),
                (None, "sessions") => {
                    let session = Session::new(login, transport()).with_clock(now);
                    world.runtime.spawn(in_session(session));
                }
                (None, _) => {
                    world.runtime.spawn(in_loop(login, transport(), now));
                }
            }
        }
        world.advance(Duration::from_millis(10));
    }
    world.advance(Duration::from_secs(2));
    world
}

async fn in_session(mut session: Session<BoxFlow, Transport>) {
    session.run(|_| {}).await.unwrap();
}

async fn in_loop(mut flow: BoxFlow, mut transport: Transport, now: impl Fn() -> Timestamp) {
    loop {
        match flow.poll(now()).unwrap() {
            Step::Send(call) => {
                let outcome = time::timeout(call.timeout, transport(call)).await;
                flow.handle(now(), outcome.unwrap_or(Err(Failure::Timeout)));
            }
            Step::Wait(until) => time::sleep(until - now()).await,
            Step::Done(_) => return,
            _ => {}
        }
    }
}

/// As the service replies while no user scans the code.
fn reply(call: &Call) -> Response {
    let (_, body) = match call.request.uri().path().ends_with("generate") {
        true => replies::WEB_STARTED,
        false => replies::WEB_PENDING,
    };
    Response::new(body.as_bytes().to_vec())
}

/// Measures in a new process, whose memory holds nothing else.
fn memory_of(kind: &str, logins: usize) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["memory", kind, &logins.to_string()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// What the new process does.
fn print_memory(kind: &str, logins: usize) {
    drop(start(kind, 100));
    let before = resident_bytes();
    let world = start(kind, logins);
    println!("{}", (resident_bytes() - before) as f64 / logins as f64);
    drop(world);
}

/// Linux's account; 0 where there is none.
fn resident_bytes() -> i64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1);
    pages
        .and_then(|pages| pages.parse::<i64>().ok())
        .unwrap_or(0)
        * 4096
}
