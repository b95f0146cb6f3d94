//! The end of the code's life, and the last question after it.

use super::*;

#[test]
fn a_confirmation_seen_after_the_deadline_counts() {
    let mut rig = shown();
    let deadline = START + LIFETIME;
    while rig.now < deadline {
        rig.ok("wait");
        rig.call();
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn an_unconfirmed_login_ends_one_poll_after_the_deadline() {
    let mut rig = shown();
    let mut asked_late = 0;
    let error = loop {
        match rig.next() {
            Came::Call(_) => {
                asked_late += u32::from(rig.now >= START + LIFETIME);
                rig.flow.handle(rig.now, Ok(reply(200, "wait")));
            }
            Came::Failed(error) => break error,
            Came::Done(_) => panic!("nobody confirmed"),
        }
    };
    assert_eq!(error, Error::Expired);
    assert_eq!(asked_late, 1);
    assert!(rig.now <= START + LIFETIME + INTERVAL);
}

#[test]
fn a_poll_from_before_the_deadline_is_not_the_last() {
    let mut rig = shown();
    rig.call();
    rig.now = START + LIFETIME + secs(1);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_scan_seen_after_the_deadline_does_not_move_it() {
    let mut rig = shown();
    rig.now = START + LIFETIME + secs(1);
    rig.call();
    rig.now = rig.now + secs(2);
    rig.flow.handle(rig.now, Ok(reply(200, "scanned")));
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn the_call_after_the_deadline_has_a_short_time_out() {
    let mut rig = shown();
    rig.now = START + LIFETIME;
    assert_eq!(rig.call().timeout, secs(10));
}

#[test]
fn a_pause_does_not_sleep_through_the_last_chance() {
    let mut rig = shown();
    let mut asked = Vec::new();
    while let Came::Call(_) = rig.next() {
        asked.push(rig.now);
        rig.flow.handle(rig.now, Err(Failure::Io));
    }
    let deadline = START + LIFETIME;
    assert!(asked.contains(&(deadline - secs(10))), "{asked:?}");
    assert!(asked.contains(&deadline), "{asked:?}");
}

#[test]
fn a_network_failure_at_the_deadline_is_not_an_expiry() {
    let mut rig = shown();
    let error = loop {
        match rig.next() {
            Came::Call(_) => rig.flow.handle(rig.now, Err(Failure::Connect)),
            Came::Failed(error) => break error,
            Came::Done(_) => panic!("done without a network"),
        }
    };
    assert_eq!(error, Error::Transport(Failure::Connect));
    assert!(rig.now < START + LIFETIME + secs(30));
}

#[test]
fn the_last_polls_have_a_retry_budget_of_their_own() {
    let mut rig = shown();
    for _ in 0..5 {
        rig.ok("busy");
    }
    rig.now = START + LIFETIME;
    rig.answer(Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

/// A login whose service wants 27 s between two questions by now, the next one 87 s after the
/// start.
fn slowed(login: Login<Toy>) -> Rig<Login<Toy>> {
    let mut rig = Rig::new(login);
    rig.ok("show");
    for _ in 0..5 {
        rig.ok("slow");
    }
    assert_eq!(rig.now, START + secs(60));
    rig
}

#[test]
fn a_slowed_down_service_is_polled_at_the_deadline() {
    let mut rig = slowed(toy());
    rig.ok("wait");
    assert_eq!(rig.now, START + secs(87));
    rig.ok("wait");
    assert_eq!(rig.now, START + LIFETIME);
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn an_interval_ends_at_the_callers_limit() {
    let mut rig = Rig::new(toy().give_up_after(ms(1_500)));
    rig.ok("show");
    rig.ok("wait");
    assert_eq!(rig.now, START + ms(1_500));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_slow_down_ends_at_the_callers_limit() {
    let mut rig = Rig::new(toy().give_up_after(secs(6)));
    rig.ok("show");
    rig.ok("slow");
    rig.ok("done");
    assert_eq!(rig.now, START + secs(6));
    assert!(rig.end().is_ok());
}

#[test]
fn the_last_question_never_follows_at_once() {
    let mut rig = Rig::new(toy().give_up_after(ms(4_100)));
    rig.ok("show");
    rig.ok("wait");
    rig.ok("wait");
    assert_eq!(rig.now, START + secs(4));
    rig.call();
    assert_eq!(rig.now, START + secs(5));
}

#[test]
fn a_reply_after_the_deadline_brings_the_last_poll_soon() {
    let mut rig = slowed(toy().give_up_after(secs(90)));
    rig.call();
    rig.now = START + secs(93);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    rig.call();
    assert_eq!(rig.now, START + secs(94));
}

#[test]
fn so_is_a_failure_of_a_slowed_down_service() {
    let mut rig = slowed(toy().give_up_after(secs(90)));
    rig.answer(Err(Failure::Io));
    rig.call();
    assert_eq!(rig.now, START + secs(90));
}

#[test]
fn a_failed_last_poll_is_retried_before_the_callers_limit() {
    let mut rig = slowed(toy().give_up_after(LIFETIME + secs(5)));
    rig.now = START + LIFETIME;
    rig.answer(Err(Failure::Io));
    rig.call();
    assert_eq!(rig.now, START + LIFETIME + secs(5));
}

#[test]
fn a_confirmed_login_keeps_its_interval_after_the_deadline() {
    let mut rig = Rig::new(toy().give_up_after(secs(5)));
    rig.ok("show");
    rig.ok("go");
    rig.ok("wait");
    for _ in 0..4 {
        let answered = rig.now;
        rig.ok("wait");
        assert_eq!(rig.now, answered + INTERVAL);
    }
    assert!(rig.now > START + secs(5));
}
