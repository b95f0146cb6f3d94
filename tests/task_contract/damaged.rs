//! Rule 7: no response and no snapshot panics, and none sends a request to another host.

use qrlogin::{BoxFlow, Credential, Failure, Flow, Response, Snapshot, Step};
use qrlogin_test_support::tasks::{Ended, TaskUnderTest};
use qrlogin_test_support::{START, secs};

use super::super::begin;

type Replies = Vec<Result<Response, Failure>>;

/// The replies of a whole undisturbed task.
fn replies(task: &TaskUnderTest) -> (Credential, Replies) {
    let (mut world, credential, mut flow) = begin(task, "");
    let mut replies = Vec::new();
    loop {
        match flow.poll(world.now()).unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                replies.push(outcome.clone());
                flow.handle(world.now(), outcome);
            }
            Step::Done(_) => return (credential, replies),
            _ => {}
        }
    }
}

/// A task that has had these replies.
fn replayed(
    task: &TaskUnderTest,
    credential: &Credential,
    replies: &[Result<Response, Failure>],
) -> BoxFlow<Ended> {
    let mut flow = task.of(credential);
    for outcome in replies {
        assert!(matches!(flow.poll(START), Ok(Step::Send(_))));
        flow.handle(START, outcome.clone());
    }
    flow
}

pub fn check(task: &TaskUnderTest) {
    let (credential, replies) = replies(task);
    for (step, answer) in replies.iter().enumerate() {
        let body = answer.as_ref().unwrap().body();
        for position in (0..body.len()).step_by(1 + body.len() / 60) {
            let mut broken = body.clone();
            broken[position] ^= 0x55;
            for body in [body[..position].to_vec(), broken] {
                let mut flow = replayed(task, &credential, &replies[..step]);
                let mut changed = answer.clone().unwrap();
                *changed.body_mut() = body;
                let _ = flow.poll(START);
                flow.handle(START, Ok(changed));
                let _ = flow.poll(START + secs(10));
            }
        }
        let flow = replayed(task, &credential, &replies[..step]);
        let json = flow.snapshot().unwrap().to_json();
        for position in (0..json.len()).step_by(5) {
            let mut bytes = json.clone().into_bytes();
            bytes[position] = b'9';
            let text = String::from_utf8_lossy(&bytes);
            let Ok(mut flow) = Snapshot::from_json(&text).and_then(|it| (task.resume)(&it)) else {
                continue;
            };
            let sent = flow.poll(START);
            if let Ok(Step::Send(call)) = sent {
                // A snapshot may come from anywhere.
                assert!(task.flow().hosts.allow(call.request.uri()), "{call:?}");
            }
            flow.handle(START, Err(Failure::Io));
            let _ = flow.poll(START + secs(400));
        }
    }
}
