//! Logins of all flows in one fleet.

use std::collections::HashMap;
use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Call, Credential, Event, Failure, Flow, Response, Seed, Snapshot};
use qrlogin_test_support::{FLOWS, VARIANTS, completed, flow, secs};
use qrlogin_tokio::{DriveError, Fleet, LoginId, Progress};
use tokio::time::{Instant, sleep, timeout};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::{PausedWorld as World, clock};

const SCENARIO: &str = "person = scan@5s confirm@9s";

/// A login with a seed of its own.
fn login(id: &str, number: u8) -> BoxFlow {
    let info = flows::find(id).unwrap();
    let settings = completed(id, &Default::default());
    let seed = Seed::new([number; 16]);
    info.login(&settings, seed, &Options::default()).unwrap()
}

fn is_complete(credential: &Credential) -> bool {
    let mut variants = VARIANTS.iter();
    let id = credential.flow();
    let variant = variants.find(|variant| variant.flow.id == id && variant.settings.is_empty());
    variant.unwrap().is_complete(credential)
}

#[tokio::test(start_paused = true)]
async fn long_waits_are_compacted_and_short_ones_are_not() {
    let (_, transport) = taking(|_| Duration::ZERO);
    let mut fleet = Fleet::new(transport).with_clock(clock());
    let ticking = |name, ms| Ticking::new(name, "a.example", Duration::from_millis(ms), 9);
    let (long, short) = (fleet.add(ticking(0, 1_000)), fleet.add(ticking(1, 999)));
    let _ = timeout(Duration::from_millis(4_500), fleet.next()).await;
    let compacted = |id| fleet.flow(id).unwrap().compacted;
    assert_eq!((compacted(long), compacted(short)), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn logins_of_all_flows_end_with_complete_credentials() {
    let (world, now) = (World::new(SCENARIO), clock());
    let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now);
    let mut flow_of = HashMap::new();
    for number in 0..5 {
        for flow in FLOWS {
            flow_of.insert(fleet.add(login(flow.id, number)), flow);
        }
    }
    let mut events: HashMap<LoginId, Vec<Event>> = HashMap::new();
    let mut ended = HashMap::new();
    while let Some((id, progress)) = fleet.next().await {
        match progress.unwrap() {
            Progress::Event(event) => events.entry(id).or_default().push(event),
            Progress::Done(credential) => assert!(ended.insert(id, credential).is_none()),
        }
    }
    assert_eq!(ended.len(), 5 * FLOWS.len());
    assert!(fleet.is_empty());
    for (id, flow) in flow_of {
        let credential = &ended[&id];
        assert_eq!(credential.flow(), flow.id);
        assert!(is_complete(credential), "{}", flow.id);
        let kinds: Vec<_> = events[&id].iter().map(Event::kind).collect();
        let expected: &[_] = match flow.reports_scan {
            true => &["code", "scanned", "confirmed"],
            false => &["code", "confirmed"],
        };
        assert_eq!(kinds, expected, "{}", flow.id);
    }
    // No value was issued twice, so no credential went to another login.
    let all: Vec<_> = ended
        .values()
        .map(|it| serde_json::to_string(it).unwrap())
        .collect();
    let different: std::collections::HashSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}

#[tokio::test(start_paused = true)]
async fn every_login_shows_the_code_of_its_own_event() {
    let (world, now) = (World::new(SCENARIO), clock());
    let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now);
    for number in 0..20 {
        fleet.add(login("bilibili-web", number));
    }
    let mut shown = 0;
    while let Some((id, progress)) = fleet.next().await {
        if let Progress::Event(Event::Code(code)) = progress.unwrap() {
            assert_eq!(fleet.code(id), Some(code));
            shown += 1;
        }
        assert_eq!(
            fleet
                .flow(id)
                .map(|flow| flow.id())
                .unwrap_or("bilibili-web"),
            "bilibili-web"
        );
    }
    assert_eq!(shown, 20);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_next_loses_nothing() {
    let (world, now) = (World::new(SCENARIO), clock());
    let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now);
    for flow in FLOWS {
        fleet.add(login(flow.id, 1));
    }
    let (mut kinds, mut done, mut dropped) = (Vec::new(), 0, 0);
    let began = Instant::now();
    while began.elapsed() < secs(300) {
        match timeout(Duration::from_millis(7), fleet.next()).await {
            Ok(Some((_, Ok(Progress::Event(event))))) => kinds.push(event.kind()),
            Ok(Some((_, Ok(Progress::Done(_))))) => done += 1,
            Ok(Some((_, Err(error)))) => panic!("{error}"),
            Ok(None) => break,
            Err(_) => dropped += 1,
        }
    }
    assert_eq!(done, FLOWS.len());
    let count = |kind| kinds.iter().filter(|it| **it == kind).count();
    let scans = FLOWS.iter().filter(|flow| flow.reports_scan).count();
    assert_eq!(
        (count("code"), count("confirmed")),
        (FLOWS.len(), FLOWS.len())
    );
    assert_eq!((count("scanned"), count("retrying")), (scans, 0));
    assert!(dropped > 1000, "{dropped}");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_login_drops_its_call_and_returns_its_flow() {
    let (seen, transport) = taking(|_| secs(10));
    let now = clock();
    let mut fleet = Fleet::new(transport).with_clock(now);
    let [first, second] = [1, 2].map(|name| fleet.add(Ticking::new(name, "a.example", secs(1), 1)));
    assert!(timeout(secs(1), fleet.next()).await.is_err());
    assert_eq!(fleet.in_flight(), 2);
    assert_eq!(fleet.cancel(first).unwrap().name, 1);
    assert_eq!((fleet.in_flight(), fleet.len()), (1, 1));
    assert_eq!(seen.lock().unwrap().open, 1);
    assert!(fleet.cancel(first).is_none());
    assert!(!fleet.answer(first, &"word".into()));
    assert!(fleet.snapshot(first).is_err() && fleet.code(first).is_none());
    // The place of the cancelled login is used again, under another id.
    let third = fleet.add(Ticking::new(3, "a.example", secs(1), 1));
    assert_ne!(third, first);
    let mut ended = Vec::new();
    while let Some((id, progress)) = fleet.next().await {
        if let Progress::Done(name) = progress.unwrap() {
            ended.push((id, name));
        }
    }
    assert_eq!(ended, [(second, 2), (third, 3)]);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_wait_does_not_wake_the_next_login_early() {
    let (seen, transport) = taking(|_| secs(0));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    for name in 0..500 {
        let id = fleet.add(Ticking::new(name, "a.example", secs(30), 2));
        assert!(timeout(secs(1), fleet.next()).await.is_err());
        assert_eq!(fleet.waiting(), 1);
        fleet.cancel(id).unwrap();
    }
    let last = fleet.add(Ticking::new(500, "a.example", secs(3600), 2));
    assert!(timeout(secs(3500), fleet.next()).await.is_err());
    // Before and after its first call.
    assert_eq!(fleet.flow(last).unwrap().polled, 2);
    while fleet.next().await.is_some() {}
    let calls = &seen.lock().unwrap().calls;
    assert_eq!(calls.len(), 502);
    assert!(calls[501].0 - calls[500].0 >= secs(3600));
}

#[tokio::test(start_paused = true)]
async fn input_wakes_the_login_that_waits_for_it() {
    let (_, transport) = taking(|_| secs(0));
    let now = clock();
    let mut fleet = Fleet::new(transport).with_clock(now.clone());
    let ids =
        [1, 2].map(|name| fleet.add(Ticking::new(name, "a.example", secs(1), 1).wanting_input()));
    assert!(timeout(secs(100), fleet.next()).await.is_err());
    let began = now();
    assert!(fleet.answer(ids[1], &"word".into()));
    assert!(!fleet.answer(ids[1], &"word".into()));
    let (id, progress) = fleet.next().await.unwrap();
    assert!(matches!(progress, Ok(Progress::Done(2))) && id == ids[1]);
    assert!(now() - began < secs(1));
    assert!(fleet.flow(ids[0]).unwrap().input().is_some());
}

#[tokio::test(start_paused = true)]
async fn snapshots_of_all_resume_in_another_fleet() {
    let (world, now) = (World::new(SCENARIO), clock());
    let mut first = Fleet::new(world.transport(now.clone())).with_clock(now.clone());
    let mut kinds = Vec::new();
    for number in 0..3 {
        for flow in FLOWS {
            first.add(login(flow.id, number));
        }
    }
    // In the middle: some codes are scanned, and calls are in flight.
    let until = now() + secs(6);
    while let Some(left) = until.as_millis().checked_sub(now().as_millis()) {
        match timeout(Duration::from_millis(left.max(1)), first.next()).await {
            Ok(Some((_, Ok(Progress::Event(event))))) => kinds.push(event.kind()),
            Ok(item) => panic!("{item:?}"),
            Err(_) => break,
        }
    }
    let saved: Vec<_> = first
        .snapshots()
        .map(|(_, it)| it.unwrap().to_json())
        .collect();
    assert_eq!(saved.len(), 3 * FLOWS.len());
    drop(first);

    let mut second = Fleet::new(world.transport(now.clone())).with_clock(now);
    for json in saved {
        second.add(flows::resume(&Snapshot::from_json(&json).unwrap()).unwrap());
    }
    let mut done = 0;
    while let Some((_, progress)) = second.next().await {
        match progress.unwrap() {
            Progress::Event(event) => kinds.push(event.kind()),
            Progress::Done(credential) => {
                assert!(is_complete(&credential), "{}", credential.flow());
                done += 1;
            }
        }
    }
    assert_eq!(done, 3 * FLOWS.len());
    let codes = kinds.iter().filter(|kind| **kind == "code").count();
    assert_eq!(codes, 3 * FLOWS.len());
}

#[tokio::test(start_paused = true)]
async fn a_failing_login_does_not_disturb_the_others() {
    let (_, mut good) = taking(|_| secs(0));
    let transport = move |call: Call| {
        let fails = call.request.uri().host() == Some("down.example");
        let answer = good(call);
        async move {
            match fails {
                true => Err::<Response, _>(std::io::Error::from(std::io::ErrorKind::TimedOut)),
                false => Ok(answer.await.unwrap()),
            }
        }
    };
    let mut fleet = Fleet::new(transport).with_clock(clock());
    let bad = fleet.add(Ticking::new(0, "down.example", secs(1), 5).giving_up());
    for name in 1..10 {
        fleet.add(Ticking::new(name, "up.example", secs(1), 5).giving_up());
    }
    let (mut done, mut failed) = (0, Vec::new());
    while let Some((id, progress)) = fleet.next().await {
        match progress {
            Ok(_) => done += 1,
            Err(DriveError::Transport(error)) => failed.push((id, error.kind())),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(failed, [(bad, std::io::ErrorKind::TimedOut)]);
    assert_eq!(done, 9);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_response_times_out() {
    let transport = |_: Call| async {
        sleep(secs(3600)).await;
        Ok::<_, Failure>(Response::default())
    };
    let now = clock();
    let mut fleet = Fleet::new(transport).with_clock(now.clone());
    fleet.add(Ticking::new(0, "a.example", secs(1), 5).giving_up());
    let began = now();
    let error = fleet.next().await.unwrap().1.map(|_| ()).unwrap_err();
    assert!(
        matches!(error, DriveError::Transport(_) | DriveError::Login(_)),
        "{error:?}"
    );
    assert_eq!((now() - began).as_secs(), 60);
}

#[test]
fn a_fleet_and_its_future_are_send() {
    fn send<T: Send>(_: &T) {}
    let (_, transport) = taking(|_| secs(0));
    let mut fleet = Fleet::new(transport);
    fleet.add(flow("bilibili-web"));
    send(&fleet);
    send(&fleet.next());
    assert!(format!("{fleet:?}").starts_with("Fleet { logins: 1, "));
}
