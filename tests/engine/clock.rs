//! Clocks that jump.

use super::*;

#[test]
fn a_clock_reading_from_a_moment_ago_is_clamped() {
    let mut rig = shown();
    let _ = rig.flow.poll(rig.now).unwrap();
    let wait = |step| match step {
        Ok(Step::Wait(until)) => until,
        other => panic!("{other:?}"),
    };
    let before = wait(rig.flow.poll(rig.now + secs(1)));
    assert_eq!(wait(rig.flow.poll(rig.now)), before);
}

#[test]
fn more_than_ten_seconds_back_is_a_set_clock() {
    let wait_after = |back: u64| {
        let mut rig = shown();
        let _ = rig.flow.poll(rig.now).unwrap();
        match rig.flow.poll(rig.now - ms(back)).unwrap() {
            Step::Wait(until) => until,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(wait_after(10_000), START + INTERVAL);
    assert_eq!(wait_after(10_001), START - ms(10_001) + INTERVAL);
}

#[test]
fn a_clock_set_back_does_not_stop_the_login() {
    let mut rig = shown();
    rig.call();
    rig.now = rig.now - secs(3600);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    let set_back = rig.now;
    rig.call();
    assert_eq!(rig.now, set_back + INTERVAL);
}

#[test]
fn a_clock_set_back_does_not_prolong_the_code() {
    let mut rig = shown();
    rig.now = rig.now - secs(3600);
    let from = rig.now;
    while let Came::Call(_) = rig.next() {
        rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    }
    assert!(rig.now - from <= LIFETIME + INTERVAL * 2);
}

#[test]
fn a_clock_set_forward_brings_the_last_poll_at_once() {
    let mut rig = shown();
    rig.now = rig.now + secs(36_000);
    rig.ok("wait");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn the_end_of_time_is_survived() {
    let mut rig = Rig::new(toy());
    rig.now = Timestamp::from_millis(u64::MAX);
    rig.answer(Err(Failure::Io));
    assert!(rig.flow.poll(rig.now).is_ok());
}
