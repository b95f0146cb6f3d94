//! Many logins on virtual time: in a fleet, as a tokio task with a session each, or as a task with
//! a bare loop each.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use qrlogin::{BoxFlow, Call, Failure, Flow, Login, Response, Seed, Step, Timestamp, bilibili};
use qrlogin_tokio::{Fleet, Session};
use tokio::runtime::Runtime;
use tokio::time;

use crate::replies;

/// Logins are started in so many groups, 10 ms apart.
const GROUPS: usize = 100;

/// How the logins are run.
pub const KINDS: [&str; 4] = ["fleet", "awake", "sessions", "loops"];

type Transport = Box<dyn FnMut(Call) -> Ready<Result<Response, Failure>> + Send>;

/// Logins on a runtime of their own, whose clock stands still between rounds.
pub struct World<F: Flow> {
    runtime: Runtime,
    pub fleet: Option<Fleet<F, Transport>>,
    polls: Arc<AtomicU64>,
}

impl<F: Flow> World<F> {
    /// Polls of the service.
    pub fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    pub fn advance(&mut self, by: Duration) {
        let Self { runtime, fleet, .. } = self;
        runtime.block_on(async {
            let end = time::Instant::now() + by;
            match fleet {
                Some(fleet) if !fleet.is_empty() => {
                    while let Ok(Some((_, progress))) = time::timeout_at(end, fleet.next()).await {
                        drop(progress.unwrap());
                    }
                }
                _ => time::sleep_until(end).await,
            }
        });
    }
}

/// A login of bilibili-web.
pub fn login() -> BoxFlow {
    Login::new(bilibili::Web::new(), Seed::new([7; 16])).boxed()
}

/// The logins of this kind, each of which waits for its first poll or a later one.
pub fn start<F>(kind: &str, logins: usize, new: impl Fn() -> F) -> World<F>
where
    F: Flow + Send + 'static,
    F::Credential: Send,
{
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
    let fleet = matches!(kind, "fleet" | "awake").then(|| {
        let fleet = Fleet::new(transport()).with_clock(now);
        let compact_from = match kind {
            "awake" => Duration::MAX,
            _ => Duration::from_secs(1),
        };
        fleet.max_calls(usize::MAX).compact_from(compact_from)
    });
    let mut world = World {
        runtime,
        fleet,
        polls,
    };
    for group in 0..GROUPS {
        for _ in 0..(logins + group) / GROUPS {
            match (&mut world.fleet, kind) {
                (Some(fleet), _) => drop(fleet.add(new())),
                (None, "sessions") => {
                    let session = Session::new(new(), transport()).with_clock(now);
                    world.runtime.spawn(in_session(session));
                }
                (None, _) => drop(world.runtime.spawn(in_loop(new(), transport(), now))),
            }
        }
        world.advance(Duration::from_millis(10));
    }
    world.advance(Duration::from_secs(2));
    world
}

async fn in_session<F: Flow>(mut session: Session<F, Transport>) {
    session.run(|_| {}).await.unwrap();
}

async fn in_loop<F: Flow>(mut flow: F, mut transport: Transport, now: impl Fn() -> Timestamp) {
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

/// As the service replies while no user scans the code. The idle flow reads nothing.
fn reply(call: &Call) -> Response {
    let (_, body) = match call.request.uri().path() {
        path if path.ends_with("generate") => replies::WEB_STARTED,
        path if path.ends_with("qrcode/poll") => replies::WEB_PENDING,
        _ => return Response::default(),
    };
    Response::new(body.as_bytes().to_vec())
}
