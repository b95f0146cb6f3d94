//! The pauses between the questions.

use super::*;

#[test]
fn the_first_poll_comes_one_interval_after_the_code() {
    let mut rig = shown();
    let shown_at = rig.now;
    assert_eq!(rig.call().name, "poll");
    assert_eq!(rig.kinds(), ["code"]);
    assert_eq!(rig.now, shown_at + INTERVAL);
}

#[test]
fn the_interval_counts_from_the_end_of_the_response() {
    let mut rig = shown();
    rig.call();
    rig.now = rig.now + secs(20);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now, answered + INTERVAL);
}

#[test]
fn an_early_poll_gets_the_same_wait_again() {
    let mut rig = shown();
    let _ = rig.flow.poll(rig.now).unwrap();
    let waits: Vec<_> = [0, 500, 1999]
        .map(|early| match rig.flow.poll(rig.now + ms(early)).unwrap() {
            Step::Wait(until) => until,
            other => panic!("{other:?}"),
        })
        .into();
    assert_eq!(waits, [START + INTERVAL; 3]);
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    let mut rig = shown();
    rig.ok("slow");
    for _ in 0..2 {
        let answered = rig.now;
        rig.ok("wait");
        assert_eq!(rig.now, answered + INTERVAL + secs(5));
    }
}

#[test]
fn slow_down_takes_the_longer_of_both_intervals() {
    let mut rig = shown();
    rig.ok("slower");
    let answered = rig.now;
    rig.ok("slow");
    assert_eq!(rig.now, answered + secs(20));
    let answered = rig.now;
    rig.ok("wait");
    assert_eq!(rig.now, answered + secs(25));
}

#[test]
fn the_interval_holds_after_the_deadline_too() {
    let mut rig = shown();
    rig.now = START + LIFETIME;
    rig.answer(Err(Failure::Io));
    let failed = rig.now;
    rig.call();
    assert!(rig.now >= failed + INTERVAL, "{:?}", rig.now - failed);
}
