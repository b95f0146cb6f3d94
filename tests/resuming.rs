//! Logins that go on from a snapshot, as a program sees them: every flow, every stage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use qrlogin::{BoxFlow, Event, Flow, Step, Timestamp, flows};
use qrlogin_test_support::{Simulated, flow, scenario};

/// How many codes a program draws that resumes this login: the one on show, and those of the
/// events.
fn codes_drawn(flow: &BoxFlow, now: Timestamp) -> usize {
    let mut resumed = flows::resume(&flow.snapshot().unwrap()).unwrap();
    let mut drawn = usize::from(resumed.code().is_some());
    while let Ok(Step::Event(event)) = resumed.poll(now) {
        drawn += usize::from(matches!(event, Event::Code(_)));
    }
    drawn
}

/// Where a login stands, by what its program has seen.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Nothing,
    Code,
    Confirmation,
}

/// Runs a login and looks before every step what resuming it would draw.
fn each_stage(id: &str, mut look: impl FnMut(&BoxFlow, Timestamp, Seen)) {
    let mut world = Simulated::new(flow(id), scenario("person = scan@5s confirm@9s"));
    let mut seen = Seen::Nothing;
    loop {
        look(&world.flow, world.now(), seen);
        match world.poll().unwrap() {
            Step::Send(call) => {
                look(&world.flow, world.now(), seen);
                world.exchange(call);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(Event::Code(_)) => seen = Seen::Code,
            Step::Event(Event::Confirmed) => seen = Seen::Confirmation,
            Step::Event(_) => {}
            Step::Done(_) => return,
            _ => panic!("an unknown step"),
        }
    }
}

#[test]
fn a_resumed_login_draws_its_code_once_at_every_stage() {
    for info in flows::FLOWS {
        let mut stages = 0;
        each_stage(info.id, |flow, now, seen| match codes_drawn(flow, now) {
            1 => stages += 1,
            0 => assert!(seen != Seen::Code || is_confirmed(flow, now), "{}", info.id),
            drawn => panic!("{} draws {drawn} codes", info.id),
        });
        assert!(stages > 3, "{}", info.id);
    }
}

#[test]
fn a_login_has_no_code_before_its_event() {
    for info in flows::FLOWS {
        each_stage(info.id, |flow, _, seen| {
            assert!(flow.code().is_none() || seen == Seen::Code, "{}", info.id);
        });
    }
}

/// Whether the next event of this login is the confirmation.
fn is_confirmed(flow: &BoxFlow, now: Timestamp) -> bool {
    let mut resumed = flows::resume(&flow.snapshot().unwrap()).unwrap();
    std::iter::from_fn(|| match resumed.poll(now) {
        Ok(Step::Event(event)) => Some(event),
        _ => None,
    })
    .any(|event| event == Event::Confirmed)
}
