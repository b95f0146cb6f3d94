//! A worker that dies at any step of a login.
//!
//! What its successor cannot get again is a reply that the service gives once and that was not
//! stored. Without such a reply the login ends with an error of the core.

use qrlogin_gateway::store::State;
use qrlogin_test_support::{FLOWS, FlowUnderTest, holds_issued, secs};

use crate::rig::Rig;

/// The kinds of error with which a login may end when a reply that comes once was lost.
const TYPED: [&str; 4] = ["expired", "rejected", "denied", "incomplete"];

/// A login whose worker has died.
#[derive(Debug)]
struct Crashed {
    /// The names of the calls that the worker has made.
    calls: Vec<&'static str>,
    /// With which kind of error the login has failed.
    error: Option<String>,
}

/// Runs a login whose first worker dies when it has lost this reply or this write, from 1. `None`
/// if the login ends before.
async fn run(flow: &'static FlowUnderTest, reply: usize, write: usize) -> Option<Crashed> {
    // With the redirects of 2026 Bilibili has the most steps.
    let mut rig = Rig::new("person = scan@2s confirm@4s\nbilibili-web.era = ticket-2026-hops");
    rig.lose_reply(reply);
    rig.store.lose_write(write);
    let first = rig.worker(secs(6));
    let variant = flow.default_variant();
    let id = rig.login(flow.id, &variant.settings()).await;
    tokio::select! {
        () = rig.lost.notified() => {}
        () = rig.store.lost.notified() => {}
        _ = rig.end(&id) => return None,
    }
    first.kill().await;
    let calls = rig.calls().iter().map(|call| call.name).collect();
    let _second = rig.worker(secs(6));
    if rig.end(&id).await.state == State::Failed {
        let error = Some(rig.error(&id).await);
        return Some(Crashed { calls, error });
    }
    let result = rig.result(&id).await;
    assert!(variant.is_complete(&result), "{}", flow.id);
    let simulator = rig.world.simulator.lock().unwrap();
    holds_issued(&result, &simulator, variant.not_fetched()).unwrap();
    Some(Crashed { calls, error: None })
}

/// Checks that a login has failed only since one of these replies comes once.
fn check(flow: &FlowUnderTest, crashed: &Crashed, lost: &[&str]) {
    if let Some(error) = &crashed.error {
        let mut single_use = flow.calls.single_use.iter();
        assert!(
            single_use.any(|(name, _)| lost.contains(name)),
            "{}: {crashed:?}",
            flow.id
        );
        assert!(TYPED.contains(&error.as_str()), "{}: {crashed:?}", flow.id);
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_lost_reply_that_comes_once_fails_a_login() {
    for flow in FLOWS {
        let mut all = Vec::new();
        for reply in 1.. {
            let Some(crashed) = run(flow, reply, 0).await else {
                break;
            };
            check(flow, &crashed, &crashed.calls[reply - 1..]);
            all.push(crashed);
        }
        let succeeded = all.iter().filter(|crashed| crashed.error.is_none()).count();
        assert!(succeeded >= 1, "{}: {all:?}", flow.id);
        assert!(all.len() - succeeded <= 2, "{}: {all:?}", flow.id);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_write_never_makes_a_false_success() {
    for flow in FLOWS {
        let mut writes = 0;
        for write in 1.. {
            let Some(crashed) = run(flow, 0, write).await else {
                break;
            };
            check(flow, &crashed, &crashed.calls);
            writes += 1;
        }
        // At least the code and the end.
        assert!(writes >= 2, "{}: {writes}", flow.id);
    }
}
