//! Tasks after a login, recorded without secrets and replayed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use qrlogin::tasks::{self, Checked, Refreshed};
use qrlogin::{BoxFlow, Credential, Flow, Step};
use qrlogin_recordings::har::Har;
use qrlogin_recordings::{PublicNames, Recorder, Replay};
use qrlogin_test_support::{Simulated, flow, scenario, seed};

fn logged_in(id: &str) -> (Simulated, Credential) {
    let mut world = Simulated::new(flow(id), scenario(""));
    let credential = world.run().expect("a login");
    (world, credential)
}

/// Runs a task and records it.
fn recorded<C>(world: &mut Simulated, task: BoxFlow<C>) -> (C, Har) {
    let (flow, _) = task.id().split_once('.').expect("the name of a task");
    let names = PublicNames::of_flow(flow).expect("a flow of qrlogin");
    let mut recorder = Recorder::new(task, names);
    loop {
        match recorder.poll(world.now()).expect("an outcome") {
            Step::Send(call) => {
                let outcome = world.send(call);
                recorder.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Done(outcome) => return (outcome, recorder.to_har()),
            _ => {}
        }
    }
}

/// No value of the credentials is in the text.
fn has_no_secret(credential: &Credential, text: &str) {
    for cookie in credential.cookies() {
        let value = cookie.value.expose();
        assert!(!text.contains(value), "{}", cookie.name);
    }
}

#[test]
fn a_recorded_check_has_no_secrets_and_replays() {
    let (mut world, credential) = logged_in("bilibili-web");
    let task = tasks::check(&credential, seed()).unwrap();
    let (outcome, har) = recorded(&mut world, task);
    assert!(outcome.is_valid());
    let text = har.to_json();
    has_no_secret(&credential, &text);
    // The credentials are an input, which a recording holds as fakes.
    let replay = Replay::from_har(&text).unwrap().ignoring("cookie");
    assert_eq!(replay.har().flow(), Some("bilibili-web.check"));
    let task = tasks::check(&credential, seed()).unwrap();
    let replayed = replay.run(task).unwrap();
    assert!(matches!(replayed.outcome, Ok(Checked::Valid { .. })));
}

#[test]
fn a_recorded_refresh_has_no_secrets_and_replays() {
    for flow in ["bilibili-web", "bilibili-tv", "115-open", "steam"] {
        let (mut world, credential) = logged_in(flow);
        let task = || tasks::refresh(&credential, true, seed()).unwrap();
        let (outcome, har) = recorded(&mut world, task());
        let Refreshed::New(new) = outcome else {
            panic!("no credentials");
        };
        let text = har.to_json();
        for credential in [&credential, &new] {
            has_no_secret(credential, &text);
        }
        // From memory: the credentials are an input, which a file holds as fakes.
        let replayed = Replay::of(har).run(task()).unwrap();
        assert_eq!(replayed.outcome, Ok(Refreshed::New(new)), "{flow}");
    }
}
