//! Retries: which failures, how often and after which pause.

use super::*;

#[test]
fn the_time_out_of_a_long_poll_is_no_failure() {
    let mut rig = shown();
    rig.lose(Failure::Timeout, secs(30));
    rig.call();
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_failed_start_is_retried_three_times() {
    let mut rig = Rig::new(toy());
    for _ in 0..4 {
        rig.answer(Err(Failure::Connect));
    }
    assert_eq!(rig.error(), Error::Transport(Failure::Connect));
    assert_eq!(rig.count("retrying"), 3);
}

#[test]
fn a_refused_certificate_before_any_code_is_not_tried_again() {
    let mut rig = Rig::new(toy());
    rig.answer(Err(Failure::Tls));
    assert_eq!(rig.error(), Error::Transport(Failure::Tls));
}

#[test]
fn failed_questions_cost_nothing_while_the_code_lives() {
    let mut rig = shown();
    while rig.now < START + secs(80) {
        rig.answer(Err(Failure::Io));
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn pauses_between_failures_double_up_to_sixteen_seconds() {
    let mut rig = shown();
    let mut pauses = Vec::new();
    for _ in 0..6 {
        rig.answer(Err(Failure::Io));
        let failed = rig.now;
        rig.call();
        pauses.push((rig.now - failed).as_secs_f64());
    }
    for (pause, base) in pauses.iter().zip([2.0, 2.0, 4.0, 8.0, 16.0, 16.0]) {
        assert!((base..=base * 1.25).contains(pause), "{pauses:?}");
    }
}

#[test]
fn logins_that_failed_together_do_not_come_back_together() {
    let pauses: Vec<_> = (0..20)
        .map(|seed| {
            let mut rig = Rig::new(Login::new(Toy, qrlogin::Seed::new([seed; 16])));
            rig.answer(Err(Failure::Connect));
            rig.call();
            (rig.now - START).as_millis()
        })
        .collect();
    let spread = pauses.iter().max().unwrap() - pauses.iter().min().unwrap();
    assert!(spread > 100, "{pauses:?}");
}

#[test]
fn a_server_error_is_retried_while_the_code_lives() {
    let mut rig = shown();
    for _ in 0..8 {
        rig.answer(Ok(reply(502, "<html>bad gateway</html>")));
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_server_error_at_the_start_ends_with_its_status() {
    let mut rig = Rig::new(toy());
    for _ in 0..4 {
        rig.answer(Ok(reply(503, "")));
    }
    assert_eq!(rig.error(), Error::unavailable(503));
}

#[test]
fn retry_after_in_seconds_is_honoured() {
    let mut rig = shown();
    rig.answer(Ok(reply_with(429, &[("retry-after", "30")], "")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now, answered + secs(30));
}

#[test]
fn retry_after_as_a_date_is_honoured() {
    let mut rig = Rig::new(toy());
    let date = "Tue, 14 Nov 2023 22:13:45 GMT";
    rig.answer(Ok(reply_with(503, &[("retry-after", date)], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(25));
}

#[test]
fn retry_after_is_capped_at_a_minute() {
    let mut rig = Rig::new(toy());
    rig.answer(Ok(reply_with(503, &[("retry-after", "86400")], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(60));
}

#[test]
fn a_busy_service_is_retried_six_times() {
    let mut rig = shown();
    for _ in 0..7 {
        rig.ok("busy");
    }
    assert_eq!(rig.error(), Error::unavailable(999));
}

#[test]
fn an_overloaded_service_is_retried_while_the_code_lives() {
    let mut rig = shown();
    for _ in 0..9 {
        rig.ok("overloaded");
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_malformed_response_is_retried_twice_in_a_row() {
    let mut rig = shown();
    rig.ok("?");
    rig.ok("?");
    rig.ok("wait");
    for _ in 0..3 {
        rig.ok("?");
    }
    assert_eq!(rig.error(), Error::malformed("toy"));
}

#[test]
fn other_failures_do_not_use_the_budget_of_malformed_replies() {
    let mut rig = Rig::new(toy());
    for outcome in [Err(Failure::Io), Err(Failure::Io), Ok(reply(200, "?"))] {
        rig.answer(outcome);
    }
    rig.ok("show");
    assert_eq!(rig.call().name, "poll");
}
