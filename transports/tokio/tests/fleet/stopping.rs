//! An orderly end.

use std::collections::HashSet;
use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Credential, Seed, Settings, Snapshot};
use qrlogin_test_support::{ms, secs};
use qrlogin_tokio::{Fleet, Progress};
use tokio::time::{Instant, sleep, timeout};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::{PausedWorld as World, clock};

#[tokio::test(start_paused = true)]
async fn a_stop_finishes_the_calls_in_flight_and_starts_none() {
    let (seen, transport) = taking(|_| secs(3));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(10);
    for name in 0..50 {
        fleet.add(Ticking::new(name, "a.example", secs(1), 2).emitting());
    }
    assert!(timeout(secs(1), fleet.next()).await.is_err());
    let began = Instant::now();
    fleet.stop(secs(60));
    let mut events = 0;
    while let Some((_, progress)) = fleet.next().await {
        assert!(matches!(progress, Ok(Progress::Event(_))));
        events += 1;
    }
    assert!(
        (ms(1990)..ms(2010)).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
    assert_eq!((events, seen.lock().unwrap().calls.len()), (10, 10));
    assert_eq!((fleet.len(), fleet.waiting(), fleet.queued()), (50, 10, 40));
    // It stays stopped, also for logins that are due or added.
    sleep(secs(100)).await;
    fleet.add(Ticking::new(50, "a.example", secs(1), 2));
    assert!(fleet.next().await.is_none());
    assert_eq!(seen.lock().unwrap().calls.len(), 10);
    assert_eq!(fleet.flows().count(), 51);
}

#[tokio::test(start_paused = true)]
async fn a_login_added_after_a_stop_makes_no_call() {
    let (seen, transport) = taking(|_| ms(1));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    fleet.stop(secs(60));
    fleet.add(Ticking::new(0, "a.example", secs(1), 1));
    assert!(fleet.next().await.is_none());
    assert_eq!(seen.lock().unwrap().calls.len(), 0);
    assert_eq!(fleet.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_at_its_limit() {
    let (seen, transport) = taking(|_| secs(40));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    fleet.add(Ticking::new(0, "a.example", secs(1), 2));
    assert!(timeout(secs(1), fleet.next()).await.is_err());
    let began = Instant::now();
    fleet.stop(secs(5));
    assert!(fleet.next().await.is_none());
    assert!(
        (ms(5000)..ms(5010)).contains(&began.elapsed()),
        "{:?}",
        began.elapsed()
    );
    assert_eq!((fleet.len(), fleet.in_flight()), (1, 1));
    drop(fleet);
    assert_eq!(seen.lock().unwrap().open, 0);
}

/// Flows with long polls and without, of three services.
const IDS: [&str; 4] = ["bilibili-web", "115", "wechat-web", "bilibili-tv"];

fn login(id: &str, number: u128) -> BoxFlow {
    let info = flows::find(id).unwrap();
    let seed = Seed::new(number.to_le_bytes());
    info.login(&Settings::new(), seed, &Options::default())
        .unwrap()
}

/// Takes items until none comes within this time; the credentials among them.
async fn run<T: qrlogin_tokio::Transport>(
    fleet: &mut Fleet<BoxFlow, T>,
    time: Duration,
) -> Vec<Credential> {
    let end = Instant::now() + time;
    let mut done = Vec::new();
    while let Ok(Some((_, progress))) = tokio::time::timeout_at(end, fleet.next()).await {
        if let Progress::Done(credential) = progress.unwrap() {
            done.push(credential);
        }
    }
    done
}

#[tokio::test(start_paused = true)]
async fn no_login_is_lost_over_stops_at_any_moment() {
    // Each stop hits other stages: before the code, between polls, in the fetch of credentials.
    for stop_after in (0..12_000).step_by(290) {
        let world = World::new("person = scan@5s confirm@9s");
        let now = clock();
        let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now.clone());
        for id in IDS {
            fleet.add(login(id, 1));
        }
        let mut done = run(&mut fleet, ms(stop_after)).await;
        fleet.stop(secs(60));
        done.extend(run(&mut fleet, secs(100)).await);
        assert_eq!(fleet.in_flight(), 0);
        let mut second = Fleet::new(world.transport(now.clone())).with_clock(now);
        for (_, snapshot) in fleet.snapshots() {
            second.add(flows::resume(&snapshot.unwrap()).unwrap());
        }
        done.extend(run(&mut second, secs(400)).await);
        assert_eq!(done.len(), 4, "stopped after {stop_after} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_amid_calls_loses_none_of_a_thousand_logins() {
    let (world, now) = (World::new("person = scan@5s confirm@9s"), clock());
    let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now.clone());
    // Begun over two seconds, so that they are at all stages when some have ended.
    for number in 0..1_000 {
        fleet.add(login(IDS[number as usize % 4], number));
        assert!(run(&mut fleet, ms(2)).await.is_empty());
    }
    let mut done = run(&mut fleet, ms(8_200)).await;
    // The limit is too short for the long polls: their calls are lost, their logins are not.
    fleet.stop(ms(50));
    done.extend(run(&mut fleet, secs(1)).await);
    assert!(!done.is_empty() && fleet.in_flight() > 0 && fleet.waiting() > 0);
    assert!(done.len() + fleet.len() == 1_000);
    let saved = fleet.snapshots().map(|(_, it)| it.unwrap().to_json());
    let saved: Vec<String> = saved.collect();
    drop(fleet);

    let mut second = Fleet::new(world.transport(now.clone())).with_clock(now);
    for json in saved {
        let snapshot = Snapshot::from_json(&json).unwrap();
        second.add(flows::resume(&snapshot).unwrap());
    }
    done.extend(run(&mut second, secs(400)).await);
    let done = done.iter().map(|it| serde_json::to_string(it).unwrap());
    assert_eq!(done.collect::<HashSet<_>>().len(), 1_000);
}
