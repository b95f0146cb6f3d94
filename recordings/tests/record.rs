//! Recording a login.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::{self, Options};
use qrlogin::{Error, Failure, Flow, Login, Seed, Settings, Step, bilibili};
use qrlogin_recordings::replay::DriftKind;
use qrlogin_recordings::{PublicNames, Recorder, Replay};
use support::canaries::{assert_clean, canaries};
use support::recorded::{Recorded, login, record};
use support::{START, ms, reply, secs, seed};
use support::{Simulated, completed, flow, scenario};

fn recorded(id: &str, lines: &str) -> Recorded {
    record(id, &Settings::new(), &Options::default(), scenario(lines))
}

#[test]
fn an_unknown_response_is_redacted() {
    let unknown = r#"{"code":0,"message":"欢迎 jo.doe@example.org, 13800138000","data":{"code":86101,
        "profile":{"nick":"c4nary-nick","face":"https://i0.example/bfs/face/c4nary.jpg","list":["c4nary-1",{"id":9876543210123}]},
        "c4nary_flag":true,"hint":"c4nary\"escaped\\","url":"https://www.bilibili.com/x?sso=c4nary-sso"}}"#;
    let mut recorder = recorder("bilibili-web");
    answer(&mut recorder, reply(200, GENERATED));
    let mut odd = reply(200, unknown);
    let headers = odd.headers_mut();
    headers.insert("x-trace", "c4nary-trace".parse().unwrap());
    headers.insert("etag", "\"c4nary-etag\"".parse().unwrap());
    headers.append("set-cookie", "buvid=c4nary-buvid; Path=/".parse().unwrap());
    answer(&mut recorder, odd);
    let text = recorder.to_har().to_json();
    for secret in [
        "c4nary-",
        "c4nary.jpg",
        "9876543210123",
        "jo.doe",
        "13800138000",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("欢迎") && text.contains("86101"), "{text}");
}

#[test]
fn a_secret_is_scrubbed_from_an_earlier_message() {
    let word = "abcdefghijklmnopqrstuvwxyz";
    let mut recorder = recorder("bilibili-web");
    answer(&mut recorder, reply(200, GENERATED));
    let message = format!(r#"{{"code":0,"data":{{"code":86101,"message":"hello {word}"}}}}"#);
    answer(&mut recorder, reply(200, message));
    assert!(recorder.to_har().to_json().contains(word));
    let token = format!(r#"{{"code":0,"data":{{"code":86101,"token":"{word}"}}}}"#);
    answer(&mut recorder, reply(200, token));
    assert!(!recorder.to_har().to_json().contains(word));
}

const GENERATED: &str = r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?qrcode_key=0123456789abcdef","qrcode_key":"0123456789abcdef"}}"#;

fn names_of(id: &str) -> PublicNames {
    PublicNames::of_flow(id).unwrap()
}

fn recorder(id: &str) -> Recorder<qrlogin::BoxFlow> {
    let info = flows::find(id).unwrap();
    let settings = completed(id, &Settings::new());
    Recorder::start(info, &settings, seed(), &Options::default()).unwrap()
}

/// Runs to the next call and hands in this response.
fn answer<F: Flow>(flow: &mut F, response: qrlogin::Response) {
    let mut now = START;
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(_) => return flow.handle(now, Ok(response)),
            Step::Wait(until) => now = until,
            _ => {}
        }
    }
}

#[test]
fn a_repeated_call_has_its_first_and_last_time() {
    let mut recorder = recorder("bilibili-web");
    for second in 0..6 {
        assert!(matches!(
            recorder.poll(START + secs(second)),
            Ok(Step::Send(_))
        ));
    }
    recorder.handle(START + secs(7), Ok(reply(200, GENERATED)));
    let text = recorder.to_har().to_json();
    assert_eq!(text.matches(r#""send": 0}"#).count(), 2, "{text}");
}

#[test]
fn hostile_responses_are_redacted() {
    let parameters = "https://a.example?u=".repeat(20_000);
    let many: Vec<_> = (0..4_000).map(|n| format!("{n:08x}")).collect();
    let nested = "[".repeat(200_000);
    let quoted = (0..12).fold("s3cr3t99".to_owned(), |text, _| {
        serde_json::to_string(&[text]).unwrap()
    });
    for body in [
        format!(r#"{{"code":0,"url":"{parameters}"}}"#),
        serde_json::json!({ "code": 0, "list": many }).to_string(),
        format!(r#"{{"x":"{}","y":"\u0026"}}"#, r#"\u0041\""#.repeat(50_000)),
        nested,
        quoted,
        "<a>".repeat(100_000),
        "%41".repeat(100_000),
    ] {
        let mut recorder = recorder("bilibili-web");
        answer(&mut recorder, reply(200, body));
        assert!(!recorder.to_har().to_json().contains("s3cr3t99"));
    }
}

#[test]
fn a_recorder_does_not_change_the_login() {
    for info in flows::FLOWS {
        let lines = "fault.1 = any#2 cut-before";
        let recorded = recorded(info.id, lines);
        let mut plain = Simulated::new(flow(info.id), scenario(lines));
        assert_eq!(plain.run(), recorded.outcome);
        assert_eq!(plain.events, recorded.events);
        assert_eq!(plain.calls.len(), recorded.recorder.to_har().entries.len());
    }
}

#[test]
fn a_recording_of_an_unfinished_login_has_no_outcome() {
    let mut recorder = recorder("bilibili-web");
    answer(&mut recorder, reply(200, GENERATED));
    assert!(matches!(recorder.poll(START), Ok(Step::Event(_))));
    // A call that has no outcome yet.
    assert!(matches!(recorder.poll(START + secs(2)), Ok(Step::Send(_))));
    let replay = Replay::from_har(&recorder.to_har().to_json()).unwrap();
    assert_eq!(replay.har().entries.len(), 1);
    assert_eq!(replay.har().outcome(), None);
    let drift = replay.run_exact(login(&replay)).unwrap_err();
    assert_eq!((drift.kind, drift.entry), (DriftKind::Unfinished, 1));
    assert!(matches!(
        recorder.into_flow().poll(START + secs(2)),
        Ok(Step::Send(_))
    ));
}

#[test]
fn a_login_with_renewals_replays_with_them() {
    let mut options = Options::default();
    options.renewals = 2;
    options.give_up_after = Some(secs(400));
    let world = scenario("person = expire; expire; scan@1s confirm@2s\nbilibili-tv.lifetime = 20s");
    let recorded = record("bilibili-tv", &Settings::new(), &options, world);
    let text = recorded.recorder.to_har().to_json();
    assert_clean(&text, &canaries(&recorded), "renewals");
    let replay = Replay::from_har(&text).unwrap();
    let replayed = replay.run_exact(login(&replay)).unwrap();
    assert_eq!(replayed.kinds(), ["code", "code", "code", "confirmed"]);
}

#[test]
fn repeated_polls_and_a_clock_set_back_replay_exactly() {
    for id in ["bilibili-tv", "wechat-web"] {
        let mut world = Simulated::new(flow(id), scenario(""));
        let mut recorder = recorder(id);
        // How far the clock was set back, during a wait.
        let mut back = secs(0);
        loop {
            let now = world.now() - back;
            match recorder.poll(now) {
                Ok(Step::Wait(until)) => {
                    // Several polls during a wait, like those of a driver.
                    for part in 1..3 {
                        let _ = recorder.poll(now + (until - now) * part / 4);
                    }
                    world.wait(until - now);
                    back = secs(3600);
                }
                Ok(Step::Send(_)) => {
                    for _ in 0..3 {
                        let again = recorder.poll(now + ms(1001));
                        assert!(matches!(again, Ok(Step::Send(_))));
                    }
                    world.wait(ms(2002));
                    let Ok(Step::Send(call)) = recorder.poll(world.now() - back) else {
                        panic!("the call did not come again");
                    };
                    let outcome = world.send(call);
                    recorder.handle(world.now() - back, outcome);
                }
                Ok(Step::Event(_)) => {}
                Ok(Step::Done(_)) => break,
                Ok(_) => panic!("an unknown step"),
                Err(error) => panic!("{id}: {error}"),
            }
        }
        let har = recorder.to_har();
        for text in [har.to_json(), har.to_json_with_all_secrets()] {
            let replay = Replay::from_har(&text).unwrap();
            let replayed = replay.run_exact(login(&replay));
            let replayed = replayed.unwrap_or_else(|drift| panic!("{id}: {drift}"));
            assert!(replayed.outcome.is_ok());
        }
    }
}

#[test]
fn a_flow_created_elsewhere_replays_leniently() {
    let login = || Login::new(bilibili::Web::new(), seed());
    let mut recorder = Recorder::new(login(), names_of("bilibili-web"));
    answer(&mut recorder, reply(200, GENERATED));
    answer(
        &mut recorder,
        reply(200, r#"{"code":0,"data":{"code":86038}}"#),
    );
    assert_eq!(recorder.poll(START + secs(9)).err(), Some(Error::Expired));
    let text = recorder.to_har().to_json();
    assert!(!text.contains("0123456789abcdef"), "{text}");
    let replay = Replay::from_har(&text).unwrap();
    assert!(!replay.har().is_exact() && replay.login().is_none());
    assert_eq!(replay.har().flow(), Some("bilibili-web"));
    let replayed = replay.run(login()).unwrap();
    assert_eq!(replayed.kinds(), ["code"]);
    assert_eq!(replayed.outcome.err(), Some(Error::Expired));
}

#[test]
fn requests_of_flows_created_elsewhere_hold_no_secret() {
    for info in flows::FLOWS {
        let mut world = Simulated::new(flow(info.id), scenario(""));
        let mut recorder = Recorder::new(flow(info.id), names_of(info.id));
        loop {
            match recorder.poll(world.now()).unwrap() {
                Step::Send(call) => {
                    let outcome = world.send(call);
                    recorder.handle(world.now(), outcome);
                }
                Step::Wait(until) => world.wait_until(until),
                Step::Done(_) => break,
                _ => {}
            }
        }
        let text = recorder.to_har().to_json();
        let recorded = Recorded {
            recorder: self::recorder(info.id),
            simulator: world.into_simulator(),
            events: Vec::new(),
            outcome: Err(Error::Finished),
        };
        assert_clean(&text, &canaries(&recorded), info.id);
        let replayed = Replay::from_har(&text).unwrap().run(flow(info.id));
        if info.id == "qq-bot" {
            // Its secret comes encrypted with a key of the login, which a file does not hold.
            assert_eq!(replayed.err().unwrap().kind, DriftKind::Outcome);
            continue;
        }
        assert!(
            replayed
                .unwrap_or_else(|drift| panic!("{}: {drift}", info.id))
                .outcome
                .is_ok()
        );
    }
}

#[test]
fn a_redacted_recording_that_is_written_again_still_replays() {
    for info in flows::FLOWS {
        let once = recorded(info.id, "").recorder.to_har().to_json();
        let twice = Replay::from_har(&once).unwrap().har().to_json();
        let replay = Replay::from_har(&twice).unwrap();
        let replayed = replay.run_exact(login(&replay)).unwrap();
        assert!(replayed.outcome.is_ok());
    }
}

#[test]
fn a_recording_with_all_secrets_replays_exactly() {
    let recorded = recorded("bilibili-web", "fault.1 = any#2-4 cut-before");
    let text = recorded.recorder.to_har().to_json_with_all_secrets();
    assert!(text.contains(&recorded.simulator.codes()[0].handle));
    let replay = Replay::from_har(&text).unwrap();
    let replayed = replay.run_exact(login(&replay)).unwrap();
    assert_eq!(replayed.outcome, recorded.outcome);
    assert_eq!(replayed.events, recorded.events);
}

#[test]
fn printed_recordings_hold_no_secret() {
    let recorded = recorded("phi-api", "");
    let har = recorded.recorder.to_har();
    let replay = Replay::of(har.clone());
    let replayed = replay.run_exact(login(&replay)).unwrap();
    let printed = format!("{:?}{har:?}{replay:?}{replayed:?}", recorded.recorder);
    assert_clean(&printed, &canaries(&recorded), "printed");
}

#[test]
fn repeated_polls_of_a_wait_are_one_step() {
    let mut recorder = recorder("bilibili-web");
    answer(&mut recorder, reply(200, GENERATED));
    assert!(matches!(recorder.poll(START), Ok(Step::Event(_))));
    for part in 0..50 {
        assert!(matches!(recorder.poll(START + ms(part)), Ok(Step::Wait(_))));
    }
    let text = recorder.to_har().to_json();
    assert_eq!(text.matches("\"wait\": 17").count(), 1, "{text}");
}

#[test]
fn longer_pauses_of_the_fixed_seed_delay_all_later_steps() {
    let info = flows::find("bilibili-web").unwrap();
    for seed in 0..24 {
        let seed = Seed::new([seed; 16]);
        let start = Recorder::start(info, &Settings::new(), seed, &Options::default());
        let (mut recorder, mut now) = (start.unwrap(), START);
        let mut calls = 0;
        while calls < 6 {
            match recorder.poll(now) {
                Ok(Step::Send(_)) if calls == 0 => recorder.handle(now, Ok(reply(200, GENERATED))),
                Ok(Step::Send(_)) => {
                    now = now + ms(10);
                    recorder.handle(now, Err(Failure::Io));
                }
                Ok(Step::Wait(until)) => now = until,
                Ok(_) => {}
                Err(error) => panic!("{error}"),
            }
            calls = recorder.to_har().entries.len();
        }
        let text = recorder.to_har().to_json();
        assert!(Replay::from_har(&text).unwrap().har().is_exact());
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let trace = file["log"]["_qrlogin"]["trace"].as_array().unwrap();
        let times: Vec<_> = trace.iter().map(|mark| mark["at"].as_u64()).collect();
        assert!(times.is_sorted(), "{times:?}");
    }
}

#[test]
fn failures_are_recorded_and_stray_responses_are_not() {
    let mut recorder = recorder("bilibili-web");
    recorder.handle(START, Ok(reply(200, "stray")));
    assert!(recorder.to_har().entries.is_empty());
    assert!(matches!(recorder.poll(START), Ok(Step::Send(_))));
    recorder.handle(START + secs(3), Err(Failure::Connect));
    recorder.handle(START + secs(4), Ok(reply(200, "stray")));
    assert_eq!(recorder.to_har().entries.len(), 1);
    let har = Replay::from_har(&recorder.to_har().to_json()).unwrap();
    let entry = &har.har().entries[0];
    assert_eq!(entry.outcome.as_ref().unwrap_err(), &Failure::Connect);
    assert_eq!((entry.started, entry.time), (START, secs(3)));
}
