//! The engine: what it does for every service, shown with a service made up for the purpose.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use std::time::Duration;

use qrlogin::{
    Call, Cx, Error, Failure, Flow, Login, Next, Provider, QrCode, Request, Response, Scanner,
    Secret, Settings, SnapshotError, Step, Timestamp,
};
use serde::{Deserialize, Serialize};
use support::{Came, Rig, START, ms, reply, reply_with, secs, seed};

/// A service whose answers say what they mean: `show`, `wait`, `scanned`, `slow`, `go`, `busy` (try again),
/// `overloaded`, `done`, `expired`, `denied`; anything else is malformed.
#[derive(Serialize, Deserialize)]
struct Toy;

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Start,
    Wait,
    Redeem,
}

const LIFETIME: Duration = Duration::from_secs(100);
const INTERVAL: Duration = Duration::from_secs(2);

impl Provider for Toy {
    const ID: &'static str = "toy";
    const SCAN_WITH: &'static str = "anything";
    const YIELDS: &'static str = "a secret";
    const COOKIES: bool = false;
    type Stage = Stage;
    type Credential = Secret;

    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self)
    }

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Cx<'_>) -> Result<Call, Error> {
        let (name, path) = match stage {
            Stage::Start => ("start", "start"),
            Stage::Wait => ("poll", "poll"),
            Stage::Redeem => ("redeem", "redeem"),
        };
        let mut request = Request::new(cx.now().as_millis().to_string().into_bytes());
        *request.uri_mut() = format!("https://toy.example/{path}").parse().unwrap();
        Ok(Call::new(name, request, Duration::from_secs(30)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, Secret>, Error> {
        Ok(match reply.body().as_slice() {
            show if show.starts_with(b"show") => {
                let payload = String::from_utf8_lossy(show).into_owned();
                let code = QrCode::new(payload.into(), "anything", cx.now() + LIFETIME);
                Next::Show(code, Stage::Wait)
            }
            b"overloaded" => Next::Busy(stage.clone(), Error::Blocked { status: 998 }),
            b"wait" => Next::Pending(Stage::Wait, None),
            b"scanned" => Next::Pending(Stage::Wait, Some(Scanner::default())),
            b"slow" => Next::SlowDown(Stage::Wait),
            b"go" => Next::Go(Stage::Redeem),
            b"busy" => Next::Retry(stage.clone(), Error::Blocked { status: 999 }),
            b"done" => Next::Done("secret".into()),
            b"expired" => return Err(Error::Expired),
            b"denied" => return Err(Error::Denied),
            _ => return Err(Error::malformed("toy")),
        })
    }

    fn interval(&self, _: &Stage) -> Duration {
        INTERVAL
    }

    fn timed_out(&self, stage: &Stage) -> bool {
        matches!(stage, Stage::Wait)
    }
}

fn toy() -> Login<Toy> {
    Login::new(Toy, seed())
}

/// A login whose code is on show.
fn shown() -> Rig<Login<Toy>> {
    let mut rig = Rig::new(toy());
    rig.ok("show");
    rig
}

#[test]
fn the_code_is_told_before_the_first_question_and_that_comes_after_one_interval() {
    let mut rig = shown();
    let shown_at = rig.now;
    assert_eq!(rig.call().name, "poll");
    assert_eq!(rig.kinds(), ["code"]);
    assert_eq!(rig.now, shown_at + INTERVAL);
}

#[test]
fn the_pause_between_two_questions_counts_from_the_end_of_the_answer() {
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
fn a_call_comes_again_with_the_new_time_until_it_is_handled() {
    let mut login = toy();
    let body = |step| match step {
        Ok(Step::Send(Call { request, .. })) => String::from_utf8(request.into_body()).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(login.poll(START)), "1700000000000");
    assert_eq!(body(login.poll(START + ms(7))), "1700000000007");
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut rig = shown();
    let before = rig.flow.snapshot().unwrap();
    rig.flow.handle(rig.now, Ok(reply(200, "denied")));
    assert!(rig.flow.snapshot().unwrap() == before);
}

#[test]
fn a_second_answer_to_the_same_call_changes_nothing() {
    let mut rig = shown();
    rig.ok("wait");
    rig.flow.handle(rig.now, Ok(reply(200, "denied")));
    assert_eq!(rig.call().name, "poll");
}

#[test]
fn a_scan_is_told_once() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok("scanned");
    }
    rig.call();
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn confirmed_is_told_once_and_before_the_end() {
    let mut rig = shown();
    rig.ok("go");
    rig.ok("done");
    assert_eq!(rig.end().unwrap().expose(), "secret");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn the_credentials_are_told_once() {
    let mut rig = shown();
    rig.ok("done");
    assert!(rig.end().is_ok());
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn an_error_is_told_once() {
    let mut rig = shown();
    rig.ok("denied");
    assert_eq!(rig.error(), Error::Denied);
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn after_the_end_answers_are_ignored() {
    let mut rig = shown();
    rig.ok("denied");
    let _ = rig.error();
    rig.flow.handle(rig.now, Ok(reply(200, "done")));
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn the_service_is_asked_once_more_after_the_deadline_and_a_late_yes_counts() {
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
fn a_login_that_nobody_confirms_ends_one_question_after_the_deadline() {
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
fn an_answer_to_a_question_from_before_the_deadline_is_not_the_last_word() {
    let mut rig = shown();
    rig.call();
    rig.now = START + LIFETIME + secs(1);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_scan_that_is_seen_only_after_the_deadline_does_not_move_it() {
    let mut rig = shown();
    rig.now = START + LIFETIME + secs(1);
    rig.ok("scanned");
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
fn the_time_out_of_a_long_poll_is_no_failure() {
    let mut rig = shown();
    rig.lose(Failure::Timeout, secs(30));
    rig.call();
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_failed_start_is_repeated_three_times_and_then_ends_with_the_cause() {
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
fn pauses_between_failures_double_up_to_sixteen_seconds_and_a_quarter() {
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
fn a_dead_network_at_the_deadline_is_reported_as_such_and_not_as_expiry() {
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
fn a_server_error_is_borne_while_the_code_lives() {
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
    assert_eq!(rig.error(), Error::Blocked { status: 503 });
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
fn a_busy_service_is_given_six_more_chances_while_the_code_lives() {
    let mut rig = shown();
    for _ in 0..7 {
        rig.ok("busy");
    }
    assert_eq!(rig.error(), Error::Blocked { status: 999 });
}

#[test]
fn an_unreadable_answer_is_borne_twice_in_a_row() {
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
fn expiry_ends_the_login_by_default() {
    let mut rig = shown();
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_renewal_shows_a_new_code_and_tells_a_scan_anew() {
    let mut rig = Rig::new(toy().renewals(1));
    for _ in 0..2 {
        rig.ok("show");
        rig.ok("scanned");
        rig.ok("expired");
    }
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.kinds(), ["code", "scanned", "code", "scanned"]);
}

#[test]
fn a_denied_login_is_not_renewed() {
    let mut rig = Rig::new(toy().renewals(5));
    rig.ok("show");
    rig.ok("denied");
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn patience_ends_a_login_before_its_code_does() {
    let mut rig = Rig::new(toy().renewals(9).give_up_after(secs(30)));
    rig.ok("show");
    let error = loop {
        match rig.next() {
            Came::Call(_) => rig.flow.handle(rig.now, Ok(reply(200, "wait"))),
            Came::Failed(error) => break error,
            Came::Done(_) => panic!("nobody confirmed"),
        }
    };
    assert_eq!(error, Error::Expired);
    assert!(rig.now <= START + secs(32), "{:?}", rig.now);
}

#[test]
fn patience_shortens_a_long_poll() {
    let mut rig = Rig::new(toy().give_up_after(secs(14)));
    rig.ok("show");
    assert_eq!(rig.call().timeout, secs(12));
}

#[test]
fn patience_does_not_cut_off_a_login_that_is_confirmed() {
    let mut rig = Rig::new(toy().give_up_after(secs(10)));
    rig.ok("show");
    rig.ok("go");
    rig.now = rig.now + secs(60);
    rig.answer(Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

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
fn a_clock_set_back_an_hour_does_not_stop_the_login() {
    let mut rig = shown();
    rig.call();
    rig.now = rig.now - secs(3600);
    rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    let set_back = rig.now;
    rig.call();
    assert_eq!(rig.now, set_back + INTERVAL);
}

#[test]
fn a_clock_set_back_does_not_lengthen_the_life_of_the_code() {
    let mut rig = shown();
    rig.now = rig.now - secs(3600);
    let from = rig.now;
    while let Came::Call(_) = rig.next() {
        rig.flow.handle(rig.now, Ok(reply(200, "wait")));
    }
    assert!(rig.now - from <= LIFETIME + INTERVAL * 2);
}

#[test]
fn a_clock_set_forward_leads_to_the_last_question_at_once() {
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

#[test]
fn a_login_resumes_from_its_snapshot_at_any_step() {
    let mut rig = shown();
    for body in ["wait", "scanned", "busy", "go", "done"] {
        rig.call();
        let json = rig.flow.snapshot().unwrap().to_json();
        let snapshot = qrlogin::Snapshot::from_json(&json).unwrap();
        rig.flow = Login::resume(&snapshot).unwrap();
        rig.ok(body);
    }
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert!(rig.end().is_ok());
    assert_eq!(rig.kinds(), ["code", "scanned", "retrying", "confirmed"]);
}

#[test]
fn a_finished_login_has_no_snapshot() {
    let mut rig = shown();
    rig.ok("done");
    let _ = rig.end();
    assert_eq!(rig.flow.snapshot().err(), Some(Error::Finished));
}

#[test]
fn a_snapshot_of_another_version_is_refused_as_such() {
    let json = toy().snapshot().unwrap().to_json();
    let newer = json.replacen("\"version\":1", "\"version\":2", 1);
    let error = qrlogin::Snapshot::from_json(&newer).unwrap_err();
    assert_eq!(error, Error::Snapshot(SnapshotError::Version));
}

#[test]
fn a_damaged_snapshot_is_refused_as_such() {
    let json = toy().snapshot().unwrap().to_json();
    for end in 0..json.len() {
        assert_eq!(
            qrlogin::Snapshot::from_json(&json[..end]).unwrap_err(),
            Error::Snapshot(SnapshotError::Damaged)
        );
    }
}

#[test]
fn a_snapshot_of_another_flow_is_refused_as_such() {
    let snapshot = toy().snapshot().unwrap();
    let error = Login::<qrlogin::bilibili::Web>::resume(&snapshot).unwrap_err();
    assert_eq!(error, Error::Snapshot(SnapshotError::Flow));
    let error = qrlogin::flows::resume(&snapshot).err().unwrap();
    assert_eq!(error, Error::Snapshot(SnapshotError::Flow));
}

#[test]
fn two_logins_with_one_seed_and_the_same_inputs_do_the_same() {
    let transcript = || {
        let mut rig = shown();
        let mut calls = Vec::new();
        for body in ["wait", "?", "scanned", "busy", "slow", "go", "done"] {
            let call = rig.ok(body);
            calls.push((rig.now, format!("{call:?}"), call.request.into_body()));
        }
        (calls, rig.events)
    };
    assert_eq!(transcript(), transcript());
}

#[test]
fn a_confirmed_login_bears_a_minute_without_a_network() {
    let mut rig = shown();
    rig.ok("go");
    let confirmed = rig.now;
    while rig.now < confirmed + secs(50) {
        rig.answer(Err(Failure::Connect));
        rig.call();
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_confirmed_login_without_a_network_ends_all_the_same() {
    let mut rig = shown();
    rig.ok("go");
    let confirmed = rig.now;
    let error = rig.run(|_| Err(Failure::Connect)).unwrap_err();
    assert_eq!(error, Error::Transport(Failure::Connect));
    assert!(rig.now < confirmed + secs(120), "{:?}", rig.now - confirmed);
}

#[test]
fn a_step_back_to_waiting_after_the_deadline_is_not_the_end_of_a_fresh_confirmation() {
    let mut rig = shown();
    rig.now = START + LIFETIME + secs(1);
    rig.ok("go");
    rig.ok("wait");
    rig.ok("go");
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn an_overloaded_service_is_borne_while_the_code_lives() {
    let mut rig = shown();
    for _ in 0..9 {
        rig.ok("overloaded");
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn other_failures_do_not_use_up_the_patience_with_unreadable_answers() {
    let mut rig = Rig::new(toy());
    for outcome in [Err(Failure::Io), Err(Failure::Io), Ok(reply(200, "?"))] {
        rig.answer(outcome);
    }
    rig.ok("show");
    assert_eq!(rig.call().name, "poll");
}

#[test]
fn what_was_borne_before_the_deadline_is_not_held_against_the_last_questions() {
    let mut rig = shown();
    for _ in 0..5 {
        rig.ok("busy");
    }
    rig.now = START + LIFETIME;
    rig.answer(Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn patience_also_bounds_the_wait_for_a_code() {
    let mut rig = Rig::new(toy().give_up_after(secs(10)));
    rig.answer(Ok(reply_with(503, &[("retry-after", "60")], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(10));
    rig.flow.handle(rig.now, Ok(reply(200, "show")));
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.count("code"), 0);
}

#[test]
fn a_pause_that_is_asked_for_after_the_code_has_ended_ends_with_the_callers_patience() {
    let mut rig = Rig::new(toy().give_up_after(secs(110)));
    rig.ok("show");
    rig.now = START + LIFETIME;
    rig.answer(Ok(reply_with(503, &[("retry-after", "60")], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(110));
}

#[test]
fn no_new_code_is_asked_for_when_patience_leaves_no_time_to_scan_it() {
    let mut rig = Rig::new(toy().renewals(1).give_up_after(secs(20)));
    rig.ok("show");
    rig.now = rig.now + secs(15);
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_code_that_would_steer_a_terminal_is_refused() {
    let mut rig = Rig::new(toy());
    rig.ok("show\x1b[2J");
    assert!(matches!(rig.error(), Error::Malformed { .. }));
}

#[test]
fn the_code_on_show_can_be_asked_for_also_after_a_resumption() {
    let mut rig = shown();
    rig.ok("scanned");
    rig.call();
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert_eq!(rig.flow.code().unwrap().payload.expose(), "show");
    rig.ok("go");
    assert!(rig.flow.code().is_none());
}

#[test]
fn a_snapshot_survives_being_a_part_of_something_else() {
    #[derive(Serialize, Deserialize)]
    struct Form {
        user: String,
        #[serde(flatten)]
        snapshot: qrlogin::Snapshot,
    }
    let form = Form {
        user: "me".to_owned(),
        snapshot: shown().flow.snapshot().unwrap(),
    };
    let json = serde_json::to_string(&form).unwrap();
    let back: Form = serde_json::from_str(&json).unwrap();
    assert!(back.snapshot == form.snapshot);
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
fn ten_seconds_back_are_a_stray_reading_and_more_is_a_clock_that_was_set() {
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
fn the_service_is_left_alone_for_its_interval_also_after_the_deadline() {
    let mut rig = shown();
    rig.now = START + LIFETIME;
    rig.answer(Err(Failure::Io));
    let failed = rig.now;
    rig.call();
    assert!(rig.now >= failed + INTERVAL, "{:?}", rig.now - failed);
}

#[test]
fn a_call_lost_at_the_end_of_patience_is_not_the_last_word() {
    let mut rig = Rig::new(toy().give_up_after(secs(30)));
    rig.ok("show");
    rig.call();
    rig.now = START + secs(31);
    rig.flow.handle(rig.now, Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}
