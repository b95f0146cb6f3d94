//! TapTap with another time than the caller's: a signature holds for TapTap's own.

use qrlogin::{Credential, Error, Flow as _, Step, Timestamp};

use super::{refused, succeed};
use qrlogin_test_support::{Simulated, flow, run, scenario};

const FLOW: &str = "taptap";

#[test]
fn a_signature_has_the_time_of_taptap() {
    succeed(
        FLOW,
        &[],
        "clock-skew = 0 | 1 | -1 | 299 | 301 | -301 | 3600 | -3600 | 86400 | -86400 | 315360000
         taptap.clock-tolerance = 1s | 300s
         taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256",
    );
}

#[test]
fn an_absurd_time_of_taptap_is_ignored() {
    let lines = "clock-skew = -1000000000\ntaptap.clock-tolerance = 300s";
    refused(FLOW, &[], lines, "invalid_time", qrlogin::Advice::TRY_LATER);
}

#[test]
fn the_clock_is_right_for_each_step_after_faults() {
    for fault in [
        "profile#1-2 status:503",
        "profile#1 hang",
        "users#1-2 cut-before",
    ] {
        let lines =
            format!("clock-skew = 7200\ntaptap.clock-tolerance = 2s\nfault.1 = taptap/{fault}");
        let (world, outcome) = run(FLOW, &lines);
        world.assert_genuine(&outcome.unwrap());
    }
}

/// A login whose caller's clock is put forward or back by so many seconds when the token has come.
fn with_a_clock_put(by: i64, lines: &str) -> (Simulated, Result<Credential, Error>) {
    let mut world = Simulated::new(flow(FLOW), scenario(lines));
    let mut off_ms = 0;
    let outcome = loop {
        let seen = Timestamp::from_millis(world.now().as_millis().saturating_add_signed(off_ms));
        match world.flow.poll(seen) {
            Ok(Step::Send(call)) => {
                let answer = world.send(call);
                let then = world.now().as_millis().saturating_add_signed(off_ms);
                world.flow.handle(Timestamp::from_millis(then), answer);
            }
            Ok(Step::Wait(until)) => {
                let until = until.as_millis().saturating_add_signed(-off_ms);
                world.wait_until(Timestamp::from_millis(until));
            }
            Ok(Step::Event(event)) => {
                world.events.push(event);
                if world.kinds().last() == Some(&"confirmed") {
                    off_ms = by * 1000;
                }
            }
            Ok(Step::Done(credential)) => break Ok(credential),
            Ok(_) => panic!("an unknown step"),
            Err(error) => break Err(error),
        }
    };
    (world, outcome)
}

#[test]
fn a_clock_corrected_midway_costs_one_more_call() {
    for (by, calls) in [(0, 1), (100, 1), (3600, 2), (-3600, 2), (86_400, 2)] {
        for skew in [0, 3600] {
            let (world, outcome) = with_a_clock_put(by, &format!("clock-skew = {skew}"));
            world.assert_genuine(&outcome.unwrap());
            let made = world.calls.iter().filter(|(name, _)| *name == "profile");
            assert_eq!(made.count(), calls, "by {by} s");
        }
    }
}
